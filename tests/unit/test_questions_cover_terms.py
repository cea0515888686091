"""Every class and property answers a question: none is defined for its own sake."""

from __future__ import annotations

import re

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from smartregions import corpus
from smartregions.namespaces import OWL, SR
from smartregions.validation.graph import TYPE, Graph

CORPUS = corpus.find()
QUERIES = sorted(CORPUS.queries.glob("*/*.rq"))


def terms() -> list[str]:
    """The local names of the ontology's classes and properties."""
    graph = Graph(
        quad.triple
        for path in sorted(CORPUS.ontology.glob("*.ttl"))
        for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE)
    )
    kinds = [NamedNode(OWL + k) for k in ("Class", "ObjectProperty", "DatatypeProperty")]
    found = [term.value for kind in kinds for term in graph.subjects(TYPE, kind)]
    return sorted(iri.removeprefix(SR) for iri in found if iri.startswith(SR))


def asked() -> set[str]:
    """The local names that stand in the bodies of the stored questions."""
    lines = [line for path in QUERIES for line in path.read_text().splitlines()]
    body = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in lines)
    return set(re.findall(r"\bsr:([A-Za-z]+)", body))


@pytest.mark.parametrize("term", terms())
def test_a_stored_question_uses_the_term(term: str) -> None:
    assert term in asked()


def test_there_are_terms_and_questions() -> None:
    assert terms() and QUERIES
