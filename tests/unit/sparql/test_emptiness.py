"""Which patterns of a query can be asked alone."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from smartregions.sparql.emptiness import MOST_VALUES, outline

PROLOGUE = "PREFIX e: <http://e/>\n"


def patterns(text: str) -> list[str]:
    known = outline(PROLOGUE + text)
    assert known is not None
    return [str(pattern) for pattern in known.patterns]


@pytest.mark.parametrize(
    ("text", "found", "has_more"),
    [
        ("SELECT * { ?a e:p ?b }", ["?a e:p ?b"], False),
        ("ASK { ?a a e:C ; e:p ?b, ?c . }", ["?a a e:C", "?a e:p ?b", "?a e:p ?c"], False),
        ("ASK { ?a e:p/e:q ?b }", ["?a e:p/e:q ?b"], False),
        ("SELECT * { ?a e:p ?b OPTIONAL { ?a e:q ?c } }", ["?a e:p ?b"], True),
        ("SELECT * { ?a e:p ?b FILTER(?b > 1) }", ["?a e:p ?b"], True),
        ("SELECT * { VALUES ?a { e:x } ?a e:p ?b }", ["?a e:p ?b"], True),
        ("ASK { GRAPH ?g { ?a e:p ?b } }", ["?a e:p ?b"], False),
        ("ASK { GRAPH e:g { ?a e:p ?b FILTER EXISTS { ?a e:q ?b } } }", ["?a e:p ?b"], True),
    ],
)  # fmt: skip
def test_the_patterns_of_the_outermost_group_are_found(
    text: str, found: list[str], has_more: bool
) -> None:
    known = outline(PROLOGUE + text)
    assert known is not None
    assert ([str(pattern) for pattern in known.patterns], known.has_more) == (found, has_more)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { GRAPH ?g { ?a e:p ?b } GRAPH ?h { ?a e:q ?b } }",
        "ASK { GRAPH ?g { ?a e:p ?b } OPTIONAL { ?a e:q ?b } }",
        "ASK { OPTIONAL { ?a e:p ?b } }",
        "ASK { { ?a e:p ?b } UNION { ?a e:q ?b } }",
        "",
        "{",
    ],
)  # fmt: skip
def test_a_query_without_such_patterns_has_no_outline(text: str) -> None:
    assert outline(PROLOGUE + text) is None


def test_what_is_asked_is_sparql_over_the_same_data_with_the_same_prefixes() -> None:
    store = pyoxigraph.Store()
    graph = pyoxigraph.NamedNode("http://e/g")
    node = pyoxigraph.NamedNode("http://e/p")
    store.add(pyoxigraph.Quad(node, node, node, graph))
    for source, answer in (("e:g", True), ("e:other", False)):
        known = outline(f"{PROLOGUE}SELECT * FROM {source} {{ ?a e:p ?b . ?b e:p [] }}")
        assert known is not None
        assert bool(store.query(known.ask(known.patterns))) is answer
        (values,) = [list(store.query(known.select("?o", "?s ?p ?o")))]  # type: ignore[arg-type]
        assert bool(values) is answer


def test_patterns_in_a_graph_are_asked_there() -> None:
    store = pyoxigraph.Store()
    node = NamedNode("http://e/p")
    store.add(Quad(node, node, node, NamedNode("http://e/g")))
    for graph, answer in (("?g", True), ("e:g", True), ("e:other", False)):
        known = outline(f"{PROLOGUE}SELECT * {{ GRAPH {graph} {{ ?a e:p ?b }} }}")
        assert known is not None
        assert bool(store.query(known.ask(known.patterns))) is answer


def test_of_very_many_values_some_are_enough() -> None:
    """They are gone through by a process that others wait for."""
    store = Store()
    predicate = NamedNode("http://e/p")
    store.bulk_extend(
        Quad(predicate, predicate, Literal(number)) for number in range(MOST_VALUES + 10)
    )
    known = outline("SELECT * { ?s <http://e/p> ?o }")
    assert known is not None
    values = store.query(known.select("?o", "?s <http://e/p> ?o"))
    assert len(list(values)) == MOST_VALUES  # type: ignore[arg-type]
