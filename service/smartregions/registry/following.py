"""What an index, a feed or a copy needs to come from one state of the log to a later one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from smartregions.registry import contents
from smartregions.registry.change import Change
from smartregions.registry.rows import DELTA, FIELDS, change_of, delta_of, standing, streamed
from smartregions.registry.schema import changes
from smartregions.registry.triples import Delta


@dataclass(frozen=True, slots=True)
class Followed:
    """What a change does to whoever holds the state before it."""

    change: Change
    delta: Delta
    replaces: bool = False
    """Whether `delta.added` is the whole graph: what a redaction took out cannot be named."""


def anew(connection: Connection, until: int | None) -> Iterator[Followed]:
    """Every graph that stands after the change `until`, whole."""
    for change in standing(connection, until):
        yield _whole(connection, change)


def since(connection: Connection, after: int, until: int | None) -> Iterator[Followed]:
    """Each change behind the number `after`, up to `until`, with its delta."""
    wanted = select(*FIELDS, *DELTA).where(*between(after, until)).order_by(changes.c.sequence)
    for row in streamed(connection, wanted):
        change = change_of(row)
        if change.kind == "redact":
            yield _whole(connection, change)
        else:
            yield Followed(change, delta_of(row))


def between(after: int, until: int | None) -> list[ColumnElement[bool]]:
    """The condition that a change comes behind the one number and up to the other."""
    ends = [] if until is None else [changes.c.sequence <= until]
    return [changes.c.sequence > after, *ends]


def _whole(connection: Connection, change: Change) -> Followed:
    text = contents.content(connection, change)
    return Followed(change, Delta(added=text, removed=b""), replaces=True)
