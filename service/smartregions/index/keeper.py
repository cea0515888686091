"""The keeper: the single-threaded process that holds the index, forks workers, and never
evaluates anything.

A fork is a snapshot, so no answer is torn by a change. All workers of a post accept on one socket;
the kernel's backlog hands a waiting connection to the first that is free. A worker that dies is
replaced at once, and its fate is kept for whoever waited for its answer.

Whatever stood before it, a keeper starts in the same way: it loads, has the keeper that serves (if
one does) give up its commands, catches up, and puts its own sockets in the place of the others.
"""

from __future__ import annotations

import gc
import logging
import os
import selectors
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from smartregions.errors import ServiceError
from smartregions.index import Follow, wire
from smartregions.index.holding import Holding
from smartregions.index.measuring import Measuring
from smartregions.index.post import JOBS, connect, control_path, listen, publish
from smartregions.index.progress import Progress
from smartregions.index.staff import Staff, Team
from smartregions.index.termination import deferred, woken_by_children
from smartregions.index.titles import KEEPER, entitle
from smartregions.index.wire import Frame
from smartregions.index.worker import Snapshot, WorkerLimits
from smartregions.sparql.planning import Stored

_HAND_OVER_SECONDS = 30.0
_ASK_AGAIN_SECONDS = 60.0
_LOOK_UP = 0.2  # seconds between looks of a keeper that gave up, whether its workers are gone
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Surroundings:
    """What the keeper is given by the process that started it."""

    lifeline: int
    """The reading end of a pipe that ends with the service."""
    ask_for_successor: Callable[[], None]


class Keeper:
    """Holds what `follow` gives, and teams of workers on it; listens in `directory`, ours alone.

    After `churn` triples were replaced, and a quarter of all, it asks for a successor: the engine
    does not give back the memory of what is removed.
    """

    def __init__(
        self,
        follow: Follow,
        directory: Path,
        teams: Iterable[Team],
        limits: WorkerLimits,
        surroundings: Surroundings,
        churn: int = 100_000,
        merges: bool = True,
        stored: Sequence[Stored] = (),
    ) -> None:
        self._directory = directory
        self._holding = Holding(follow, merges, apart=True)
        self._surroundings = surroundings
        self._churn = churn
        self._stored = stored
        self._log, log_end = os.pipe()
        self._selector = selectors.DefaultSelector()
        pipes = (log_end, surroundings.lifeline)
        self._staff = Staff(directory, teams, limits, pipes, self._leave)
        self._control: socket.socket | None = None
        self._own: socket.socket | None = None
        self._measuring: Measuring | None = None
        self._load_seconds = self._ask_again = 0.0

    def run(self) -> NoReturn:
        """Load, take over, and serve commands until SIGTERM or until a successor has taken over."""
        entitle(KEEPER)
        began = time.monotonic()
        with Progress(self._directory) as progress:
            self._holding.catch_up(progress)
        self._load_seconds = time.monotonic() - began
        gc.collect()
        gc.freeze()  # so that no collection writes to what the workers share
        woken = woken_by_children(self._stop)
        self._listen_to(woken, lambda: self._replace(woken))
        self._listen_to(self._log, self._report)
        self._take_over()
        while not (self._control is None and self._staff.is_gone()):
            for key, _ in self._selector.select(self._patience()):
                key.data()
            self._follow_with_merge()
        self._stop()

    def _patience(self) -> float | None:
        """Seconds to wait for a command, for ever if nothing else is to be seen to."""
        missing = self._staff.fill()
        if self._control is not None and self._holding.is_behind:
            return 0
        return _LOOK_UP if missing is None and self._control is None else missing

    def _follow_with_merge(self) -> None:
        """Between commands; once it is whole, new workers answer from it."""
        if self._control is not None and self._holding.step():
            self._renew()

    def _take_over(self) -> None:
        with suppress(OSError), connect(control_path(self._directory)) as other:
            other.settimeout(_HAND_OVER_SECONDS)
            wire.send(other.fileno(), Frame({"ask": "retire"}))
            other.recv(1)  # the answer itself says nothing
        self._holding.catch_up()
        self._own = listen(control_path(self._directory, os.getpid()))
        self._control = listen(control_path(self._directory))
        for listener in (self._own, self._control):
            self._listen_to(listener, partial(self._admit, listener))
        self._renew()
        self._measure()

    def _renew(self) -> None:
        holding = self._holding
        snapshot = Snapshot(holding.store, holding.revision, holding.statistics, holding.merge)
        self._staff.renew(snapshot)
        publish(self._directory, holding.revision)

    def _measure(self) -> None:
        """Start measuring, if it is time and nobody does; new workers will know the statistics."""
        if self._measuring is None and self._holding.needs_measuring():
            with deferred():
                self._measuring = Measuring(self._holding.store, self._leave, self._stored)
            self._listen_to(self._measuring.pipe, self._learn)

    def _learn(self) -> None:
        measuring = self._measuring
        assert measuring is not None
        if not measuring.is_done():
            return
        self._selector.unregister(measuring.pipe)
        self._measuring = None
        self._holding.statistics = measuring.statistics()
        if self._control is not None:
            self._renew()
            self._measure()

    def _listen_to(self, source: socket.socket | int, do: Callable[[], None]) -> None:
        self._selector.register(source, selectors.EVENT_READ, do)

    def _leave(self) -> None:
        """In a fork: close what only the keeper reads."""
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()

    def _replace(self, woken: socket.socket) -> None:
        with suppress(BlockingIOError):
            woken.recv(4096)
        self._staff.bury()

    def _report(self) -> None:
        _LOG.error("a worker failed: %s", os.read(self._log, 4096).decode("utf-8", "replace"))

    def _admit(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self._listen_to(connection, lambda: self._obey(connection))

    def _obey(self, connection: socket.socket) -> None:
        frame = wire.receive(connection.fileno())
        is_for_successor = self._control is None and frame and frame.head["ask"] == "refresh"
        if frame is not None and not is_for_successor:
            with suppress(BrokenPipeError, ConnectionResetError):
                wire.send(connection.fileno(), Frame(self._command(frame.head)))
                return
        self._selector.unregister(connection)
        connection.close()

    def _command(self, head: Mapping[str, Any]) -> dict[str, Any]:
        commands: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "fate": self._fate,
            "kill": lambda head: {"known": self._staff.stop(head["job"])},
            "stop": lambda head: {"known": self._staff.stop(head["job"], by_operator=True)},
            "state": self._state,
            "refresh": self._refresh,
            "retire": self._retire,
        }
        return commands[head["ask"]](head)

    def _fate(self, head: Mapping[str, Any]) -> dict[str, Any]:
        """The signal that ended a worker: 0 none, -1 not known, null while it lives."""
        self._staff.bury()
        try:
            fate = self._staff.fate(head["pid"])
        except KeyError:
            return {"signal": -1, "stopped": False}
        return {"signal": fate and fate.signal, "stopped": fate is not None and fate.stopped}

    def _state(self, _: Mapping[str, Any]) -> dict[str, Any]:
        revision = self._holding.revision
        measured = self._measuring is None and self._holding.statistics is not None
        state = {"change": revision.change, "hash": revision.hash, "measured": measured}
        merged = not self._holding.is_behind
        return {**state, "workers": self._staff.at(JOBS), "merged": merged}

    def _refresh(self, head: Mapping[str, Any]) -> dict[str, Any]:
        """Apply what came and fork workers on it; those on the old snapshot end their job and go.

        The index is as it was when the changes could not be read.
        """
        try:
            changed = self._holding.catch_up()
        except ServiceError as error:
            return {"error": str(error)}
        if changed:
            self._renew()
            self._measure()
            self._retire_when_worn()
        return self._state(head)

    def _retire_when_worn(self) -> None:
        """Ask for a successor, and again much later: the first may fail, and takes time to load."""
        worn = self._holding.replaced >= max(self._churn, self._holding.triples // 4)
        if worn and time.monotonic() > self._ask_again:
            self._ask_again = time.monotonic() + max(_ASK_AGAIN_SECONDS, 10 * self._load_seconds)
            self._surroundings.ask_for_successor()

    def _retire(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Give up the commands of all: a successor applies the changes from now on."""
        if self._control is not None:
            self._selector.unregister(self._control)
            self._control.close()
            self._control = None
        return {}

    def _stop(self, *_: object) -> NoReturn:
        control_path(self._directory, os.getpid()).unlink(missing_ok=True)
        self._staff.end()
        if self._measuring is not None:
            self._measuring.end()
        os._exit(0)
