"""What a process of its own does beside a service, and when: again and again, or after a change;
and when again, if it failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0
"""Seconds until what failed is tried again: the first time, and after many."""


class Due(Protocol):
    """When something is to be done."""

    def __call__(self) -> bool:
        """Whether it is now; when it says so, it is done."""

    def failed(self) -> float:
        """What was done last came to nothing; the seconds until it is due again."""


@dataclass(frozen=True)
class Chore:
    """Something to be done; `due` is asked while nothing is."""

    what: str
    """What the process does, for the log."""
    do: Callable[[], NoReturn]
    due: Due


class Every:
    """Due after so many seconds, again and again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = time.monotonic() + seconds

    def __call__(self) -> bool:
        """Whether it is."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True

    def failed(self) -> float:
        """It is due when it would have been."""
        return max(0.0, self._next - time.monotonic())


class Behind:
    """Due so many seconds after a state is not that for which it was done last.

    What changes in these is done with it. It rests for as long as it took: where changes never end,
    it takes half of the time at most. What failed is due again after a pause that doubles each
    time, up to a longest one, whether something changes meanwhile or not.
    """

    def __init__(self, state: Callable[[], object], seconds: float) -> None:
        """`state` gives None while there is none."""
        self._state = state
        self._seconds = seconds
        self._done: object = None
        self._seen: float | None = None
        self._began: float | None = None
        self._rests_until = 0.0
        self._pause = FIRST_PAUSE

    def __call__(self) -> bool:
        """Whether it is."""
        now = time.monotonic()
        if self._began is not None:  # what was begun is over, or nothing would be asked
            self._rests_until, self._began = now + (now - self._began), None
            self._pause = FIRST_PAUSE
        state = self._state()
        if state is None or state == self._done:
            self._seen = None
            return False
        if self._seen is None:
            self._seen = now
        if now < max(self._seen + self._seconds, self._rests_until):
            return False
        self._done, self._seen, self._began = state, None, now
        return True

    def failed(self) -> float:
        """It was not done; the seconds until it is due again."""
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        self._done = self._began = None
        self._rests_until = time.monotonic() + pause
        return pause
