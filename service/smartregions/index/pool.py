"""A web process's way to the workers: standing connections, one job at a time on each."""

from __future__ import annotations

import queue
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from smartregions.errors import Busy, DeadlineReached, EngineCrashed, LimitReached, MemoryReached
from smartregions.index import Started, wire
from smartregions.index.keeper import control_path, jobs_path
from smartregions.index.wire import Frame

_UNKNOWN = -1  # the fate of a worker of a keeper that is no more
_GRACE = 1.0  # seconds past the deadline after which the keeper is asked to kill
_PAUSE, _FATE_ATTEMPTS = 0.002, 500


class _Connection:
    """A standing connection to the worker `pid`, whose snapshot is that of `change`."""

    def __init__(self, directory: Path, patience: float) -> None:
        self._socket = _connect(jobs_path(directory))
        try:
            greeting = self._greeting(patience)
        except OSError:
            self._socket.close()
            raise
        self.pid = int(greeting.head["pid"])
        self.change = int(greeting.head["change"])

    def _greeting(self, patience: float) -> Frame:
        _await_readable(self._socket, patience)
        greeting = wire.receive(self._socket.fileno())
        if greeting is None:
            raise ConnectionResetError("the worker ended before it greeted")
        return greeting

    def idle(self) -> bool:
        """Whether the worker is still there: a dead one makes the connection readable."""
        return not select.select([self._socket], [], [], 0)[0]

    def ask(self, frame: Frame, seconds: float) -> Frame | None:
        """The answer, or None when the worker ended. TimeoutError when it does neither in time."""
        try:
            wire.send(self._socket.fileno(), frame)
        except (BrokenPipeError, ConnectionResetError):
            return None
        _await_readable(self._socket, seconds)
        return wire.receive(self._socket.fileno())

    def close(self) -> None:
        """Let the worker go on to somebody else."""
        self._socket.close()


class Pool:
    """At most `size` jobs run at once for this process; `waiting` more wait `patience` seconds."""

    def __init__(self, directory: Path, size: int, waiting: int, patience: float) -> None:
        self._directory = directory
        self._patience = patience
        self._places: queue.LifoQueue[_Connection | None] = queue.LifoQueue()
        for _ in range(size):
            self._places.put(None)
        self._room = threading.BoundedSemaphore(size + waiting)

    def run(self, frame: Frame, seconds: float, started: Started | None = None) -> Frame:
        """The answer to one job. Raises Busy, DeadlineReached, MemoryReached or EngineCrashed.

        Jobs change nothing, so one whose worker was ended from outside is run once more.
        """
        with self._place() as place:
            try:
                return self._attempt(place, frame, seconds, started)
            except _EndedFromOutside:
                return self._attempt(place, frame, seconds, started)

    def _attempt(
        self, place: _Place, frame: Frame, seconds: float, started: Started | None
    ) -> Frame:
        connection = self._ready(place.connection)
        place.connection = None
        if started:
            started(connection.pid)
        began = time.monotonic()
        try:
            answer = connection.ask(frame, seconds + _GRACE)
        except TimeoutError:
            self.command({"ask": "kill", "pid": connection.pid})
            answer = None
        if answer is None:
            connection.close()
            raise self._cause(connection.pid, time.monotonic() - began >= seconds)
        place.connection = connection
        return answer

    def command(self, head: Mapping[str, Any]) -> Mapping[str, Any]:
        """The keeper's answer to a command; it may be starting anew. Raises Busy."""
        until = time.monotonic() + self._patience
        while time.monotonic() < until:
            with suppress(OSError), _connect(control_path(self._directory)) as control:
                wire.send(control.fileno(), Frame(head))
                if frame := wire.receive(control.fileno()):
                    return frame.head
            time.sleep(_PAUSE)
        raise Busy("The index is starting anew. Try again in a few seconds.")

    def close(self) -> None:
        """Give up the standing connections that are not in use."""
        with suppress(queue.Empty):
            while True:
                connection = self._places.get_nowait()
                if connection is not None:
                    connection.close()

    @contextmanager
    def _place(self) -> Iterator[_Place]:
        if not self._room.acquire(blocking=False):
            raise Busy("Too many queries are waiting already. Try again in a few seconds.")
        try:
            place = _Place(self._take())
            try:
                yield place
            finally:
                self._places.put(place.connection)
        finally:
            self._room.release()

    def _take(self) -> _Connection | None:
        try:
            return self._places.get(timeout=self._patience)
        except queue.Empty:
            raise Busy("All workers were busy for too long. Try again in a few seconds.") from None

    def _ready(self, connection: _Connection | None) -> _Connection:
        if connection is not None and connection.idle():
            return connection
        if connection is not None:
            connection.close()
        return self._connected()

    def _connected(self) -> _Connection:
        """A connection to a free worker; the keeper may be starting, a worker may die meanwhile."""
        until = time.monotonic() + self._patience
        while (rest := until - time.monotonic()) > 0:
            try:
                return _Connection(self._directory, rest)
            except OSError:
                time.sleep(_PAUSE)
        raise Busy("No worker is free. Try again in a few seconds.")

    def _cause(self, pid: int, late: bool) -> LimitReached:
        """Why a worker ended, by the signal that the keeper saw."""
        for _ in range(_FATE_ATTEMPTS):
            number = self.command({"ask": "fate", "pid": pid})["signal"]
            if number is not None:
                return _cause_of(number, late)
            time.sleep(_PAUSE)
        return EngineCrashed("The query ended the process that evaluated it.")


class _Place:
    """A place among the running jobs, with the connection that stands there when the job ends."""

    def __init__(self, connection: _Connection | None) -> None:
        self.connection = connection


class _EndedFromOutside(EngineCrashed):
    """The worker went early: replaced, killed by an operator, or for want of memory."""


def _cause_of(number: int, late: bool) -> LimitReached:
    if number == signal.SIGALRM or (number == signal.SIGKILL and late):
        return DeadlineReached("The query ran longer than it may.")
    if number == signal.SIGABRT:
        return MemoryReached("The query took more memory than it may.")
    innocent = number in (signal.SIGKILL, _UNKNOWN, 0)
    kind = _EndedFromOutside if innocent else EngineCrashed
    return kind("The query ended the process that evaluated it.")


def _connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def _await_readable(connection: socket.socket, seconds: float) -> None:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    if not poll.poll(seconds * 1000):
        raise TimeoutError
