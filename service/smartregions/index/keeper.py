"""The keeper: the single-threaded process that holds the index, forks workers, and never
evaluates anything.

A fork is a snapshot, so no answer is torn by a change. All workers accept on one socket; the
kernel's backlog hands a waiting connection to the first that is free. A worker that dies is
replaced at once, and its fate is kept for whoever waited for its answer.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from smartregions.index import wire
from smartregions.index.wire import Frame
from smartregions.index.worker import Job, Post, Snapshot, WorkerLimits, work

_BACKLOG = 1024
_FATES_KEPT = 1000
_LOG = logging.getLogger(__name__)


def control_path(directory: Path) -> Path:
    """Where the keeper takes commands."""
    return directory / "control"


def jobs_path(directory: Path) -> Path:
    """Where the workers accept jobs."""
    return directory / "jobs"


class Keeper:
    """Holds what `load` gives, and `count` workers on it; listens in `directory`, ours alone."""

    def __init__(
        self,
        load: Callable[[], Snapshot],
        directory: Path,
        jobs: Mapping[str, Job],
        limits: WorkerLimits,
        count: int,
    ) -> None:
        self._load = load
        self._snapshot = load()
        self._jobs = jobs
        self._limits = limits
        self._count = count
        self._workers: set[int] = set()
        self._current: set[int] = set()  # those of them on the newest snapshot
        self._fates: OrderedDict[int, int] = OrderedDict()
        self._directory = directory
        self._log, self._log_end = os.pipe()
        self._post = self._opened()
        self._control = _listen(control_path(directory))
        self._selector = selectors.DefaultSelector()

    def run(self) -> NoReturn:
        """Fork the workers and serve commands until SIGTERM; then end all."""
        woken = self._watch_children()
        self._selector.register(woken, selectors.EVENT_READ, lambda: self._replace(woken))
        self._selector.register(self._log, selectors.EVENT_READ, self._report)
        self._selector.register(self._control, selectors.EVENT_READ, self._admit)
        self._fill()
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _watch_children(self) -> socket.socket:
        woken, waker = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.detach(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # a terminal sends it to all; the parent decides
        signal.signal(signal.SIGTERM, self._stop)
        return woken

    def _opened(self) -> Post:
        """A new address for jobs in the place of the old one, so that later jobs come to it."""
        path = jobs_path(self._directory)
        listener = _listen(path)
        return Post(listener, path, path.stat().st_ino, self._log_end)

    def _fill(self) -> None:
        while len(self._current) < self._count:
            pid = os.fork()
            if pid == 0:
                self._leave_to_keeper()
                work(self._snapshot, self._post, self._limits, self._jobs)
            self._workers.add(pid)
            self._current.add(pid)

    def _leave_to_keeper(self) -> None:
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()

    def _replace(self, woken: socket.socket) -> None:
        with suppress(BlockingIOError):
            woken.recv(4096)
        self._bury()
        self._fill()

    def _bury(self) -> None:
        while self._workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._workers.discard(pid)
            self._current.discard(pid)
            self._fates[pid] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            if len(self._fates) > _FATES_KEPT:
                self._fates.popitem(last=False)

    def _report(self) -> None:
        _LOG.error("a worker failed: %s", os.read(self._log, 4096).decode("utf-8", "replace"))

    def _admit(self) -> None:
        connection, _ = self._control.accept()
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._obey(connection))

    def _obey(self, connection: socket.socket) -> None:
        frame = wire.receive(connection.fileno())
        if frame is not None:
            with suppress(BrokenPipeError, ConnectionResetError):
                wire.send(connection.fileno(), Frame(self._command(frame.head)))
                return
        self._selector.unregister(connection)
        connection.close()

    def _command(self, head: Mapping[str, Any]) -> dict[str, Any]:
        commands: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "fate": self._fate,
            "kill": self._kill,
            "state": self._state,
            "refresh": self._refresh,
        }
        return commands[head["ask"]](head)

    def _fate(self, head: Mapping[str, Any]) -> dict[str, Any]:
        """The signal that ended a worker: 0 none, -1 not known, null while it lives."""
        self._bury()
        self._fill()
        pid = head["pid"]
        return {"signal": None if pid in self._workers else self._fates.get(pid, -1)}

    def _kill(self, head: Mapping[str, Any]) -> dict[str, Any]:
        if head["pid"] in self._workers:
            os.kill(head["pid"], signal.SIGKILL)
        return {}

    def _state(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {**self._revision(), "workers": sorted(self._current)}

    def _refresh(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Load anew and fork workers on it; those on the old snapshot end their job and go."""
        self._snapshot = self._load()
        self._post.listener.close()
        self._post = self._opened()
        self._current = set()
        self._fill()
        return self._revision()

    def _revision(self) -> dict[str, Any]:
        revision = self._snapshot.revision
        return {"change": revision.change, "hash": revision.hash}

    def _stop(self, *_: object) -> None:
        jobs_path(self._directory).unlink(missing_ok=True)
        control_path(self._directory).unlink(missing_ok=True)
        for pid in self._workers:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _listen(path: Path) -> socket.socket:
    """A socket at this address from one moment to the next, whoever was there before."""
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(aside))
    listener.listen(_BACKLOG)
    aside.rename(path)
    return listener
