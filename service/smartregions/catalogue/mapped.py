"""The things that the graphs describe, each with the day on which that last changed: in a file, of
which a part is read at a time (`sealed`). A map of the site is made of it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from smartregions.catalogue import sealed
from smartregions.namespaces import DATASET, ID, SCHEME

OURS = tuple(f"<{space}".encode() for space in (ID, SCHEME, DATASET))
"""How what is in the map begins in N-Triples."""

_TABLES = "CREATE TABLE thing (iri TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;"
_ADD = (
    "INSERT INTO thing VALUES (?, ?) "
    "ON CONFLICT DO UPDATE SET day = excluded.day WHERE excluded.day > day"
)


class Making:
    """A map that is being written."""

    def __init__(self, made: sealed.Making) -> None:
        self._made = made

    def add(self, things: Iterable[bytes], day: str) -> None:
        """Take in things of a graph, in N-Triples; less those that are a part of a document."""
        rows = ((iri[1:-1].decode(), day) for iri in things if b"#" not in iri)
        self._made.connection.executemany(_ADD, rows)

    def named(self) -> str:
        """Put the map in place; its name."""
        digest = hashlib.sha256()
        for iri, day in self._made.connection.execute("SELECT * FROM thing ORDER BY iri"):
            digest.update(f"{iri} {day}\n".encode())
        return self._made.named(digest.hexdigest()[:24])


@contextmanager
def making(folder: Path) -> Iterator[Making]:
    """A map to be written; it goes again unless it was named in the block."""
    with sealed.making(folder, "things", _TABLES) as made:
        yield Making(made)


class Things:
    """The things of one edition."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        """How many there are."""
        ((count,),) = self._connection.execute("SELECT count(*) FROM thing")
        return int(count)

    def some(self, first: int, most: int) -> list[tuple[str, str]]:
        """So many of them from a place on, counted from 0, by IRI; each with its day."""
        asked = "SELECT iri, day FROM thing ORDER BY iri LIMIT ? OFFSET ?"
        return self._connection.execute(asked, [most, first]).fetchall()


@contextmanager
def opened(path: Path) -> Iterator[Things]:
    """The map of a file, for as long as the block lasts. Raises Busy when it has gone."""
    with sealed.reading(path) as connection:
        yield Things(connection)
