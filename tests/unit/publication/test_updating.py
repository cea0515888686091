"""What an update changes is found as if all graphs were compared before and after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from smartregions.errors import Conflict, Forbidden, QuerySyntaxError, SmartRegionsError
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


SHARED = frozenset(
    {("s", "p", "1", GRAPHS[0]), ("s", "p", "1", GRAPHS[1]), ("t", "p", "1", GRAPHS[0])}
)
COUNT = "WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
COUNT_NAMED = "WHERE { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } }"


@pytest.mark.parametrize("merges", [True, False], ids=["union", "own"])
@pytest.mark.parametrize(
    ("using", "where", "number"),
    [
        ("USING e:a USING e:b", COUNT, 2),
        ("USING e:a USING e:a", COUNT, 2),
        ("USING<http://e/a>USING<//e/x/../a>", COUNT, 2),
        ("USING e:b USING <//e/./b> USING <http://e/none>", COUNT, 1),
        ("USING e:a USING e:b USING NAMED e:a USING NAMED e:a", COUNT_NAMED, 2),
        ("USING e:a USING e:b", COUNT_NAMED, 0),
        ("USING NAMED e:b USING NAMED e:b", COUNT_NAMED, 1),
        ("USING NAMED e:b", COUNT, 0),
        ("USING e:b", COUNT, 1),
        (f"USING <{DEFAULT_GRAPH}> USING e:none", COUNT, {True: 2, False: 0}),
        (f"USING <{DEFAULT_GRAPH}>", COUNT, {True: 2, False: 0}),
        ("# USING e:a\nUSING e:a # USING e:b\n", COUNT, 2),
    ],
)
def test_a_triple_of_several_using_graphs_counts_once(
    using: str, where: str, number: int | dict[bool, int], merges: bool
) -> None:
    store = store_of(SHARED, merges)
    wanted = number if isinstance(number, int) else number[merges]
    head = "PREFIX e: <http://e/> WITH e:c DELETE { e:s e:q ?n } INSERT { e:s e:p ?n }"
    edits = outcome(store, f"{head} {using} {where}", (ANY,), merges)
    value = f'"{wanted}"^^{INTEGER}'
    assert edits == [(GRAPHS[2], {f"<http://e/s> <http://e/p> {value}"}, frozenset())]
    assert {str(name) for name in store.named_graphs()} <= {f"<{graph}>" for graph in GRAPHS}


@pytest.mark.parametrize(
    ("default", "named", "number"),
    [(GRAPHS[:2], (), 2), (GRAPHS[:1] * 2, (), 2), (GRAPHS[:2], GRAPHS[:1], 2), ((), GRAPHS, 0)],
)
def test_the_dataset_of_the_request_is_a_set_of_triples(
    default: tuple[str, ...], named: tuple[str, ...], number: int
) -> None:
    store = store_of(SHARED, True)
    text = f"INSERT {{ GRAPH <{GRAPHS[2]}> {{ <http://e/s> <http://e/p> ?n }} }} {COUNT}"
    (edit,) = updating._edits(store, text, Asked((ANY,), 10_000, 100, default, named), True)
    assert {str(t.object) for t in edit.added} == {f'"{number}"^^{INTEGER}'}


def test_what_delete_where_looks_for_is_in_the_dataset_of_the_request() -> None:
    store = store_of(SHARED, True)
    text = "DELETE WHERE { GRAPH <http://e/a> { ?s <http://e/p> 1 } }"
    asked = Asked((ANY,), 10_000, 100, (), GRAPHS[1:2])
    assert updating._edits(store, text, asked, True) == []
    (edit,) = updating._edits(store, text, Asked((ANY,), 10_000, 100, (), GRAPHS[:1]), True)
    assert len(edit.removed) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("CLEARALL", "CLEARALL"),
        ("DROP SILENTNAMED", "SILENTNAMED"),
        ("DELETEWHERE { ?s ?p ?o }", "DELETEWHERE"),
        ("INSERTDATA { GRAPH e:a { e:s e:p 1 } }", "INSERTDATA"),
        ("INSERT { e:s e:p 1 } USINGe:a USINGe:b WHERE { }", "USINGe:"),
        ("WITHe:a INSERT { e:s e:p 1 } WHERE { }", "WITHe:"),
        ("INSERT { e:s e:p 1 } USINGNAMED e:b WHERE { }", "USINGNAMED"),
        ("COPYe:a TO e:b", "COPYe:a"),
    ],
)
def test_keywords_without_a_space_between_them_are_no_sparql(text: str, word: str) -> None:
    found = outcome(store_of(SHARED, True), "PREFIX e: <http://e/>\n" + text, (ANY,), True)
    assert isinstance(found, str) and found.startswith("QuerySyntaxError: Line 2, column ")
    assert word in found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("INSERT { e:s e:p ?n }\n USING e:a USING e:b WHERE {\n SELECT }", (4, 10)),
        ("INSERT { e:s e:p 1 }\n USING f:a WHERE { }", (3, 8)),
        ("INSERT { e:s e:p 1 }\n USING e:a USING f:a WHERE { }", (3, 18)),
    ],
)
def test_a_fault_has_its_place_in_the_text_as_it_was_sent(
    text: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        updating._edits(
            store_of(SHARED, True), "PREFIX e: <http://e/>\n" + text, Asked((ANY,), 10_000, 9), True
        )
    assert (caught.value.line, caught.value.column) == place
