"""Every numbered case has its tests, or a reason why there can be none yet.

The numbers are those of the tests' own names and of the tables in `live`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from live.asking import FORM, Request
from live.framing import FRAMINGS
from live.hostile import CASES
from live.watching import Watch

WANTED = set(range(1, 111))

NO_HARVEST = "this service fetches nothing"
LEFT_OUT = {
    **dict.fromkeys(range(42, 47), NO_HARVEST),
    103: "the index is in memory, so nothing of a bulk load can be left behind",
    109: "processes that answer HTTP hold no store that a fork could share",
}
WITHOUT_ROUTE = (
    Request("/update", "POST", {"Content-Type": FORM}, b"update=CLEAR+ALL"),
    Request("/harvest", "POST", {"Content-Type": FORM}, b"url=http://127.0.0.1/"),
)


def numbers() -> set[int]:
    """Of the cases that have tests."""
    named = [case.number for case in CASES] + [framing.number for framing in FRAMINGS]
    found = {int(number.rstrip("abc")) for number in named}
    for path in Path(__file__).parent.glob("test_*.py"):
        text = path.read_text("utf-8")
        for first, last in re.findall(r"def test_(\d+)(?:_to_(\d+)|_\d+)?_", text):
            found.update(range(int(first), int(last or first) + 1))
        for first, last in re.findall(r"def test_(\d+)_(\d+)_", text):
            found.update((int(first), int(last)))
        found.update(int(number) for number in re.findall(r'^    "(\d+) ', text, re.MULTILINE))
    return found


def test_every_case_is_tested_or_left_out_for_a_reason() -> None:
    assert WANTED - numbers() == set(LEFT_OUT)


@pytest.mark.parametrize("request_", WITHOUT_ROUTE, ids=lambda r: f"{r.method} {r.path}")
def test_a_case_is_left_out_only_while_it_has_no_route(request_: Request, watch: Watch) -> None:
    """Fails when the route appears: then its cases must be written."""
    assert watch.ask(request_).status in (404, 405)
