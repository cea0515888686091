"""The W3C SPARQL 1.1 query tests: in any order of its patterns, a query has the same answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from answers import answer, scrambled
from smartregions.sparql.absence import without_absence
from smartregions.sparql.groups import groups
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import Statistics, measure
from smartregions.sparql.tokens import tokens
from sparqlsuite import EVALUATION, SYNTAX, Entry, entries, needs_suite

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".nt": RdfFormat.N_TRIPLES,
}
SEEDS = range(6)
ALL = [*entries(EVALUATION), *entries(SYNTAX)]
EVALUATED = [entry for entry in ALL if entry.kind == "QueryEvaluationTest"]


def store(entry: Entry) -> Store:
    held = Store()
    for path in entry.data:
        held.load(path=path, format=FORMATS[path.suffix], base_iri=path.as_uri())
    for path in entry.graphs:
        graph = NamedNode(path.as_uri())
        held.load(path=path, format=FORMATS[path.suffix], base_iri=graph.value, to_graph=graph)
    return held


def orders(text: str, held: Store) -> Iterator[str]:
    """The query by the statistics of its data, and by some that are wrong."""
    yield reorder(text, measure(held))
    for seed in SEEDS:
        yield reorder(text, scrambled(held, seed))
    yield without_absence(text, measure(held), list(tokens(text)), rows=0)


@needs_suite
@pytest.mark.parametrize("entry", EVALUATED, ids=lambda entry: entry.name)
def test_the_answer_is_the_same_in_any_order(entry: Entry) -> None:
    text, held = entry.query.read_text("utf-8"), store(entry)
    base = entry.query.as_uri()
    expected = answer(held, text, base)
    for other in set(orders(text, held)):
        assert answer(held, other, base) == expected, other


@needs_suite
def test_many_queries_of_the_suite_have_another_order() -> None:
    """Else the test above would show nothing. (Most queries of the suite have one pattern only.)"""
    joins = changed = 0
    for entry in EVALUATED:
        text = entry.query.read_text("utf-8")
        runs = [run for group in groups(text, list(tokens(text))) for run in group.runs]
        joins += any(len(run.patterns) > 1 for run in runs)
        changed += any(other != text for other in orders(text, store(entry)))
    assert joins >= 20
    assert changed >= joins / 2


@needs_suite
@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)
def test_what_is_no_query_stays_none_and_what_is_one_stays_one(entry: Entry) -> None:
    text = entry.query.read_text("utf-8")
    assert is_query(reorder(text, Statistics({}, {}))) == is_query(text)


def is_query(text: str) -> bool:
    try:
        Store().query(text, base_iri="http://example.org/")
    except SyntaxError:
        return False
    except RuntimeError as error:
        assert str(error).startswith("The custom function")
    return True
