"""The records in a file that is read a page at a time, however many there are.

It is a file of its own (`sealed`), a record of which is read without the others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartregions.catalogue import sealed
from smartregions.catalogue.records import Kind, Record

_TABLES = """
CREATE TABLE record (
  position INTEGER PRIMARY KEY, dataset TEXT NOT NULL UNIQUE, change INTEGER NOT NULL,
  time TEXT NOT NULL, kind TEXT NOT NULL, "group" TEXT NOT NULL, digest TEXT NOT NULL,
  description BLOB NOT NULL, reach BLOB NOT NULL, places INTEGER NOT NULL);
CREATE UNIQUE INDEX record_by_change ON record (change, dataset, time);
CREATE INDEX record_by_group ON record ("group");
CREATE INDEX record_standing ON record (dataset, time, kind);
CREATE TEMP TABLE come (
  dataset, change, time, kind, "group", digest, description, reach, places);
CREATE TABLE log (earliest TEXT NOT NULL, latest INTEGER NOT NULL);
"""
_PLACES = ", ".join("?" * 9)
_TOLD = 6
_LEVEL = 6
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


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a record tells whether a later change may have changed it."""

    subjects: frozenset[bytes]
    """IRIs in N-Triples; see `touching.Reach`."""
    places: bool
    """Whether its places are told from what its graph names."""


Row = tuple[Any, ...]
"""A record as it lies in the file, without its position."""


def row(record: Record, reached: Reached) -> Row:
    """The record as it lies in a file."""
    event = (record.dataset, record.change, record.time, record.kind, record.group)
    digest = hashlib.sha256(record.description).hexdigest()
    subjects = b"\n".join(sorted(reached.subjects))
    packed = (zlib.compress(text, _LEVEL) for text in (record.description, subjects))
    return (*event, digest, *packed, int(reached.places))


class Making:
    """The records while they come, in any order."""

    def __init__(self, made: sealed.Making) -> None:
        self._made = made

    def add(self, one: Row) -> None:
        """Take in a record."""
        self._made.connection.execute(f"INSERT INTO come VALUES ({_PLACES})", one)

    def named(self, earliest: str, latest: int) -> str:
        """Put the file of them in place, in the order of their changes; its name.

        `earliest` is the time of the first change of the log, `latest` the number of the last.
        """
        made = self._made.connection
        made.execute("INSERT INTO log VALUES (?, ?)", (earliest, latest))
        digest = hashlib.sha256(json.dumps([earliest, latest]).encode())
        ordered = made.execute("SELECT * FROM come ORDER BY change, dataset")
        for position, one in enumerate(ordered):
            digest.update(json.dumps(one[:_TOLD]).encode())
            made.execute(f"INSERT INTO record VALUES (?, {_PLACES})", (position, *one))
        return self._made.named(digest.hexdigest()[:24])


@contextmanager
def making(folder: Path) -> Iterator[Making]:
    """Records to be written; they go again unless they were named in the block."""
    with sealed.making(folder, "records", _TABLES) as made:
        yield Making(made)


def _record(
    dataset: str, change: int, time: str, kind: Kind, group: str, description: bytes
) -> Record:
    return Record(dataset, change, time, kind, group, zlib.decompress(description))


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

    def row(self, dataset: str) -> tuple[Row, Reached] | None:
        """The record of a dataset as it lies here, and whose change may change it."""
        found = self._connection.execute(
            f"SELECT {_FIELDS}, digest, reach, places FROM record WHERE dataset = ?", [dataset]
        ).fetchone()
        if found is None:
            return None
        *event, description, digest, reach, places = found
        subjects = frozenset(zlib.decompress(reach).split(b"\n"))
        return (*event, digest, description, reach, places), Reached(subjects, bool(places))

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
