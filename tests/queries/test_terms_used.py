"""The stored questions use the whole ontology: a term that no question needs has no place."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from smartregions.namespaces import OWL, PREFIXES, RDF, SR
from smartregions.sparql.tokens import tokens

ROOT = Path(__file__).parents[2]
_KINDS = {f"{OWL}{kind}" for kind in ("Class", "ObjectProperty", "DatatypeProperty")}


def _terms() -> list[str]:
    """Every class and property that the ontology declares."""
    triples = (
        triple
        for path in sorted((ROOT / "ontology").glob("*.ttl"))
        for triple in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    )
    declared = {
        triple.subject.value
        for triple in triples
        if triple.predicate.value == f"{RDF}type"
        and isinstance(triple.object, pyoxigraph.NamedNode)
        and triple.object.value in _KINDS
        and isinstance(triple.subject, pyoxigraph.NamedNode)
    }
    return sorted(term for term in declared if term.startswith(SR))


@pytest.fixture(scope="module")
def used() -> frozenset[str]:
    """The IRIs that the questions name."""
    names: set[str] = set()
    for path in (ROOT / "queries").glob("*/*.rq"):
        for token in tokens(path.read_text("utf-8")):
            prefix, colon, local = token.content.partition(":")
            if token.kind == "name" and colon and prefix in PREFIXES:
                names.add(PREFIXES[prefix] + local)
            elif token.kind == "iri":
                names.add(token.content.strip("<>"))
    return frozenset(names)


@pytest.mark.parametrize("term", _terms())
def test_some_question_uses_the_term(term: str, used: frozenset[str]) -> None:
    assert term in used
