"""Changes as the database holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from smartregions.registry.change import Change
from smartregions.registry.schema import changes
from smartregions.registry.triples import Delta, unpacked

FIELDS = [changes.c[field.name] for field in fields(Change)]
DELTA = [changes.c.added_triples, changes.c.removed_triples]

_NEWEST = select(*FIELDS).order_by(changes.c.sequence.desc()).limit(1)
_AT_ONCE = 16
"""Rows in memory, of which each may hold a whole graph."""


def change_of(row: Row[Any]) -> Change:
    """The change in a row that has all `FIELDS`."""
    return Change(**{field.name: row._mapping[field.name] for field in fields(Change)})


def delta_of(row: Row[Any]) -> Delta:
    """The triples in a row that has `DELTA`, less those that were redacted."""
    return Delta(added=unpacked(row.added_triples), removed=unpacked(row.removed_triples))


def values_of(change: Change) -> dict[str, Any]:
    """The row of a change, without its contents."""
    return {field.name: getattr(change, field.name) for field in fields(Change)}


def streamed(connection: Connection, wanted: Select[Any]) -> Iterator[Row[Any]]:
    """The rows, a few at a time."""
    yield from connection.execute(wanted, execution_options={"yield_per": _AT_ONCE})


def newest(connection: Connection, *conditions: Any) -> Change | None:
    """The last change for which the conditions hold."""
    row = connection.execute(_NEWEST.where(*conditions)).one_or_none()
    return change_of(row) if row else None


def standing(connection: Connection, at: int | None = None) -> list[Change]:
    """The last change of every graph that exists, or existed after a change; by graph."""
    by_then = [] if at is None else [changes.c.sequence <= at]
    last = (
        select(func.max(changes.c.sequence))
        .where(*by_then)
        .group_by(changes.c.graph)
        .scalar_subquery()
    )
    wanted = (
        select(*FIELDS)
        .where(changes.c.sequence.in_(last), changes.c.stands)
        .order_by(changes.c.graph)
    )
    return [change_of(row) for row in connection.execute(wanted)]
