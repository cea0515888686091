"""`at=` on the endpoint: the whole dataset as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

import smallworld
from live.asking import FORM
from live.service import Service
from pastworld import A, B, World, said
from proposals import put
from smartregions import corpus
from smartregions.publication.entry import enter
from smartregions.registry.log import opened

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://e/p> ?o }"
BY_GRAPH = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://e/p> ?o } } GROUP BY ?g ORDER BY ?g"
STATES = {
    "before": (0, {}),
    "made": (2, {A: 2}),
    "replaced": (3, {A: 3}),
    "shared": (3, {A: 3, B: 1}),
    "deleted": (1, {B: 1}),
    "last": (2, {B: 2}),
}
"""Triples in the merge, and by graph; `y` is in both graphs for a while."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, world: World) -> object:
    """As `world`, without the large graph."""
    folder = tmp_path_factory.mktemp("past")
    root = smallworld.write(folder / "corpus")
    (folder / "state").mkdir()
    from_world = {}
    with opened(folder / "state" / "registry.sqlite3") as registry:
        enter(corpus.find(root), registry)
        blank = b"_:b1 <http://e/p> _:b2 .\n"
        steps = {
            "made": (A, said("x", "y")), "replaced": (A, blank + said("y", "z")),
            "shared": (B, said("y")), "deleted": (A, None), "last": (B, said("new", "y")),
        }  # fmt: skip
        from_world["before"] = registry.last()
        for name, (graph, text) in steps.items():
            from_world[name] = put(registry, graph, text)
    settings = {"corpus": str(root), "client_seconds": "600"}
    with Service(folder, settings) as service:
        yield World(service, {name: change for name, change in from_world.items() if change})


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split()[1:]]


@pytest.mark.parametrize("name", STATES)
def test_the_merge_and_each_graph_are_as_they_were(small: World, name: str) -> None:
    merged, by_graph = STATES[name]
    for at in (small.number(name), small.changes[name].time):
        count = small.get("/sparql?" + urlencode({"query": COUNT, "at": at}), Accept="text/csv")
        assert (count.status, rows(count.text)) == (200, [[str(merged)]])
        told = small.get("/sparql?" + urlencode({"query": BY_GRAPH, "at": at}), Accept="text/csv")
        assert {graph: int(n) for graph, n in rows(told.text)} == by_graph


def test_before_all_changes_there_is_nothing(small: World) -> None:
    nothing = urlencode({"query": "ASK { ?s ?p ?o }", "at": 0})
    assert small.get("/sparql?" + nothing).json()["boolean"] is False
    named = urlencode({"query": "ASK { GRAPH ?g { ?s ?p ?o } }", "at": 0})
    assert small.get("/sparql?" + named).json()["boolean"] is False


def test_provenance_is_as_it_was(small: World) -> None:
    text = (
        "PREFIX prov: <http://www.w3.org/ns/prov#> "
        "SELECT (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?a) AS ?m) "
        "{ ?c a prov:Activity . OPTIONAL { ?c prov:wasAssociatedWith ?a . ?a a prov:Agent } }"
    )
    for name, agents in (("before", 1), ("made", 2), ("last", 2)):
        query = urlencode({"query": text, "at": small.number(name)})
        answer = small.get("/sparql?" + query, Accept="text/csv")
        assert rows(answer.text) == [[str(small.number(name)), str(agents)]]


@pytest.mark.parametrize("kind", [FORM, "application/sparql-query"])
def test_post_200_by_both_ways(small: World, kind: str) -> None:
    at = small.number("made")
    path = "/sparql" if kind == FORM else f"/sparql?at={at}"
    body = urlencode({"query": COUNT, "at": at}) if kind == FORM else COUNT
    answer = small.get(path, "POST", body.encode(), Accept="text/csv", Content_Type=kind)
    assert (answer.status, rows(answer.text)) == (200, [["2"]])


def test_now_is_untouched_by_what_was_undone(small: World) -> None:
    for _ in range(5):
        past = urlencode({"query": COUNT, "at": small.number("made")})
        assert rows(small.get("/sparql?" + past, Accept="text/csv").text) == [["2"]]
        now = small.get("/sparql?" + urlencode({"query": COUNT + f"# {_}"}), Accept="text/csv")
        assert rows(now.text) == [["2"]]
        told = small.get("/sparql?" + urlencode({"query": BY_GRAPH + f"# {_}"}), Accept="text/csv")
        assert rows(told.text) == [[B, "2"]]


def test_each_state_has_its_own_tag(small: World) -> None:
    tags = {}
    for name in ("made", "last"):
        path = "/sparql?" + urlencode({"query": COUNT, "at": small.number(name)})
        tags[name] = small.get(path, Accept="text/csv").headers["etag"]
        assert small.get(path, Accept="text/csv", If_None_Match=tags[name]).status == 304
    assert tags["made"] != tags["last"]


def test_a_stored_question_is_asked_of_the_past(small: World) -> None:
    path = "/queries/regions/sizes?region=north"
    assert len(rows(small.get(f"{path}&at={small.number('made')}", Accept="text/csv").text)) == 1
    nothing = small.get("/queries/any/is-there?at=0", Accept="application/json")
    assert nothing.json()["boolean"] is False


def test_a_page_says_which_state_it_shows(small: World) -> None:
    query = urlencode({"query": COUNT, "at": small.number("made")})
    page = small.get("/sparql?" + query, Accept="text/html").text
    assert f"change {small.number('made')}" in page


def test_a_page_says_that_nothing_came_before_the_first_change(small: World) -> None:
    asked = "/sparql?" + urlencode({"query": "ASK {}", "at": "2001-01-01"})
    page = small.get(asked, Accept="text/html").text
    assert 'As it was before the <a href="/history?before=2">first change</a>' in page
    assert "change 0" not in page


def test_an_empty_answer_is_explained_of_the_state_that_it_came_from(small: World) -> None:
    text = "SELECT * { <http://e/new> <http://e/p> ?o }"
    for state, matches in (("made", False), ("last", True)):
        given = urlencode({"query": text, "at": small.number(state)})
        found = small.get(f"/sparql/explain?{given}", Accept="application/json").json()
        assert [one["matches"] for one in found["patterns"]] == [matches]


def test_errors_are_those_of_any_query(small: World) -> None:
    wrong = small.get("/sparql?" + urlencode({"query": "SELECT {", "at": 1}))
    assert (wrong.status, wrong.type, wrong.json()["line"]) == (400, "query-syntax", 1)
    elsewhere = "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"
    refused = small.get("/sparql?" + urlencode({"query": elsewhere, "at": 1}))
    assert (refused.status, refused.type) == (400, "query-refused")


def test_get_413_where_too_much_came_since(world: World) -> None:
    answer = world.get("/sparql?" + urlencode({"query": COUNT, "at": world.number("last")}))
    assert (answer.status, answer.type) == (413, "too-far-back")
    assert "/graph/<source>?at=" in answer.json()["detail"]
    assert world.get(f"/graph/partner/b?at={world.number('last')}").status == 200


def test_a_query_of_the_past_ends_at_the_deadline(small: World) -> None:
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(6))
    text = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"
    slow = urlencode({"query": text, "at": 1, "timeout": "0.5"})
    answer = small.get("/sparql?" + slow)
    assert (answer.status, answer.type) == (503, "deadline")
    past = urlencode({"query": COUNT, "at": small.number("made")})
    assert rows(small.get("/sparql?" + past, Accept="text/csv").text) == [["2"]]


def test_who_asks_at_the_same_time_waits_and_is_answered(small: World) -> None:
    def ask(number: int) -> tuple[int, str]:
        query = urlencode({"query": f"{COUNT} # {number}", "at": small.number("replaced")})
        answer = small.get("/sparql?" + query, Accept="text/csv")
        return answer.status, answer.text

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(ask, range(16)))
    assert {(status, *rows(text)[0]) for status, text in found} == {(200, "3")}
