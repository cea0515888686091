"""A small corpus of its own, so that these tests do not change with the ontology."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smartregions.corpus import Corpus
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Context, Report, judge, packaged

HERE = Path(__file__).parent
PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix part: <https://w3id.org/smart-regions/id/participation/> .
@prefix role: <https://w3id.org/smart-regions/scheme/role/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
"""Five lines; what a test adds begins on line 6."""

Judged = Callable[..., Report]
Contribute = Callable[..., Contribution]


@pytest.fixture
def corpus() -> Corpus:
    """Ontology, one scheme, shapes and two published regions."""
    return Corpus(HERE / "corpus")


@pytest.fixture
def context(corpus: Corpus) -> Context:
    """The whole corpus as context."""
    return packaged(corpus)


@pytest.fixture
def contribution() -> Contribute:
    """A contribution with five prefixes declared on its first five lines."""

    def make(text: str, name: str = "a.ttl") -> Contribution:
        return read((PREFIXES + text).encode(), name)

    return make


@pytest.fixture
def judged(context: Context, contribution: Contribute) -> Judged:
    """Judge one text, or several named `a.ttl`, `b.ttl`, in the corpus."""

    def run(*texts: str, engine: str = "fast") -> Report:
        files = [contribution(text, f"{chr(97 + n)}.ttl") for n, text in enumerate(texts)]
        return judge(files, context, engine)

    return run
