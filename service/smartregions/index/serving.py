"""The processes that answer: one in each place, started anew when it dies, and followed by another
when it asks for that.

A successor is started beside the one before it. When it answers, the one before is told to give
way: it ends what it has begun, and is killed when it takes too long.
"""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

GIVE_WAY = signal.SIGUSR1
"""Told to one whose successor answers."""
STOP = signal.SIGUSR2
"""Told to all when the service stops; before they listen for it, it ends them."""
LEAVE_SECONDS = 30.0
"""What one that was told to give way may take for what it has begun, beside what working it out may
take."""

_SAID = struct.Struct("=ii")  # what, and who says it; so short a write to a pipe is never torn
_ASKS, _ANSWERS = 1, 2


@dataclass(frozen=True)
class Standing:
    """What a process that answers can say to the one that started it."""

    ask_for_successor: Callable[[], None]
    """Another should be started in this place; asked again when nothing comes of it."""
    take_over: Callable[[], None]
    """This one answers now, so those before it in this place may go."""


Serve = Callable[[Standing], NoReturn]


class Serving:
    """Starts what serves, by a function that forks and gives the number of the process."""

    def __init__(
        self,
        serve: Sequence[Serve],
        fork: Callable[[Callable[[], NoReturn]], int],
        leave_seconds: float = LEAVE_SECONDS,
    ) -> None:
        self._serve = serve
        self._fork = fork
        self._leave_seconds = leave_seconds
        self._places: dict[int, int] = {}  # of each process, the newest last
        self._leaving: dict[int, float] = {}
        self.heard, self._mouth = os.pipe()
        os.set_blocking(self.heard, False)

    def start_all(self) -> None:
        """One for each place."""
        for place in range(len(self._serve)):
            self.start(place)

    def start(self, place: int) -> None:
        """Another for a place."""
        standing = Standing(partial(self._say, _ASKS), partial(self._say, _ANSWERS))
        self._places[self._fork(lambda: self._serve[place](standing))] = place

    def all(self) -> list[int]:
        """The numbers of the processes."""
        return list(self._places)

    def heed(self) -> None:
        """Do what they said; and kill who should have gone."""
        with suppress(BlockingIOError):
            while said := os.read(self.heard, _SAID.size):
                what, pid = _SAID.unpack(said)
                if pid in self._places and what == _ASKS:
                    self._follow(pid)
                elif pid in self._places:
                    self._dismiss(pid)
        for pid, until in self._leaving.items():
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)

    def bury(self, pid: int) -> int | None:
        """Forget one that ended; the place that is empty now, if one is."""
        is_newest = pid in self._places and self._at(self._places[pid])[-1] == pid
        place = self._places.pop(pid, None)
        self._leaving.pop(pid, None)
        return place if is_newest else None

    def _follow(self, pid: int) -> None:
        """One at a time: the others answer meanwhile."""
        if len(self._places) == len(self._serve):
            self.start(self._places[pid])

    def _dismiss(self, pid: int) -> None:
        at = self._at(self._places[pid])
        for before in at[: at.index(pid)]:
            os.kill(before, GIVE_WAY)
            self._leaving.setdefault(before, time.monotonic() + self._leave_seconds)

    def _at(self, place: int) -> list[int]:
        return [pid for pid, at in self._places.items() if at == place]

    def _say(self, what: int) -> None:
        os.write(self._mouth, _SAID.pack(what, os.getpid()))
