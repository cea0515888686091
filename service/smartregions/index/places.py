"""Places that are given out in the order in which they are asked for.

A queue of the standard library gives what comes back to whoever asks first then: others may pass by
one who has waited long, again and again.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Places(Generic[T]):
    """What is free, the last that came back first; threads may share it."""

    def __init__(self, free: Iterable[T]) -> None:
        self._free = list(free)
        self._waiting: deque[_Waiting[T]] = deque()
        self._lock = threading.Lock()

    def take(self, patience: float) -> T:
        """One that is free, or that becomes free in so many seconds. Raises TimeoutError."""
        with self._lock:
            if self._free:
                return self._free.pop()
            waiting = _Waiting[T]()
            self._waiting.append(waiting)
        if waiting.given.acquire(timeout=max(0.0, patience)):
            return waiting.found[0]
        with self._lock:
            if waiting.found:  # it was given at this very moment
                return waiting.found[0]
            self._waiting.remove(waiting)
        raise TimeoutError

    def give_back(self, place: T) -> None:
        """To who has waited longest, if anybody waits."""
        with self._lock:
            if not self._waiting:
                self._free.append(place)
                return
            first = self._waiting.popleft()
            first.found.append(place)
            first.given.release()

    def emptied(self) -> list[T]:
        """All that were free; none is any more."""
        with self._lock:
            free, self._free = self._free, []
            return free


class _Waiting(Generic[T]):
    """Somebody who waits, and what is given to them."""

    def __init__(self) -> None:
        self.found: list[T] = []
        self.given = threading.Lock()
        self.given.acquire()
