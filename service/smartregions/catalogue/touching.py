"""Which change of the log last said something of a thing: read from its differences, as text.

A difference is N-Triples, so that a line begins with its subject; nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from smartregions.catalogue.coverage import (
    COUNTRY,
    DATES,
    EXACT_MATCH,
    NUTS_UNIT,
    NUTS_VERSION,
    Period,
)
from smartregions.catalogue.stories import Moment
from smartregions.registry.rows import DELTA, streamed
from smartregions.registry.schema import changes
from smartregions.registry.streaming import unpacked
from smartregions.registry.triples import lines

_DATE = re.compile(
    rb'"([0-9]{4}[^"]*)"\^\^<(?:' + b"|".join(re.escape(t.encode()) for t in sorted(DATES)) + rb")>"
)
_MATCH = str(EXACT_MATCH).encode()
_PLACE_PROPERTIES = frozenset(
    {*(str(term).encode() for term in (COUNTRY, NUTS_UNIT, NUTS_VERSION)), _MATCH}
)
"""What leads from a thing that a graph names to the place where it is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose statements a description is made from, besides those of the dataset's own graph."""

    subjects: Iterable[bytes]
    """IRIs in N-Triples: a statement about one of them may change the description."""
    dates: bool
    """Whether the time of all graphs may: this one has no date of its own."""
    places: Iterable[int]
    """Things, by `hash` of their N-Triples: a statement about where one is may."""


class Touched:
    """The last change behind a number, by what it said something of; things by `hash`."""

    def __init__(self) -> None:
        self.subjects: dict[int, int] = {}
        self.places: dict[int, int] = {}
        self.dates = self.everything = 0

    def last(self, reach: Reach) -> int:
        """The last change that may have changed a description; 0 when none did."""
        found = max(self.everything, self.dates if reach.dates else 0)
        if self.subjects:
            known = self.subjects.get
            found = max(found, max((known(hash(iri), 0) for iri in reach.subjects), default=0))
        if self.places:
            where = self.places.get
            found = max(found, max((where(thing, 0) for thing in reach.places), default=0))
        return found


def touched(connection: Connection, after: int, until: int, span: Period | None) -> Touched:
    """What the changes behind a number said something of; `span` is the time of all graphs now."""
    found = Touched()
    wanted = (
        select(changes.c.sequence, changes.c.kind, *DELTA)
        .where(changes.c.sequence > after, changes.c.sequence <= until)
        .order_by(changes.c.sequence)
    )
    for row in streamed(connection, wanted):
        if row.kind == "redact":  # what it took out cannot be named
            found.everything = row.sequence
        for content in (row.added_triples, row.removed_triples):
            for block in unpacked(content):
                _take(found, row.sequence, block, span)
    return found


def moment(connection: Connection, number: int) -> Moment:
    """When a change was made."""
    wanted = select(changes.c.sequence, changes.c.time, changes.c.batch)
    return Moment(*connection.execute(wanted.where(changes.c.sequence == number)).one())


def _take(found: Touched, number: int, block: bytes, span: Period | None) -> None:
    if _may_move(span, block):
        found.dates = number
    before = b""
    for line in lines(block):
        subject, predicate, rest = line.split(b" ", 2)
        if subject != before:
            before = subject
            found.subjects[hash(subject)] = number
        if predicate in _PLACE_PROPERTIES:
            found.places[hash(subject)] = number
            if predicate == _MATCH:  # a code is called as the unit that bears it
                found.subjects[hash(rest[:-3])] = number


def _may_move(span: Period | None, block: bytes) -> bool:
    """Whether a date comes or goes that does not lie within the time of all graphs now.

    While only such come and go as do, the first and the last date stay what they are.
    """
    return any(
        span is None or not span.start.value < date < span.end.value for date in _dates(block)
    )


def _dates(block: bytes) -> Iterator[str]:
    return (found.decode() for found in _DATE.findall(block))
