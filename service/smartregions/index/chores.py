"""What a process of its own does beside a service, and when: again and again, or after a change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True)
class Chore:
    """Something to be done; `is_due` is asked while nothing is, and when it says so it is done."""

    do: Callable[[], NoReturn]
    is_due: Callable[[], bool]


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


class Behind:
    """Due so many seconds after a state is not that for which it was done last.

    What changes in these is done with it. It rests for as long as it took: where changes never end,
    it takes half of the time at most.
    """

    def __init__(self, state: Callable[[], object], seconds: float) -> None:
        """`state` gives None while there is none."""
        self._state = state
        self._seconds = seconds
        self._done: object = None
        self._seen: float | None = None
        self._began: float | None = None
        self._rests_until = 0.0

    def __call__(self) -> bool:
        """Whether it is."""
        now = time.monotonic()
        if self._began is not None:  # what was begun is over, or nothing would be asked
            self._rests_until, self._began = now + (now - self._began), None
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
