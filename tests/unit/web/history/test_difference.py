"""`/graph/<source>/diff`: what came and went, in each format."""

from __future__ import annotations

import pyoxigraph

from pastworld import BLANK, ELSEWHERE, World, said

A, B = "/graph/partner/a", "/graph/partner/b"


def lines(text: bytes) -> list[str]:
    return text.decode().splitlines()


def test_get_json_200_both_ways(world: World) -> None:
    ends = world.number("made"), world.number("replaced")
    there = world.get(f"{A}/diff?from={ends[0]}&to={ends[1]}", Accept="application/json").json()
    back = world.get(f"{A}/diff?from={ends[1]}&to={ends[0]}", Accept="application/json").json()
    assert (there["added"], there["removed"]) == (lines(said("z") + BLANK), lines(said("x")))
    assert (back["added"], back["removed"]) == (there["removed"], there["added"])


def test_what_came_and_went_again_is_no_difference(world: World) -> None:
    found = world.get(f"{A}/diff?from=0&to={world.number('deleted')}", Accept="application/json")
    assert (found.json()["added"], found.json()["removed"]) == ([], [])


def test_without_ends_it_is_the_last_change(world: World) -> None:
    found = world.get(f"{B}/diff", Accept="application/json").json()
    assert (found["from"], found["added"], found["removed"]) == (
        world.number("shared"), lines(said("new")), [],
    )  # fmt: skip


def test_get_text_200_is_a_diff(world: World) -> None:
    path = f"{A}/diff?from={world.number('made')}&to={world.number('replaced')}"
    answer = world.get(path, Accept="text/x-diff")
    assert answer.headers["content-type"] == "text/x-diff; charset=utf-8"
    signed = [f"-{line}" for line in lines(said("x"))]
    signed += [f"+{line}" for line in lines(said("z") + BLANK)]
    assert answer.text.splitlines()[2:] == signed


def test_get_update_200_makes_the_one_state_of_the_other(world: World) -> None:
    path = f"{B}/diff?from={world.number('shared')}&to=0"
    store = pyoxigraph.Store()
    store.update(world.get(f"{B}/diff?from=0", Accept="application/sparql-update").text)
    assert len(store) == 2
    back = f"{B}/diff?from={world.number('last')}&to={world.number('shared')}"
    store.update(world.get(back, Accept="application/sparql-update").text)
    assert {quad.object.value for quad in store} == {"y"}
    store.update(world.get(path, Accept="application/sparql-update").text)
    assert len(store) == 0


def test_get_update_406_where_blank_nodes_differ(world: World) -> None:
    path = f"{A}/diff?from={world.number('made')}&to={world.number('replaced')}"
    answer = world.get(path, Accept="application/sparql-update")
    assert (answer.status, answer.type) == (406, "not-acceptable")
    assert "blank nodes" in answer.json()["detail"]


def test_get_html_200_lists_both(world: World) -> None:
    path = f"{A}/diff?from={world.number('made')}&to={world.number('replaced')}"
    page = world.get(path, Accept="text/html").text
    assert "Came: 2 triples" in page
    assert "Went: 1 triple<" in page


def test_get_404_and_413_say_why(world: World) -> None:
    assert world.get("/graph/nobody/diff").status == 404
    assert world.get(f"{A}/diff?from=0&to=1").status == 404
    assert world.get("/history/diff").status == 404
    too_much = world.get("/graph/large/diff?from=0")
    assert (too_much.status, too_much.type) == (413, "too-far-back")
    assert "3,000" in too_much.json()["detail"]


def test_a_graph_of_another_name_differs_by_parameter(world: World) -> None:
    answer = world.get(f"/history/diff?graph={ELSEWHERE}", Accept="application/json")
    assert answer.json()["added"] == lines(said("else"))
