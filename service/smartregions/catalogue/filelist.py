"""The list of an edition's files, itself a file: one is found without the others being read.

With ten thousand graphs there are sixty thousand files; no process that answers holds them all.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from functools import partial
from itertools import chain
from pathlib import Path

from smartregions.catalogue import sealed
from smartregions.catalogue.dumps import Dump

_FIELDS = ", ".join(f'"{field.name}"' for field in fields(Dump))
_PLACES = ", ".join("?" * (2 + len(fields(Dump))))
_TABLES = f"""
CREATE TABLE dump (name TEXT PRIMARY KEY, newest TEXT, {_FIELDS}) WITHOUT ROWID;
CREATE INDEX dump_by_newest ON dump (newest) WHERE newest IS NOT NULL;
CREATE INDEX dump_by_graph ON dump (graph, "change") WHERE newest IS NOT NULL;
CREATE INDEX dump_by_stem ON dump (stem) WHERE newest IS NOT NULL;
"""


def write(folder: Path, dumps: Iterable[Dump], before: Iterable[Dump]) -> str:
    """The name of the file that lists the dumps of an edition, and those of the one before."""
    rows = sorted(
        chain(
            ((dump.name, dump.newest, *astuple(dump)) for dump in dumps),
            ((dump.name, None, *astuple(dump)) for dump in before),
        ),
        key=lambda row: row[0],
    )
    name = f"files~{hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:24]}.sqlite3"
    sealed.write(folder / name, _TABLES, partial(_fill, rows))
    return name


def _fill(rows: Iterable[tuple[object, ...]], made: sqlite3.Connection) -> None:
    made.executemany(f"INSERT INTO dump VALUES ({_PLACES})", rows)


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
        return list(
            self._read('WHERE graph = ? AND "change" = ? AND newest IS NOT NULL', [graph, change])
        )

    def current(self) -> Iterator[Dump]:
        """The files of the edition, by stem."""
        return self._read("WHERE newest IS NOT NULL ORDER BY stem, name", [])

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


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """The list of a file, for as long as the block lasts. Raises Busy when it has gone."""
    with sealed.reading(path) as connection:
        yield Files(connection)
