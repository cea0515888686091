"""The records in a file that is read a page at a time, however many there are.

It is a file of its own (`sealed`), a record of which is read without the others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from smartregions.catalogue import sealed
from smartregions.catalogue.records import Kind, Record

_TABLES = """
CREATE TABLE record (
  position INTEGER PRIMARY KEY, dataset TEXT NOT NULL UNIQUE, change INTEGER NOT NULL,
  time TEXT NOT NULL, kind TEXT NOT NULL, "group" TEXT NOT NULL, digest TEXT NOT NULL,
  description BLOB NOT NULL);
CREATE UNIQUE INDEX record_by_change ON record (change, dataset, time);
CREATE INDEX record_by_group ON record ("group");
CREATE INDEX record_standing ON record (dataset, time, kind);
CREATE TABLE log (earliest TEXT NOT NULL, latest INTEGER NOT NULL);
"""
_FIELDS = 'dataset, change, time, kind, "group", description'


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are asked for: those from a time on, before another, of a group."""

    start: str = ""
    """Times are compared as texts, so that `2026-11-26T08` is before `2026-11-26T08:00`."""
    end: str = ""
    """The first time that is not asked for; empty for none."""
    group: str = ""
    """The group itself, and those below it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record without its description, and where it stands among all, from 0."""

    position: int
    dataset: str
    change: int
    kind: Kind
    time: str
    digest: str
    """Of the description."""


def write(folder: Path, records: Sequence[Record], earliest: str, latest: int) -> str:
    """The name of the file that holds the records, which are in order.

    `earliest` is the time of the first change of the log, `latest` the number of the last.
    """
    name = f"records~{_digest(records, earliest, latest)}.sqlite3"
    sealed.write(folder / name, _TABLES, partial(_fill, records, earliest, latest))
    return name


def _fill(records: Sequence[Record], earliest: str, latest: int, made: sqlite3.Connection) -> None:
    made.execute("INSERT INTO log VALUES (?, ?)", (earliest, latest))
    made.executemany("INSERT INTO record VALUES (?,?,?,?,?,?,?,?)", _rows(records))


def _rows(records: Iterable[Record]) -> Iterator[tuple[Any, ...]]:
    for position, each in enumerate(records):
        digest = hashlib.sha256(each.description).hexdigest()
        packed = zlib.compress(each.description, 6)
        event = (each.dataset, each.change, each.time, each.kind, each.group)
        yield (position, *event, digest, packed)


def _record(
    dataset: str, change: int, time: str, kind: Kind, group: str, description: bytes
) -> Record:
    return Record(dataset, change, time, kind, group, zlib.decompress(description))


def _digest(records: Iterable[Record], earliest: str, latest: int) -> str:
    found = hashlib.sha256(json.dumps([earliest, latest]).encode())
    for each in records:
        told = [each.dataset, each.change, each.time, each.kind, each.group]
        found.update(json.dumps(told).encode() + each.description)
    return found.hexdigest()[:24]


class Records:
    """The records of one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        (told,) = connection.execute("SELECT earliest, latest FROM log")
        self.earliest: str = told[0]
        """When the first change of the log was made."""
        self.latest: int = told[1]
        """The number of the last."""

    def get(self, dataset: str) -> Record | None:
        """The record of a dataset; None when there was never one."""
        found = self._read("dataset = ?", [dataset], 1)
        return found[0] if found else None

    def behind(self, key: tuple[int, str], wanted: Wanted, most: int) -> list[Record]:
        """Up to so many of the wanted records, in order, that come behind a change and dataset."""
        condition, values = self._condition(key, wanted)
        return self._read(condition, values, most)

    def count_behind(self, key: tuple[int, str], wanted: Wanted) -> int:
        """How many these are altogether."""
        condition, values = self._condition(key, wanted)
        asked = f"SELECT count(*) FROM record WHERE {condition}"
        ((count,),) = self._connection.execute(asked, values)
        return int(count)

    def between(self, first: int, last: int) -> list[Record]:
        """The records from one position to another, both included."""
        return self._read("position BETWEEN ? AND ?", [first, last], -1)

    def standing(self, since: str, first: int, most: int) -> list[Record]:
        """So many of the datasets that there are and that changed at a time or later, by IRI.

        `first` is the place of the first of them, from 0; without a time, all are meant.
        """
        asked = (
            "SELECT position FROM record "
            "WHERE kind <> 'delete' AND time >= ? ORDER BY dataset LIMIT ? OFFSET ?"
        )
        positions = [place for (place,) in self._connection.execute(asked, [since, most, first])]
        return [record for place in positions for record in self._at(place)]

    def count_standing(self, since: str) -> tuple[int, str]:
        """How many these are, and when the first of them changed; `since` when there is none."""
        asked = "SELECT count(*), min(time) FROM record WHERE kind <> 'delete' AND time >= ?"
        ((count, first),) = self._connection.execute(asked, [since])
        return int(count), first or since

    def _at(self, position: int) -> list[Record]:
        return self._read("position = ?", [position], 1)

    def groups(self) -> list[str]:
        """Every group that has a record, sorted."""
        asked = 'SELECT DISTINCT "group" FROM record ORDER BY 1'
        return [group for (group,) in self._connection.execute(asked)]

    def entries(self) -> Iterator[Entry]:
        """All of them, in order, without their descriptions."""
        asked = "SELECT position, dataset, change, kind, time, digest FROM record ORDER BY 1"
        return (Entry(*row) for row in self._connection.execute(asked))

    def _read(self, condition: str, values: Sequence[object], most: int) -> list[Record]:
        asked = f"SELECT {_FIELDS} FROM record WHERE {condition} ORDER BY position LIMIT ?"
        found = self._connection.execute(asked, [*values, most])
        return [_record(*row) for row in found]

    def _condition(self, key: tuple[int, str], wanted: Wanted) -> tuple[str, list[object]]:
        """Positions are in the order of changes, and so in that of times."""
        first = max(self._first("(change, dataset) > (?, ?)", *key), self._from(wanted.start))
        last = self._from(wanted.end) if wanted.end else sys.maxsize
        if not wanted.group:
            return "position >= ? AND position < ?", [first, last]
        condition = '("group" = ? OR "group" BETWEEN ? AND ?) AND position >= ? AND position < ?'
        return condition, [wanted.group, f"{wanted.group}:", f"{wanted.group};", first, last]

    def _from(self, time: str) -> int:
        return self._first("time >= ?", time)

    def _first(self, condition: str, *values: object) -> int:
        """The first position where that holds; behind the last, where it never does."""
        asked = f"SELECT position FROM record WHERE {condition} ORDER BY change, dataset LIMIT 1"
        found = self._connection.execute(asked, values).fetchone()
        return int(found[0]) if found else sys.maxsize


@contextmanager
def opened(path: Path) -> Iterator[Records]:
    """The records of a file, for as long as the block lasts. Raises Busy when it has gone."""
    with sealed.reading(path) as connection:
        yield Records(connection)
