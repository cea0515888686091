"""Statistics are there at once after the first time, and never of two states."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import smallworld
from smartregions import corpus
from smartregions.errors import Busy, DeadlineReached
from smartregions.index import Answer, Query, Revision, Started
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.publication.entry import gather
from smartregions.web.statistics import Counted


class Slow(MemoryIndex):
    """Answers when it may, or fails."""

    def __init__(self) -> None:
        super().__init__(Limits(), 60, 4)
        self.may = threading.Event()
        self.fails = False
        self.asked = 0

    def query(self, query: Query, started: Started | None = None) -> Answer:
        self.asked += 1
        self.may.wait(60)
        if self.fails:
            raise DeadlineReached("Too long.")
        return super().query(query, started)


@pytest.fixture
def index(tmp_path: Path) -> Slow:
    index = Slow()
    gather(corpus.find(smallworld.write(tmp_path)), index)
    return index


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_who_asks_too_soon_is_told_so_and_finds_them_later(index: Slow) -> None:
    counted = Counted(index)
    with pytest.raises(Busy, match="being counted"):
        counted.get(0.05)
    index.may.set()
    assert counted.get(60).merged.triples > 0
    asked = index.asked
    counted.get(0)
    assert index.asked == asked, "once for each state"


def test_after_a_change_they_are_counted_before_anybody_asks(index: Slow) -> None:
    index.may.set()
    counted = Counted(index)
    assert counted.get(60).merged.triples > 0
    asked = index.asked
    index.refresh(Revision(2, "another"), [])
    eventually(lambda: index.asked >= 2 * asked)
    eventually(lambda: counted.get(60).merged.triples == 0)


def test_an_error_is_told_and_the_next_one_tries_again(index: Slow) -> None:
    index.may.set()
    index.fails = True
    counted = Counted(index)
    with pytest.raises(DeadlineReached):
        counted.get(60)
    index.fails = False
    assert counted.get(60).merged.triples > 0
