"""A web process's standing connection to one worker."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from pathlib import Path

from smartregions.index import wire
from smartregions.index.contention import Contention
from smartregions.index.post import connect, identity
from smartregions.index.wire import Frame

LONG = 0.15
"""Seconds from which on a job is watched, and goes on at a lower priority as soon as others want
the processor: so short ones stay fast. Who was lowered cannot be raised again, and its worker goes
after the job, with all that it had copied of the index; so this is not done for nobody."""
_WATCH = 0.1  # seconds between looks whether they do
_LOW = 15  # of `man 2 setpriority`: about a thirtieth of the processor when others want it
_LOOK_UP = 0.25  # seconds between looks whether one waits at an address that was left


class Left(Exception):
    """The worker went on to somebody else, or made room for a newer one, before the job."""


class Connection:
    """To the worker `pid` of the keeper `keeper`, whose snapshot is that of `change`.

    `memory` is what a job of it may take, in bytes.
    """

    def __init__(self, path: Path, patience: float) -> None:
        """Wait for a worker that is free. Raises OSError."""
        stands = identity(path)
        self._socket = connect(path)
        try:
            greeting = self._greeting(path, stands, time.monotonic() + patience)
        except OSError:
            self._socket.close()
            raise
        self.pid = int(greeting["pid"])
        self.keeper = int(greeting["keeper"])
        self.change = int(greeting["change"])
        self.memory = int(greeting["memory"])
        self._thread = int(greeting["thread"])

    def _greeting(self, path: Path, stands: tuple[int, int], until: float) -> dict[str, int]:
        while not self._readable(min(_LOOK_UP, max(0.0, until - time.monotonic()))):
            if identity(path) != stands:
                raise ConnectionResetError("newer workers accept elsewhere")
            if time.monotonic() > until:
                raise TimeoutError("no worker is free")
        greeting = wire.receive(self._socket.fileno())
        if greeting is None or "pid" not in greeting.head:
            raise ConnectionResetError("the worker ended before it greeted")
        return dict(greeting.head)

    def is_idle(self) -> bool:
        """Whether the worker is still there: one that left or died made this readable."""
        return not self._readable(0)

    def ask(self, frame: Frame, seconds: float) -> Frame | None:
        """The answer, or None when the worker ended.

        Raises TimeoutError when it does neither in time, and Left when it did not take the job.
        """
        self.send(frame)
        if not self._readable(min(LONG, seconds)) and not self._watched(seconds - LONG):
            raise TimeoutError
        answer = wire.receive(self._socket.fileno())
        if answer is not None and "left" in answer.head:
            raise Left
        return answer

    def send(self, frame: Frame) -> None:
        """Hand over a job without waiting for its answer."""
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have said that it leaves
            wire.send(self._socket.fileno(), frame)

    def close(self) -> None:
        """Let the worker go on to somebody else; what it works on is ended."""
        self._socket.close()

    def _watched(self, seconds: float) -> bool:
        """Whether a long job is answered in time; its worker is lowered once others wait."""
        until = time.monotonic() + seconds
        contention = Contention()
        while (left := until - time.monotonic()) > 0:
            if self._readable(min(_WATCH, left)):
                return True
            if contention.is_felt():
                self._lower()
                break
        return self._readable(max(0.0, until - time.monotonic()))

    def _lower(self) -> None:
        with suppress(OSError):  # it may have ended
            os.setpriority(os.PRIO_PROCESS, self._thread, _LOW)

    def _readable(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
