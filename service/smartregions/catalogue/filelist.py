"""The list of an edition's files, itself a file: one is found without the others being read.

With ten thousand graphs there are sixty thousand files; no process that answers holds them all.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from smartregions.catalogue import sealed
from smartregions.catalogue.dumps import Dump

_FIELDS = ", ".join(f'"{field.name}"' for field in fields(Dump))
_values = attrgetter(*(field.name for field in fields(Dump)))
_OF_GRAPH = 'WHERE graph = ? AND "change" = ? AND newest IS NOT NULL ORDER BY name'
_PLACES = ", ".join("?" * (2 + len(fields(Dump))))
_TABLES = f"""
CREATE TABLE dump (name TEXT PRIMARY KEY, newest TEXT, {_FIELDS}) WITHOUT ROWID;
CREATE INDEX dump_by_newest ON dump (newest) WHERE newest IS NOT NULL;
CREATE INDEX dump_by_graph ON dump (graph, "change") WHERE newest IS NOT NULL;
CREATE INDEX dump_by_stem ON dump (stem) WHERE newest IS NOT NULL;
"""


class Making:
    """A list that is being written."""

    def __init__(self, made: sealed.Making) -> None:
        self._made = made
        self.files = Files(made.connection)
        """What is in it so far."""

    def add(self, dumps: Iterable[Dump]) -> None:
        """Take in files of the edition."""
        self._insert((dump.name, dump.newest, *_values(dump)) for dump in dumps)

    def take_over(self, before: Files, graph: str, change: int, folder: Path) -> list[str]:
        """Take in the files of a graph and change from another list; their names.

        None, when one of them is not in the folder, or not whole.
        """
        rows = before.rows(graph, change)
        if not all(_is_whole(folder, name, size) for name, *_, size, _, _ in rows):
            return []
        self._insert(rows)
        return [name for name, *_ in rows]

    def add_before(self, dumps: Iterable[Dump]) -> None:
        """Take in files of the edition before, less those that are in this one, too."""
        self._insert((dump.name, None, *_values(dump)) for dump in dumps)

    def named(self) -> str:
        """Put the list in place; its name."""
        digest = hashlib.sha256()
        for row in self._made.connection.execute("SELECT * FROM dump ORDER BY name"):
            digest.update(json.dumps(row).encode())
        return self._made.named(digest.hexdigest()[:24])

    def _insert(self, rows: Iterable[tuple[object, ...]]) -> None:
        asked = f"INSERT INTO dump VALUES ({_PLACES}) ON CONFLICT DO NOTHING"
        self._made.connection.executemany(asked, rows)


@contextmanager
def making(folder: Path) -> Iterator[Making]:
    """A list of files to be written; it goes again unless it was named in the block."""
    with sealed.making(folder, "files", _TABLES) as made:
        yield Making(made)


class Files:
    """The files of one edition, and those of the edition before that are still there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def named(self, name: str) -> Dump | None:
        """The file of this name, which has the number of a change or means the newest."""
        for condition in ("newest = ?", "name = ?"):
            for dump in self._read(f"WHERE {condition}", [name]):
                return dump
        return None

    def of(self, graph: str, change: int) -> list[Dump]:
        """The files of a graph as that change left it."""
        return list(self._read(_OF_GRAPH, [graph, change]))

    def rows(self, graph: str, change: int) -> list[tuple[Any, ...]]:
        """The same as they lie here: name first."""
        return self._connection.execute(
            f"SELECT * FROM dump {_OF_GRAPH}", [graph, change]
        ).fetchall()

    def current(self) -> Iterator[Dump]:
        """The files of the edition, by stem."""
        return self._read("WHERE newest IS NOT NULL ORDER BY stem, name", [])

    def names(self) -> set[str]:
        """Of all files that are listed."""
        return {name for (name,) in self._connection.execute("SELECT name FROM dump")}

    def all(self) -> Iterator[Dump]:
        """Those of the edition before, too."""
        return self._read("", [])

    def count_stems(self) -> int:
        """How many graphs have files, that of all counted as one."""
        asked = "SELECT count(DISTINCT stem) FROM dump WHERE newest IS NOT NULL"
        ((count,),) = self._connection.execute(asked)
        return int(count)

    def of_stems(self, first: int, most: int) -> list[tuple[str, list[Dump]]]:
        """So many graphs, from that place on, with their files."""
        asked = (
            "SELECT DISTINCT stem FROM dump WHERE newest IS NOT NULL ORDER BY stem LIMIT ? OFFSET ?"
        )
        stems = [stem for (stem,) in self._connection.execute(asked, [most, first])]
        chosen = "WHERE stem = ? AND newest IS NOT NULL ORDER BY name"
        return [(stem, list(self._read(chosen, [stem]))) for stem in stems]

    def _read(self, condition: str, values: list[object]) -> Iterator[Dump]:
        asked = f"SELECT {_FIELDS} FROM dump {condition}"
        return (Dump(*row) for row in self._connection.execute(asked, values))


def _is_whole(folder: Path, name: str, size: int) -> bool:
    try:
        return os.stat(f"{folder}/{name}").st_size == size  # noqa: PTH116 - there are many
    except FileNotFoundError:
        return False


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """The list of a file, for as long as the block lasts. Raises Busy when it has gone."""
    with sealed.reading(path) as connection:
        yield Files(connection)
