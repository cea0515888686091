"""`?at=` on a graph, and Memento (RFC 7089)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from werkzeug.http import http_date

from pastworld import BLANK, World, said
from smartregions.formats import GRAPHS
from smartregions.namespaces import GRAPH

A = "/graph/partner/a"
JSON = "application/json"


def triples(body: bytes, media_type: str) -> set[tuple[str, ...]]:
    wanted = RdfFormat.from_media_type(media_type)
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in pyoxigraph.parse(body, format=wanted)
    }


@pytest.mark.parametrize("known", GRAPHS, ids=lambda known: known.name)
def test_get_200_in_each_format(world: World, known: object) -> None:
    media_type = known.media_type  # type: ignore[attr-defined]
    answer = world.get(f"{A}?at={world.number('made')}", Accept=media_type)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert triples(answer.body, media_type) == triples(said("x", "y"), "application/n-triples")


def test_blank_nodes_keep_their_names(world: World) -> None:
    answer = world.get(f"{A}?at={world.number('shared')}", Accept="application/n-triples")
    assert sorted(answer.body.splitlines(True)) == sorted((BLANK + said("y", "z")).splitlines(True))
    assert answer.headers["content-location"] == f"{A}?at={world.number('replaced')}"


def test_a_time_means_the_state_at_that_time(world: World) -> None:
    for name in ("made", "replaced"):
        time = world.changes[name].time
        for text in (time, time.replace("Z", "+00:00"), time.removesuffix("Z")):
            answer = world.get(f"{A}?at={text}", Accept="text/turtle")
            assert answer.headers["content-location"] == f"{A}?at={world.number(name)}"


def test_a_second_is_the_end_of_it_as_in_http(world: World) -> None:
    """Whoever asks for the time that Memento-Datetime names gets that state, or a later one."""
    second = world.changes["replaced"].time[:19]
    names = [name for name in ("made", "replaced") if world.changes[name].time[:19] == second]
    number = world.number(names[-1])
    for text in (second, f"{second}Z", f"{second}+00:00"):
        answer = world.get(f"/history/diff?graph={GRAPH}partner/a&from=0&to={text}", Accept=JSON)
        assert answer.json()["to"] >= number


def test_a_date_is_the_end_of_its_day(world: World) -> None:
    day = date.fromisoformat(world.changes["last"].time[:10])
    year, week, number = day.isocalendar()
    for text in (day.isoformat(), f"{year}-W{week:02}-{number}"):
        answer = world.get(f"/graph/partner/b?at={text}", Accept="text/turtle")
        assert answer.headers["content-location"] == f"/graph/partner/b?at={world.number('last')}"


def test_get_404_before_it_was_made_says_when_it_came(world: World) -> None:
    answer = world.get(f"{A}?at=1")
    assert (answer.status, answer.type) == (404, "not-found")
    assert f"change {world.number('made')}" in answer.json()["detail"]
    assert world.get(f"{A}?at=2001-01-01").status == 404


def test_get_410_while_deleted_says_who_when_and_where_it_is(world: World) -> None:
    answer = world.get(f"{A}?at={world.number('last')}")
    assert (answer.status, answer.type) == (410, "gone")
    detail = answer.json()["detail"]
    assert "Cy" in detail
    assert world.changes["deleted"].time in detail
    assert f"{A}?at={world.number('replaced')}" in detail


@pytest.mark.parametrize(
    ("at", "status"),
    [("999999", 404), ("2999-01-01", 404), ("x", 400), ("-1", 400), ("2026-13-01", 400),
     ("1&at=2", 400), ("9" * 30, 400), ("0001-01-01T00:00:00%2B23:00", 400)],
)  # fmt: skip
def test_get_says_what_is_wrong_with_at(world: World, at: str, status: int) -> None:
    assert world.get(f"{A}?at={at}").status == status
    assert world.get(f"/sparql?query=ASK%7B%7D&at={at}").status == status


@pytest.mark.parametrize("at", ["999999", "2999-01-01"])
@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D", "/graph/partner/a?", "/doc/region/north?"]
)
def test_of_a_moment_that_lies_ahead_a_page_says_so_and_leads_to_now(
    world: World, path: str, at: str
) -> None:
    page = world.get(f"{path}&at={at}".replace("?&", "?"), Accept="text/html")
    text = page.body.decode()
    assert page.status == 404 and "<h1>That moment lies ahead</h1>" in text
    assert "Mend the query" not in text
    assert f'<a href="{path.rstrip("?")}">The same as it is now</a>' in text


def test_a_memento_tells_its_time_and_its_original(world: World) -> None:
    answer = world.get(f"{A}?at={world.number('made')}", Accept="text/turtle")
    made = datetime.fromisoformat(world.changes["made"].time)
    assert answer.headers["memento-datetime"] == http_date(made)
    link = answer.headers["link"]
    assert f'{A}>; rel="original timegate"' in link
    assert f'{A}/timemap>; rel="timemap"' in link


def test_a_memento_is_asked_about_and_not_sent_again(world: World) -> None:
    path = f"{A}?at={world.number('made')}"
    answer = world.get(path, Accept="text/turtle")
    assert answer.headers["cache-control"] == "no-cache"
    again = world.get(path, Accept="text/turtle", If_None_Match=answer.headers["etag"])
    assert again.status == 304
    other = world.get(path, Accept="application/ld+json", If_None_Match=answer.headers["etag"])
    assert other.status == 200


def test_the_graph_is_its_timegate(world: World) -> None:
    made = datetime.fromisoformat(world.changes["last"].time)
    for time, name in ((made, "last"), (made - timedelta(days=1), "shared")):
        answer = world.get("/graph/partner/b", Accept_Datetime=http_date(time))
        assert answer.status == 302
        assert answer.headers["location"].endswith(f"/graph/partner/b?at={world.number(name)}")
        assert "accept-datetime" in answer.headers["vary"].lower()
        assert 'rel="original timegate"' in answer.headers["link"]
        assert "memento-datetime" not in answer.headers
    now = world.get("/graph/partner/b", Accept="text/turtle")
    assert (now.status, "accept-datetime" in now.headers["vary"].lower()) == (200, True)
    same = {"Accept": "text/turtle", "Accept_Datetime": http_date(made)}
    for _ in range(8):  # each process keeps answers of its own, and this is for those who ask now
        world.get("/graph/partner/b", Accept="text/turtle")
    assert {world.get("/graph/partner/b", **same).status for _ in range(8)} == {302}


def test_the_timegate_refuses_what_is_no_time(world: World) -> None:
    assert world.get("/graph/partner/b", Accept_Datetime="yesterday").status == 400
    assert world.get("/graph/nobody", Accept_Datetime=http_date(0)).status == 404


def test_the_timemap_lists_each_state(world: World) -> None:
    answer = world.get(f"{A}/timemap")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/link-format")
    assert f'?at={world.number("made")}>; rel="first memento"; datetime="' in answer.text
    assert f'?at={world.number("replaced")}>; rel="last memento"; datetime="' in answer.text
    assert f"?at={world.number('deleted')}" not in answer.text
    assert world.get("/graph/nobody/timemap").status == 404


@pytest.mark.parametrize("name", ["provenance", "default"])
def test_what_follows_from_the_others_has_states_and_no_changes(world: World, name: str) -> None:
    for part in ("history", "timemap"):
        answer = world.get(f"/graph/{name}/{part}")
        assert (answer.status, answer.type) == (404, "not-found")
        assert "follows from the changes of the other graphs" in answer.json()["detail"]
    assert world.get(f"/graph/{name}.nt?at={world.number('first_large')}").status == 200


def test_get_html_200_shows_the_graph_and_the_way_to_its_history(world: World) -> None:
    page = world.get(f"{A}?at={world.number('made')}", Accept="text/html").text
    assert f"{A}/history" in page
    assert "http://e/x" in page


@pytest.mark.parametrize(
    "header", ["Thu, 26 Nov 9999999999 10:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -0100", "soon"]
)
def test_get_400_with_an_accept_datetime_that_is_no_time(world: World, header: str) -> None:
    answer = world.get(A, Accept_Datetime=header)
    assert (answer.status, answer.type) == (400, "bad-request")
