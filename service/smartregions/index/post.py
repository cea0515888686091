"""Where the processes of the index find each other: addresses in one directory, ours alone."""

from __future__ import annotations

import os
import select
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from smartregions.errors import Busy
from smartregions.index import Revision
from smartregions.messages import Message

_BACKLOG = 1024
_PUBLISHED = "revision"
_LEAVING = "leaving"
JOBS, FEDERATED = "jobs", "federated"
"""Names of posts: for queries on our own data, and for those that ask other endpoints too."""


def control_path(directory: Path, keeper: int | None = None) -> Path:
    """Where the keeper that serves takes commands, or the one with this process number."""
    return directory / ("control" if keeper is None else f"control.{keeper}")


def listen(path: Path) -> socket.socket:
    """A socket at this address from one moment to the next, whoever was there before."""
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(aside))
    listener.listen(_BACKLOG)
    aside.rename(path)
    return listener


def identity(path: Path) -> tuple[int, int]:
    """Which socket stands at the address: the kernel gives the number of a file again, with another
    time. Raises FileNotFoundError."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def connect(path: Path) -> socket.socket:
    """A connection to who listens there. Raises OSError."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def publish(directory: Path, revision: Revision) -> None:
    """Tell every process which state of the data answers come from."""
    aside = directory / f"{_PUBLISHED}.{os.getpid()}"
    aside.write_text(f"{revision.change} {revision.hash}", "utf-8")
    now = time.time_ns()  # the kernel's own times are alike for some milliseconds
    os.utime(aside, ns=(now, now))
    aside.rename(directory / _PUBLISHED)


def published(directory: Path) -> Revision | None:
    """The state of the data that answers come from; None while there is none."""
    try:
        change, _, hash_ = (directory / _PUBLISHED).read_text("utf-8").partition(" ")
    except FileNotFoundError:
        return None
    return Revision(int(change), hash_)


def leave(directory: Path) -> None:
    """Tell every process that the service ends: who waits for something waits in vain."""
    (directory / _LEAVING).touch()


def refuse_if_leaving(directory: Path) -> None:
    """Raise Busy once the service ends."""
    if (directory / _LEAVING).exists():
        raise Busy(Message("The service is being stopped. Try again in a moment."))


class Published:
    """What `published` gives, looked up for every request: it is read again when it was replaced.

    A time is given to each once (`publish`), so that number and time of a file tell it from those
    before.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._path = directory / _PUBLISHED
        self._known: tuple[tuple[int, int], Revision] | None = None

    def revision(self) -> Revision | None:
        """The state of the data that answers come from; None while there is none."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        which, known = (found.st_ino, found.st_mtime_ns), self._known
        if known is not None and known[0] == which:
            return known[1]
        revision = published(self._directory)
        self._known = None if revision is None else (which, revision)
        return revision


@dataclass(frozen=True)
class Post:
    """Where workers work: the socket they accept on, its address, and what they hold beside it."""

    listener: socket.socket
    path: Path
    identity: tuple[int, int]
    log: int
    """The writing end of the pipe to the log."""
    lifeline: int
    """A pipe that ends with the service."""

    def abandoned(self) -> bool:
        """Whether a later socket stands at the address, or none, or the service has ended."""
        if self.listener.fileno() < 0:
            return True
        try:
            if identity(self.path) != self.identity:
                return True
        except FileNotFoundError:
            return True
        return bool(select.select([self.lifeline], [], [], 0)[0])

    def is_waited_at(self) -> bool:
        """Whether who asks something has not been heard yet."""
        return bool(select.select([self.listener], [], [], 0)[0])

    def close(self) -> None:
        """Send away who waits here, and wake the workers, so that they look up and go."""
        if self.listener.fileno() < 0:
            return
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            while True:
                self.listener.accept()[0].close()
        self.listener.close()


def opened(path: Path, log: int, lifeline: int) -> Post:
    """A new post in the place of the one at this address, so that later jobs come to it."""
    listener = listen(path)
    listener.setblocking(False)  # several workers are woken by one job, and one of them gets it
    return Post(listener, path, identity(path), log, lifeline)
