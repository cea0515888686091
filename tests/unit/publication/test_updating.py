"""What an update changes is found as if all graphs were compared before and after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from smartregions.errors import Conflict, Forbidden, SmartRegionsError
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.publication import updating
from smartregions.publication.updating import Asked
from smartregions.registry.holder import ANY

GRAPHS = ("http://e/a", "http://e/b", "http://e/c")
Edits = list[tuple[str, frozenset[str], frozenset[str]]]

NAMES = st.sampled_from(GRAPHS)
TRIPLES = st.builds(
    "e:{} e:{} {}".format, st.sampled_from("st"), st.sampled_from("pq"), st.sampled_from("123")
)
PATTERNS = st.builds(
    "{} {} {}".format,
    st.sampled_from(("?s", "e:s")),
    st.sampled_from(("?p", "e:q")),
    st.sampled_from(("?o", "2")),
)
WHERE = "WHERE { GRAPH ?g { ?s ?p ?o } }"


def blocks(
    inside: st.SearchStrategy[str], places: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """Triples in some graphs, or in none."""
    in_graph = st.builds("GRAPH {} {{ {} }}".format, places, inside)
    one = st.one_of(in_graph, in_graph, inside)
    return st.lists(one, min_size=1, max_size=2).map(lambda parts: f"{{ {' . '.join(parts)} }}")


IRIS = NAMES.map("<{}>".format)
PLACES = st.one_of(IRIS, IRIS, st.just("?g"))
OPERATIONS = st.one_of(
    st.builds("INSERT DATA {}".format, blocks(TRIPLES, IRIS)),
    st.builds("DELETE DATA {}".format, blocks(TRIPLES, IRIS)),
    st.builds("DELETE WHERE {}".format, blocks(PATTERNS, PLACES)),
    st.builds("DELETE {} {}".format, blocks(PATTERNS, PLACES), st.just(WHERE)),
    st.builds("INSERT {} {}".format, blocks(PATTERNS, PLACES), st.just(WHERE)),
    st.builds(
        "WITH {} DELETE {} INSERT {} {}".format,
        IRIS, blocks(PATTERNS, PLACES), blocks(PATTERNS, PLACES), st.just(WHERE),
    ),
    st.builds("{} GRAPH {}".format, st.sampled_from(("CLEAR", "DROP SILENT")), IRIS),
    st.sampled_from(("CLEAR DEFAULT", "CLEAR NAMED", "DROP ALL")),
    st.builds(
        "{} SILENT {} TO {}".format,
        st.sampled_from(("ADD", "COPY", "MOVE")),
        st.one_of(IRIS, st.just("DEFAULT")),
        st.one_of(IRIS, st.just("DEFAULT")),
    ),
)  # fmt: skip
UPDATES = st.lists(OPERATIONS, min_size=1, max_size=3).map(
    lambda steps: "PREFIX e: <http://e/>\n" + " ;\n".join(steps)
)
QUADS = st.frozensets(
    st.tuples(st.sampled_from("st"), st.sampled_from("pq"), st.sampled_from("123"), NAMES),
    max_size=10,
)
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def store_of(quads: frozenset[tuple[str, str, str, str]], merges: bool) -> Store:
    store = Store()
    for s, p, o, graph in quads:
        terms = NamedNode(f"http://e/{s}"), NamedNode(f"http://e/{p}"), Literal(o, datatype=INTEGER)
        own = not merges and graph == GRAPHS[2]
        store.add(Quad(*terms, DefaultGraph() if own else NamedNode(graph)))
        if merges:
            store.add(Quad(*terms))
    return store


def outcome(store: Store, text: str, granted: Sequence[str], merges: bool) -> Edits | str:
    """What each graph gains and loses, or why the update is refused."""
    asked = Asked(granted, 10_000, 100)
    try:
        edits = updating._edits(store, text, asked, merges)
    except SmartRegionsError as error:
        return f"{type(error).__name__}: {error}"
    return [
        (e.graph.value, frozenset(map(str, e.added)), frozenset(map(str, e.removed))) for e in edits
    ]


@pytest.mark.parametrize("merges", [True, False], ids=["union", "own"])
@pytest.mark.parametrize("granted", [(ANY,), GRAPHS[:2]], ids=["all", "two"])
def test_what_is_found_is_what_a_comparison_of_all_finds(
    merges: bool, granted: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = updating.targets

    @settings(deadline=None, max_examples=250)
    @given(QUADS, UPDATES)
    def check(quads: frozenset[tuple[str, str, str, str]], text: str) -> None:
        stores = [store_of(quads, merges) for _ in range(2)]
        monkeypatch.setattr(updating, "targets", lambda _: None)
        wanted = outcome(stores[0], text, granted, merges)
        monkeypatch.setattr(updating, "targets", known)
        assert outcome(stores[1], text, granted, merges) == wanted
        if not isinstance(wanted, str):
            assert set(stores[0]) == set(stores[1])

    check()


def test_blank_nodes_of_a_text_are_new_ones() -> None:
    store = store_of(frozenset(), True)
    asked = Asked((ANY,), 10_000, 100)
    text = "INSERT DATA { GRAPH <http://e/a> { _:x <http://e/p> _:y . _:y <http://e/p> 1 } }"
    once = [updating._edits(store, text, asked, True)[0].added for _ in range(2)]
    nodes = [{t.subject for t in added if isinstance(t.subject, BlankNode)} for added in once]
    assert [len(found) for found in nodes] == [2, 2]
    assert not nodes[0] & nodes[1]


def test_the_graphs_that_an_update_does_not_name_are_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the time of each update would grow with all that is published."""
    store = store_of(frozenset({("s", "p", "1", graph) for graph in GRAPHS}), True)
    read: list[str] = []
    lines = updating.contents.lines_of
    monkeypatch.setattr(
        updating.contents, "lines_of", lambda s, g: read.append(g.value) or lines(s, g)
    )
    asked = Asked((ANY,), 10_000, 100)
    change = "WITH <http://e/a> DELETE { ?s ?p ?o } INSERT { ?s ?p 7 } WHERE { ?s ?p ?o }"
    assert [e.graph.value for e in updating._edits(store, change, asked, True)] == [GRAPHS[0]]
    assert set(read) == {GRAPHS[0]}
    read.clear()
    updating._edits(store, "INSERT DATA { GRAPH <http://e/b> { <e:s> <e:p> 7 } }", asked, True)
    assert not read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT DATA { <e:s> <e:p> 1 }", Conflict),
        (f"INSERT DATA {{ GRAPH <{DEFAULT_GRAPH}> {{ <e:s> <e:p> 1 }} }}", Conflict),
        ("INSERT DATA { GRAPH <http://e/c> { <e:s> <e:p> 1 } }", Forbidden),
    ],
)
def test_what_may_not_be_written_is_refused(text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        updating._edits(store_of(frozenset(), True), text, Asked(GRAPHS[:2], 10_000, 100), True)
