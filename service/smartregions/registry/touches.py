"""Which change brought or took how much of which thing: a table that follows from the differences.

It is written with each change and read at the cost of what one thing went through, however long the
log is (docs/decisions/0031-touches.md). Only IRIs of ours are in it: no other opens here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from sqlalchemy import Connection, Select, bindparam, func, select

from smartregions.namespaces import BASE
from smartregions.registry.rows import DELTA, delta_of, streamed
from smartregions.registry.schema import changes, touches
from smartregions.registry.triples import Delta, SetSum, sum_of

_BEGINNING = re.escape(BASE.encode())
_SUBJECT = re.compile(rb"\n<" + _BEGINNING + rb"([^>\n]*)> ")
_OBJECT = re.compile(rb" <" + _BEGINNING + rb'([^<>"\s]*)> \.\n')
"""Only an IRI as a whole value ends a line so: before a datatype is no space, in a text a quote."""
_LONGEST = 200
"""Bytes of a name; an index of Postgres has no place for 3 000."""
_AT_ONCE = 10_000  # rows in memory
_MARK = "<"
"""Has a row for each change, which says that the table knows it; no end of an IRI is so."""
_PLACES = {"qmark": "?", "pyformat": "%s", "format": "%s"}
"""How a driver has its values marked (PEP 249)."""

_Row = tuple[str, int, int, int]


def name_of(iri: str) -> str | None:
    """What a thing is called in the table: its IRI without the beginning, or a digest of it.

    None for an IRI that is not ours.
    """
    return _name(iri.removeprefix(BASE).encode()) if iri.startswith(BASE) else None


def keep(connection: Connection, sequence: int, delta: Delta) -> None:
    """Write what the change of this number did to each thing."""
    place = _PLACES[connection.dialect.paramstyle]
    places = ", ".join([place] * len(touches.columns))
    # a large change has a million rows: the driver takes them as they are
    insert = f"INSERT INTO {touches.name} VALUES ({places})"  # noqa: S608
    for some in _batches(_rows(sequence, delta)):
        connection.exec_driver_sql(insert, some)


def drop(connection: Connection, sequence: int, delta: Delta) -> None:
    """Forget what `keep` wrote for this difference."""
    ends = (touches.c.thing == bindparam("of"), touches.c.sequence == sequence)
    for some in _batches(_rows(sequence, delta)):
        connection.execute(touches.delete().where(*ends), [{"of": row[0]} for row in some])


def complete(connection: Connection) -> None:
    """Write what the table lacks.

    That is all of the log where an earlier version wrote it, and the last changes where a service
    of that version still ran when this one opened its registry.
    """
    marked = select(touches.c.sequence).where(touches.c.thing == _MARK)
    if _count(connection, marked) == _count(connection, select(changes.c.sequence)):
        return
    wanted = select(changes.c.sequence, *DELTA).where(changes.c.sequence.not_in(marked))
    is_new = connection.execute(select(touches.c.thing).limit(1)).first() is None
    for row in streamed(connection, wanted.order_by(changes.c.sequence)):
        delta = delta_of(row)
        if not is_new:  # rows without their mark are no reason to refuse the registry
            drop(connection, row.sequence, delta)
        keep(connection, row.sequence, delta)


def write_anew(connection: Connection) -> None:
    """Write the table for the whole log."""
    connection.execute(touches.delete())
    complete(connection)


def _count(connection: Connection, wanted: Select[tuple[int]]) -> int:
    return connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()


def expected(sequence: int, delta: Delta) -> SetSum:
    """The sum of the rows that the table has to hold for a change."""
    return sum_of(map(_told, _rows(sequence, delta)))


def found(connection: Connection) -> SetSum:
    """The sum of all rows that it holds."""
    rows = connection.execute(select(touches), execution_options={"yield_per": _AT_ONCE})
    return sum_of(_told((row[0], row[1], row[2], row[3])) for row in rows)


def _told(row: _Row) -> bytes:
    return " ".join(map(str, row)).encode()


def _batches(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def _rows(sequence: int, delta: Delta) -> Iterator[_Row]:
    """A row for each thing, in the order of the table, where they are written fastest."""
    came, went = (Counter(_SUBJECT.findall(b"\n" + side)) for side in (delta.added, delta.removed))
    objects = (_OBJECT.findall(side) for side in (delta.added, delta.removed))
    things = dict.fromkeys(chain(came, went, *objects))  # in order for the most part: sorted fast
    yield _MARK, sequence, 0, 0
    for each in sorted(things):
        yield _name(each), sequence, came[each], went[each]


def _name(end: bytes) -> str:
    if len(end) <= _LONGEST:
        return end.decode()
    return f"<{hashlib.sha256(end).hexdigest()}"  # no end of an IRI begins so
