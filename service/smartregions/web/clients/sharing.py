"""The tables of all web processes: one to write, the others to read.

Each stands in a file of the run directory, and its owner holds a lock on the file, which the kernel
lets go when the process ends, however it ends. So a table without a lock has no process: what ran
there runs no more, and the next process that starts takes the table over with what is still owed
and banned. There are never more tables than processes that were there at the same time.
"""

from __future__ import annotations

import fcntl
import mmap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.web.clients.layout import size
from smartregions.web.clients.owntable import OwnTable
from smartregions.web.clients.table import Table, is_table

MAX_PROCESSES = 256


class Peer:
    """The table of another process, which may have ended."""

    def __init__(self, number: int, file: BinaryIO, memory: mmap.mmap) -> None:
        self.number = number
        self.table = Table(memory)
        self._file = file
        self._memory = memory

    def is_alive(self) -> bool:
        """Whether there is a process that writes the table."""
        if not _lock(self._file, fcntl.LOCK_SH):
            return True
        fcntl.flock(self._file, fcntl.LOCK_UN)
        return False

    def close(self) -> None:
        """Read it no more."""
        self._memory.close()
        self._file.close()


class Alone:
    """The table of a process that shares it with none."""

    number = 0

    def __init__(self, queries: int) -> None:
        self.own = OwnTable(mmap.mmap(-1, size(queries)), queries)

    def look(self) -> None:
        """Find none."""

    def others(self) -> Sequence[Peer]:
        """There are none."""
        return ()


class Tables:
    """The own table, in a file of `directory`, and those of the others there."""

    def __init__(self, directory: Path, queries: int) -> None:
        directory.mkdir(mode=0o700, exist_ok=True)
        self._directory = directory
        self._size = size(queries)
        self.number, self._file = _claimed(directory)
        self._file.truncate(self._size)
        self._memory = mmap.mmap(self._file.fileno(), self._size)
        self.own = OwnTable(self._memory, queries)
        self._others: list[Peer] = []
        self._seen = -1
        self._finding = threading.Lock()

    def look(self) -> None:
        """Find the tables of processes that have come; each once, whoever looks meanwhile."""
        if self._changed() == self._seen:
            return
        with self._finding:
            if (changed := self._changed()) != self._seen:
                self._seen = changed if self._find() else -1

    def _changed(self) -> int:
        return self._directory.stat().st_mtime_ns

    def others(self) -> Sequence[Peer]:
        """The tables of the other processes that were found, dead or alive."""
        return self._others

    def _find(self) -> bool:
        """Map every table that is there; whether all could be."""
        known = {self.number, *(peer.number for peer in self._others)}
        paths = [path for path in self._directory.iterdir() if int(path.name) not in known]
        found = [peer for path in paths if (peer := self._opened(path))]
        self._others = [*self._others, *found]
        return len(found) == len(paths)

    def _opened(self, path: Path) -> Peer | None:
        """Another's table, or None while its process has not made it yet."""
        file = path.open("rb")
        if path.stat().st_size == self._size:
            memory = mmap.mmap(file.fileno(), self._size, access=mmap.ACCESS_READ)
            if is_table(memory):
                return Peer(int(path.name), file, memory)
            memory.close()
        file.close()
        return None

    def close(self) -> None:
        """Let go of the own table, and of those of the others."""
        for peer in self._others:
            peer.close()
        self._memory.close()
        self._file.close()


def _claimed(directory: Path) -> tuple[int, BinaryIO]:
    """The first table that has no process, and now has this one."""
    for number in range(MAX_PROCESSES):
        file = (directory / str(number)).open("a+b", buffering=0)
        if _lock(file, fcntl.LOCK_EX):
            return number, file
        file.close()
    raise ServiceError(
        Message(
            "More than {most} processes answer from {directory}.",
            most=MAX_PROCESSES,
            directory=directory,
        )
    )


def _lock(file: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
