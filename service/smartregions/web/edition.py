"""The edition that a request is answered from: that of the last change, made when it is missing.

A process of its own makes it (`catalogue.making`); few requests wait for that, and no others.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from pyoxigraph import Triple

from smartregions import __version__
from smartregions.catalogue import filelist, mapped, recordfile
from smartregions.catalogue.edition import FOLDER, Edition, read, statements
from smartregions.catalogue.filelist import Files
from smartregions.catalogue.mapped import Things
from smartregions.catalogue.recordfile import Records
from smartregions.errors import Busy, ServiceError, UnknownThing
from smartregions.index.post import refuse_if_leaving
from smartregions.messages import Message
from smartregions.registry.change import Change
from smartregions.settings import Settings
from smartregions.web.service import service

T = TypeVar("T")

KEY = "smartregions.editions"
_MAKER = "smartregions.catalogue.making"
_WAITING = 4
_SECONDS = 100.0  # below the 120 that the importer of data.europa.eu gives an answer
_KEPT = 8  # descriptions and pages, of a few megabytes at most: a harvester asks once for each
_LOOK_UP = 0.5  # seconds between looks whether the service ends
_PAUSE = 10.0  # before what failed is tried again


class Editions:
    """The editions of one service, as one of its processes sees them."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.state.expanduser() / FOLDER
        self._settings = settings
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._starting = threading.Lock()
        self._making: subprocess.Popen[bytes] | None = None
        self._failed = -_PAUSE
        self._found: Edition | None = None
        self.memory: dict[Hashable, Any] = {}

    def of(self, last: Change) -> Edition:
        """The edition of that change, or of a later one. Raises Busy and ServiceError."""
        found = self._known(last)
        if found is not None:
            return found
        if not self._waiting.acquire(blocking=False):
            raise Busy(
                Message("The catalogue is being written, and others wait for it. Try again soon.")
            )
        try:
            self._await()
        finally:
            self._waiting.release()
        found = self._known(last)
        if found is None:
            self._failed = time.monotonic()
            raise ServiceError(Message("The catalogue could not be written; the log says why."))
        return found

    def newest(self, last: Change) -> tuple[Edition | None, bool]:
        """The newest edition that there is, and whether it is of that change or a later one.

        When it is not, that one is being made, and nobody waits for it here.
        """
        found = self._known(last)
        if found is not None:
            return found, True
        with suppress(ServiceError):  # it was told in the log
            self._begin()
        before = self._found
        ours = __version__, self._settings.address
        return before if before and (before.version, before.address) == ours else None, False

    def _known(self, last: Change) -> Edition | None:
        """The newest one, if it is of the change or of a later one."""
        found = self._found
        if found is None or not found.is_of(last, self._settings.address):
            found = self._found = read(self.folder)
        if found is None:
            return None
        is_later = found.change > last.sequence and found.address == self._settings.address
        return found if is_later or found.is_of(last, self._settings.address) else None

    def _begin(self) -> subprocess.Popen[bytes]:
        """The process that makes it, which is started unless it runs. Raises ServiceError."""
        with self._starting:
            if self._making is None or self._making.poll() is not None:
                if time.monotonic() < self._failed + _PAUSE:
                    raise ServiceError(Message("The catalogue could not be written a moment ago."))
                self._making = self._started()
            return self._making

    def _await(self) -> None:
        making, until = self._begin(), time.monotonic() + _SECONDS
        while time.monotonic() < until:
            with suppress(subprocess.TimeoutExpired):
                making.wait(_LOOK_UP)
                return
            if (run := service().run) is not None:
                refuse_if_leaving(run)
        raise Busy(Message("The catalogue is still being written. Try again in a minute."))

    @cached_property
    def _lifeline(self) -> tuple[int, int]:
        """A pipe whose end for writing goes with this process."""
        return os.pipe()

    def _started(self) -> subprocess.Popen[bytes]:
        lifeline, _ = self._lifeline
        given = (self.folder, self._settings.address, str(lifeline))
        started = subprocess.Popen(
            [sys.executable, "-m", _MAKER, *given], stdin=subprocess.PIPE, pass_fds=[lifeline]
        )
        assert started.stdin is not None
        with suppress(BrokenPipeError), started.stdin as told:  # it ended, and its code says so
            told.write(str(self._settings.registry_place).encode())
        threading.Thread(target=started.wait, daemon=True).start()  # nobody else may
        return started


def install(app: Flask, settings: Settings) -> None:
    """Have the app know its editions."""
    app.extensions[KEY] = Editions(settings)


def folder() -> Path:
    """Where the files of the editions lie."""
    return cast("Editions", current_app.extensions[KEY]).folder


def triples(name: str) -> tuple[Triple, ...]:
    """What a description of an edition says: its name tells what is in it, so it is read once.

    Raises Busy when newer editions took its place.
    """
    with still_there():
        return kept(name, lambda: statements(folder() / name))


@contextmanager
def still_there() -> Iterator[None]:
    """What the edition has is read in the block. Raises Busy when newer ones took its place."""
    try:
        yield
    except FileNotFoundError:
        raise Busy(Message("The catalogue changed meanwhile. Ask again.")) from None


def records(current: Edition) -> AbstractContextManager[Records]:
    """What became of each dataset last. Raises Busy when newer editions took its place."""
    return recordfile.opened(folder() / current.records)


def files(current: Edition) -> AbstractContextManager[Files]:
    """The files of the edition. Raises Busy when newer editions took its place."""
    return filelist.opened(folder() / current.files)


def things(current: Edition) -> AbstractContextManager[Things]:
    """The things of the edition. Raises Busy when newer editions took its place."""
    return mapped.opened(folder() / current.things)


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under the key before, or is made now; few things are kept, the newest."""
    memory = cast("Editions", current_app.extensions[KEY]).memory
    found: T | None = memory.get(key)
    if found is None:
        found = memory[key] = make()
        while len(memory) > _KEPT:
            with suppress(KeyError, StopIteration, RuntimeError):  # other threads do the same
                del memory[next(iter(memory))]
    return found


def current() -> Edition:
    """The edition of the log as it is now.

    Raises UnknownThing when there is no log, Busy and ServiceError.
    """
    return cast("Editions", current_app.extensions[KEY]).of(_last())


def newest() -> tuple[Edition | None, bool]:
    """The newest edition that there is, for a page that says so, and whether it is of now.

    Programs get that of now (`current`). Raises UnknownThing when there is no log.
    """
    return cast("Editions", current_app.extensions[KEY]).newest(_last())


def _last() -> Change:
    registry = service().registry
    last = registry.last() if registry else None
    if last is None:
        raise UnknownThing(
            Message("This service keeps no log of changes, so there is nothing to harvest.")
        )
    return last
