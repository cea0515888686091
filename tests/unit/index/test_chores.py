"""When something is due that a process does beside the service."""

from __future__ import annotations

import pytest

from smartregions.index import chores
from smartregions.index.chores import FIRST_PAUSE, LONGEST_PAUSE, Behind, Every


class Clock:
    """Time as a test has it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(chores.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_a_chore_is_due_again_and_again(clock: Clock) -> None:
    due = Every(60)
    assert not due()
    clock.now += 60
    assert due() and not due()
    clock.now += 60
    assert due()


def test_what_follows_a_state_is_done_once_for_all_changes_of_some_seconds(clock: Clock) -> None:
    states: list[int | None] = [None]
    due = Behind(lambda: states[-1], 2)
    assert not due()
    for number in (1, 2, 3):
        states.append(number)
        assert not due()
        clock.now += 0.9
    assert due() and not due()
    clock.now += 60
    assert not due()
    states.append(4)
    assert not due()
    clock.now += 2
    assert due()


def test_what_follows_a_state_rests_for_as_long_as_it_took(clock: Clock) -> None:
    states = [1]
    due = Behind(lambda: states[-1], 0)
    assert due()
    states.append(2)
    clock.now += 30  # it is over, and something changed meanwhile
    assert not due()
    clock.now += 29
    assert not due()
    clock.now += 1
    assert due()


def test_what_failed_is_due_again_after_a_pause_that_doubles_up_to_the_longest(
    clock: Clock,
) -> None:
    states = [1]
    due = Behind(lambda: states[-1], 0)
    pauses: list[float] = []
    for _ in range(12):
        assert due()
        clock.now += 30
        pauses.append(due.failed())
        states.append(states[-1] + 1)  # a change does not bring it forward
        assert not due()
        clock.now += pauses[-1] - 0.1
        assert not due()
        clock.now += 0.2
    assert pauses[:4] == [FIRST_PAUSE * factor for factor in (1, 2, 4, 8)]
    assert pauses[-2:] == [LONGEST_PAUSE] * 2


def test_when_it_was_done_the_next_failure_is_the_first_again(clock: Clock) -> None:
    states = [1]
    due = Behind(lambda: states[-1], 0)
    assert due()
    assert due.failed() == FIRST_PAUSE
    clock.now += FIRST_PAUSE
    assert due()
    assert not due()  # it was done
    states.append(2)
    assert due()
    assert due.failed() == FIRST_PAUSE


def test_of_what_is_due_again_and_again_a_failure_changes_nothing(clock: Clock) -> None:
    due = Every(60)
    clock.now += 60
    assert due()
    clock.now += 20
    assert due.failed() == 40
    assert not due()
