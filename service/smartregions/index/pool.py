"""A web process's way to the workers: standing connections, one job at a time on each.

The workers are those of all web processes: one that is idle at one of them goes to another that
waits, and one that is busy gives way after a moment.
"""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartregions.errors import (
    Busy,
    DeadlineReached,
    EngineCrashed,
    LimitReached,
    MemoryReached,
    Stopped,
)
from smartregions.index import Started, Work, wire
from smartregions.index.connection import Connection, Left
from smartregions.index.onhand import NUMBER
from smartregions.index.places import Places
from smartregions.index.post import JOBS, connect, control_path, refuse_if_leaving
from smartregions.index.wire import Frame
from smartregions.messages import Message, amount

_UNKNOWN = -1  # the fate of a worker of a keeper that is no more
_OF_OTHERS = (signal.SIGKILL, signal.SIGIO, _UNKNOWN, 0)  # how a query ends no worker
_GRACE = 1.0  # seconds past the deadline after which the keeper is asked to kill
_LOG = logging.getLogger(__name__)
_PAUSE, _FATE_ATTEMPTS = 0.002, 500


class Pool:
    """At most `size` jobs run at once for this process; `waiting` more wait `patience` seconds."""

    def __init__(
        self, directory: Path, size: int, waiting: int, patience: float, post: str = JOBS
    ) -> None:
        self._directory = directory
        self._path = directory / post
        self._patience = patience
        self._places: Places[Connection | None] = Places([None] * size)
        self._room = threading.BoundedSemaphore(size + waiting)

    def run(self, frame: Frame, seconds: float, started: Started | None = None) -> Frame:
        """The answer to one job, from the state of the data that its `least` names or a later one.

        Raises Busy, DeadlineReached, MemoryReached, Stopped or EngineCrashed.
        Jobs change nothing, so one whose worker was ended from outside is run once more, in what
        is left of its seconds.
        """
        numbered = Frame({**frame.head, NUMBER: secrets.randbits(63)}, frame.body)
        with self._place() as place:
            try:
                return self._attempt(place, numbered, _Time(seconds), started)
            except _EndedFromOutside as ended:
                return self._attempt(place, numbered, _Time(seconds, ended.after), started)

    def _attempt(self, place: _Place, frame: Frame, given: _Time, started: Started | None) -> Frame:
        until = time.monotonic() + self._patience
        while True:
            connection = self._ready(place, frame.head.get("least", 0), until)
            if started:
                started(Work(frame.head[NUMBER], connection.pid))
            try:
                answer = self._asked(connection, frame, given)
            except Left:
                connection.close()
                continue
            except BaseException:
                connection.close()
                raise
            place.connection = connection
            return answer

    def _asked(self, connection: Connection, frame: Frame, given: _Time) -> Frame:
        began = time.monotonic()
        if given.spent:
            frame = Frame({**frame.head, "timeout": given.left}, frame.body)
        try:
            answer = connection.ask(frame, given.left + _GRACE)
        except TimeoutError:
            self._command_of(connection.keeper, {"ask": "kill", "job": frame.head[NUMBER]})
            answer = None
        if answer is None:
            took = given.spent + time.monotonic() - began
            raise self._cause(connection, given.seconds, took)
        return answer

    def command(self, head: Mapping[str, Any]) -> Mapping[str, Any]:
        """The keeper's answer to a command; it may be starting anew. Raises Busy."""
        until = time.monotonic() + self._patience
        while (left := until - time.monotonic()) > 0:
            if (told := _told(control_path(self._directory), head, left)) is not None:
                return told
            refuse_if_leaving(self._directory)
            time.sleep(_PAUSE)
        raise Busy(Message("The index is starting anew. Try again in a few seconds."))

    def stop(self, job: int) -> bool:
        """Have whichever keeper forked the worker that has this job end it; whether one did."""
        head = {"ask": "stop", "job": job}
        keepers = self._directory.glob(control_path(self._directory).name + ".[0-9]*")
        return any((_told(keeper, head) or {}).get("known", False) for keeper in keepers)

    def check(self) -> None:
        """Return when workers stand, or a keeper that sees to them. Raises Busy."""
        for path in (control_path(self._directory), self._path):
            with suppress(OSError):
                connect(path).close()
                return
        raise Busy(Message("The index is starting anew. Try again in a few seconds."))

    def close(self) -> None:
        """Give up the standing connections that are not in use."""
        for connection in self._places.emptied():
            if connection is not None:
                connection.close()

    @contextmanager
    def _place(self) -> Iterator[_Place]:
        if not self._room.acquire(blocking=False):
            raise Busy(Message("Too many queries are waiting already. Try again in a few seconds."))
        try:
            place = _Place(self._take())
            try:
                yield place
            finally:
                self._places.give_back(place.connection)
        finally:
            self._room.release()

    def _take(self) -> Connection | None:
        try:
            return self._places.take(self._patience)
        except TimeoutError:
            raise Busy(
                Message("All workers were busy for too long. Try again in a few seconds.")
            ) from None

    def _ready(self, place: _Place, least: int, until: float) -> Connection:
        """A connection to a free worker; the keeper may be starting, a worker may die meanwhile."""
        connection, place.connection = place.connection, None
        while connection is None or connection.change < least or not connection.is_idle():
            if connection is not None:
                connection.close()
            connection = None
            rest = until - time.monotonic()
            if rest <= 0:
                raise Busy(Message("No worker is free. Try again in a few seconds."))
            try:
                connection = Connection(self._path, rest)
            except OSError:
                refuse_if_leaving(self._directory)
                time.sleep(_PAUSE)
        return connection

    def _cause(self, connection: Connection, seconds: float, took: float) -> LimitReached:
        """Why a worker ended, by the signal that its keeper saw."""
        for _ in range(_FATE_ATTEMPTS):
            fate = self._command_of(connection.keeper, {"ask": "fate", "pid": connection.pid})
            number = fate.get("signal", _UNKNOWN)
            if number is not None:
                if number == signal.SIGABRT:
                    most = amount(connection.memory)
                    return MemoryReached(
                        Message(
                            "The query took more memory than the {most} bytes that it may.",
                            most=most,
                        )
                    )
                return _cause_of(number, seconds, took, fate.get("stopped", False))
            time.sleep(_PAUSE)
        _LOG.warning("worker %d closed its connection and did not end", connection.pid)
        return EngineCrashed(Message("The query ended the process that evaluated it."))

    def _command_of(self, keeper: int, head: Mapping[str, Any]) -> Mapping[str, Any]:
        """What this keeper answers; nothing if it is no more."""
        return _told(control_path(self._directory, keeper), head) or {}


class _Place:
    """A place among the running jobs, with the connection that stands there when the job ends."""

    def __init__(self, connection: Connection | None) -> None:
        self.connection = connection


@dataclass(frozen=True)
class _Time:
    """What a job may take, and what of it a worker had that was ended from outside."""

    seconds: float
    spent: float = 0.0

    @property
    def left(self) -> float:
        """Seconds; never 0, which would be for ever."""
        return max(0.001, self.seconds - self.spent)


class _EndedFromOutside(EngineCrashed):
    """The worker went early: killed by hand, or for want of memory."""

    after = 0.0
    """Seconds that it had the job."""


def _cause_of(number: int, seconds: float, took: float, stopped: bool) -> LimitReached:
    if stopped:
        return Stopped(Message("The operator of this service stopped the query."))
    late = took >= seconds
    if number == signal.SIGALRM or (number in (signal.SIGKILL, _UNKNOWN) and late):
        return DeadlineReached(
            Message(
                "The query ran longer than {seconds} seconds, which it may take.",
                seconds=f"{seconds:g}",
            )
        )
    _LOG.warning("a worker was ended by signal %d after %.3f seconds of a job", number, took)
    ended = Message("The query ended the process that evaluated it.")
    if number not in _OF_OTHERS:
        return EngineCrashed(ended)
    innocent = _EndedFromOutside(ended)
    innocent.after = took
    return innocent


def _told(path: Path, head: Mapping[str, Any], seconds: float = 0.0) -> Mapping[str, Any] | None:
    """The answer of who listens there, within so many seconds (`man 7 socket`: 0 is for ever)."""
    with suppress(OSError), connect(path) as control:
        whole = int(seconds)
        patience = struct.pack("ll", whole, int((seconds - whole) * 1e6))
        control.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        wire.send(control.fileno(), Frame(head))
        if frame := wire.receive(control.fileno()):
            return frame.head
    return None
