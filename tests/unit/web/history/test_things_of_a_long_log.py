"""What became of a thing is known however much came and went since; here more than `at=` undoes."""

from __future__ import annotations

from datetime import datetime

import pytest
from werkzeug.http import http_date

from pastworld import THING, World
from smartregions.namespaces import ID

DOC = "/doc/actor/ephemeral"
TIMEMAP = "/history/timemap?thing="


@pytest.fixture
def far(world: World) -> World:
    """More has happened since the thing left than is undone for one request."""
    assert world.get(f"/sparql?query=ASK%7B%7D&at={world.number('thing_left')}").status == 413
    return world


def test_GET_what_left_long_ago_410(far: World) -> None:  # noqa: N802
    answer = far.get(DOC)
    assert (answer.status, answer.type) == (410, "gone")
    assert f"until change {far.number('thing_left')} took it out" in answer.json()["detail"]
    last = answer.json()["last"]
    assert last.endswith(f"/graph/thing?at={far.number('thing_left') - 1}")
    state = far.get("/" + last.partition("//")[2].partition("/")[2], Accept="application/n-triples")
    assert (state.status, "actor/ephemeral" in state.text) == (200, True)


def test_GET_what_never_was_404_says_so(far: World) -> None:  # noqa: N802
    answer = far.get("/doc/actor/nobody")
    assert (answer.status, answer.type) == (404, "not-found")
    assert "nor ever was" in answer.json()["detail"]


def test_GET_the_timemap_of_what_came_long_ago_200(far: World) -> None:  # noqa: N802
    answer = far.get(TIMEMAP + THING)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/link-format")
    (only,) = (line for line in answer.text.splitlines() if "memento" in line)
    assert f"{DOC}?at={far.number('thing_came')}>" in only
    assert 'rel="first last memento"' in only
    assert http_date(datetime.fromisoformat(far.changes["thing_came"].time)) in only
    assert far.get(f"{TIMEMAP}{ID}actor/nobody").status == 404


def test_GET_the_timegate_leads_to_a_state_of_the_thing_302(far: World) -> None:  # noqa: N802
    came = far.changes["thing_came"]
    for time in ("Thu, 01 Jan 2015 00:00:00 GMT", http_date(datetime.fromisoformat(came.time))):
        answer = far.get(DOC, Accept_Datetime=time)
        assert answer.status == 302
        assert answer.headers["location"].endswith(f"{DOC}?at={came.sequence}")
