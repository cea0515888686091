"""`/history` and `/graph/<source>/history`: by format, page and condition."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from pastworld import ELSEWHERE, World
from smartregions.namespaces import GRAPH, ID

ATOM = "{http://www.w3.org/2005/Atom}"
PATH = "/graph/partner/a/history"


def test_get_json_200_tells_each_change_newest_first_deletions_too(world: World) -> None:
    answer = world.get(PATH, Accept="application/json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    changes = answer.json()["changes"]
    assert [c["sequence"] for c in changes] == [
        world.number(name) for name in ("deleted", "replaced", "made")
    ]
    assert [c["kind"] for c in changes] == ["delete", "update", "create"]
    assert [(c["added"], c["removed"], c["triples"]) for c in changes] == [
        (0, 3, 0), (2, 1, 3), (2, 0, 2),
    ]  # fmt: skip
    assert changes[1]["hash"] == world.changes["replaced"].hash


def test_what_a_change_links_to_is_there(world: World) -> None:
    for change in world.get(PATH, Accept="application/json").json()["changes"]:
        for address in change["links"].values():
            path = address.removeprefix(f"http://127.0.0.1:{world.service.port}")
            assert world.get(path).status == 200
    deleted = world.get(PATH, Accept="application/json").json()["changes"][0]
    assert set(deleted["links"]) == {"diff"}


def test_get_atom_200_is_a_feed_whose_identifiers_last(world: World) -> None:
    answer = world.get(PATH, Accept="application/atom+xml")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/atom+xml")
    feed = ET.fromstring(answer.body)
    entries = feed.findall(ATOM + "entry")
    assert [entry.findtext(ATOM + "id") for entry in entries] == [
        f"{ID}change/{world.number(name)}" for name in ("deleted", "replaced", "made")
    ]
    assert feed.findtext(ATOM + "id") == f"{GRAPH}partner/a/history"
    assert feed.findtext(ATOM + "updated") == world.changes["deleted"].time
    assert entries[2].findtext(f"{ATOM}author/{ATOM}name") == "Ann <&> \ufffd"
    assert {link.get("rel") for link in entries[1].findall(ATOM + "link")} == {
        "alternate", "related",
    }  # fmt: skip
    for entry in [feed, *entries]:
        assert entry.findtext(ATOM + "updated")
        assert entry.findtext(ATOM + "title")


def test_get_html_200_shows_who_and_what(world: World) -> None:
    page = world.get(PATH, Accept="text/html").text
    assert "Ann &lt;&amp;&gt;" in page
    assert "removed" in page
    assert f"/graph/partner/a?at={world.number('made')}" in page
    assert f"/graph/partner/a?at={world.number('deleted')}" not in page


@pytest.mark.parametrize("accept", ["application/json", "application/atom+xml", "text/html"])
def test_get_304_until_the_graph_changes(world: World, accept: str) -> None:
    tag = world.get(PATH, Accept=accept).headers["etag"]
    assert world.get(PATH, Accept=accept, If_None_Match=tag).status == 304
    assert world.get(PATH + "?before=2", Accept=accept, If_None_Match=tag).status == 200


def test_head_answers_as_get_without_the_body(world: World) -> None:
    answer = world.get(PATH, "HEAD", Accept="application/json")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("path", ["/graph/nobody/history", "/history?graph=http://nobody/"])
def test_get_404_for_a_graph_that_never_was(world: World, path: str) -> None:
    answer = world.get(path)
    assert (answer.status, answer.type) == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PATH + "?before=x", 400), (PATH + "?before=0", 400), (PATH + "?before=1&before=2", 400),
        ("/history?at=tomorrow", 400), ("/history?start=x", 400), (PATH + "?x=1", 400),
        ("/history?format=json&lang=fr", 200), ("/graph/partner/a/diff?form=1", 400),
        (PATH + "?format=csv", 406), (PATH + "?before=999999999999999999", 200),
    ],
)  # fmt: skip
def test_get_says_what_is_wrong(world: World, path: str, status: int) -> None:
    assert world.get(path).status == status


def test_all_graphs_are_in_one_history(world: World) -> None:
    changes = world.get("/history", Accept="application/json").json()["changes"]
    numbers = [change["sequence"] for change in changes]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 1
    assert numbers[0] == world.number("first_large")
    two = world.get("/history?before=3", Accept="application/json").json()["changes"]
    assert [change["sequence"] for change in two] == [2, 1]


def test_a_graph_of_another_name_has_its_history_by_parameter(world: World) -> None:
    answer = world.get(f"/history?graph={quote(ELSEWHERE)}", Accept="application/json")
    assert [c["sequence"] for c in answer.json()["changes"]] == [world.number("elsewhere")]


def test_the_description_has_the_routes(world: World) -> None:
    paths = world.get("/openapi.json").json()["paths"]
    assert {
        "/history", "/graph/{source}/history", "/graph/{source}/diff", "/graph/{source}/timemap",
        "/history/diff", "/history/timemap",
    } <= set(paths)  # fmt: skip
    assert "at" in {p["name"] for p in paths["/sparql"]["get"]["parameters"]}


def test_get_html_200_says_what_came_with_the_installation_and_who_else_changed(
    world: World,
) -> None:
    page = world.get("/history?before=2", Accept="text/html").text
    (row,) = re.findall(r'<tr id="change-1">.*?</tr>', page, re.DOTALL)
    assert "new, with the installation" in row and ">the installation</td>" in row
    assert "was loaded from a folder by who runs this service" in page
    assert "the data of the release" not in page, "it has a corpus of its own"
    own = world.get(PATH, Accept="text/html").text
    assert "installation" not in own and "removed" in own
