"""Files of SQLite that are written whole, never changed, and read a little at a time.

What one is called tells what is in it, so that it can be read without a lock by any process.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from smartregions.errors import Busy
from smartregions.messages import Message


class Making:
    """A file that is being written; it is in place when it has its name."""

    def __init__(self, folder: Path, kind: str, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._folder, self._kind = folder, kind

    def named(self, digest: str) -> str:
        """Put the file in place, whose name tells what is in it; that name."""
        self.connection.execute("COMMIT")
        self.connection.close()
        part, name = part_of(self._folder, self._kind), f"{self._kind}~{digest}.sqlite3"
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(self._folder / name)
        return name


@contextmanager
def making(folder: Path, kind: str, tables: str) -> Iterator[Making]:
    """A file with these tables; it goes again unless it was named in the block."""
    part = part_of(folder, kind)
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part, isolation_level=None)) as made:
        made.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + tables)
        made.execute("BEGIN")
        try:
            yield Making(folder, kind, made)
        finally:
            part.unlink(missing_ok=True)


def part_of(folder: Path, kind: str) -> Path:
    """Where a file is written before it has its name."""
    return folder / f"{kind}.part"


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, for as long as the block lasts. Raises Busy when it has gone."""
    with ExitStack() as stack:
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            found = stack.enter_context(closing(sqlite3.connect(uri, uri=True)))
            found.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.OperationalError:
            raise Busy(Message("The catalogue changed meanwhile. Ask again.")) from None
        yield found
