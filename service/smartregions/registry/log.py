"""Reading and writing the log of changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from smartregions.errors import ServiceError, UnknownThing
from smartregions.messages import Message
from smartregions.registry import contents, schema, touches, verify
from smartregions.registry.change import Change, Proposal
from smartregions.registry.commit import append
from smartregions.registry.database import Database, database
from smartregions.registry.erasure import Record
from smartregions.registry.following import Followed, anew, between, since
from smartregions.registry.head import HeadFile
from smartregions.registry.migrations import STEPS
from smartregions.registry.redaction import redact
from smartregions.registry.rows import (
    DELTA,
    FIELDS,
    change_of,
    delta_of,
    newest,
    standing,
    streamed,
)
from smartregions.registry.schema import changes
from smartregions.registry.settling import settle
from smartregions.registry.triples import Delta, difference, unpacked


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph as a change left it: the change, and its triples in N-Triples."""

    change: Change
    quads: bytes


class Registry:
    """The log in one database; what `commit` returned is on the disk."""

    def __init__(self, database: Database, head: HeadFile | None) -> None:
        self.database = database
        self._head = head

    def commit(self, *proposals: Proposal, known: int | None = None) -> tuple[Change, ...]:
        """Append one change for each proposal: all of them, or none.

        `known` is the last change of the whole log that the proposals were worked out with, for
        those that depend on more than their own graphs.
        Raises StaleProposal when a graph, or with `known` anything, was changed since, StorageFull,
        Busy, and ServiceError when a proposal cannot be.
        """
        with self.database.writing() as connection:
            made = tuple(append(connection, proposals, known))
        if made:
            self._witness(made[-1])
        return made

    def redact(self, sequence: int, reason: str) -> tuple[Change, Record]:
        """Erase what a change added from every state of its graph, and the texts that name it.

        Raises UnknownThing, InputError, ServiceError.
        """
        with self.database.writing() as connection:
            change, record = redact(connection, sequence, reason)
        self._witness(change)
        self.scrub()
        return change, record

    def scrub(self) -> bool:
        """Leave nothing in the files of what was redacted; whether they could be emptied."""
        return self.database.scrub()

    def last(self) -> Change | None:
        """The newest change, or None for an empty log."""
        with self.database.reading() as connection:
            return newest(connection)

    def last_of(
        self, graph: str, agent: str | None = None, until: int | None = None
    ) -> Change | None:
        """The newest change of a graph, a deletion included; of one agent, up to a number."""
        theirs = [changes.c.agent == agent] if agent is not None else []
        theirs += [changes.c.sequence <= until] if until is not None else []
        with self.database.reading() as connection:
            return newest(connection, changes.c.graph == graph, *theirs)

    def at_time(self, time: str) -> int:
        """The number of the last change that was made by then (UTC, ISO 8601, `Z`); maybe 0."""
        with self.database.reading() as connection:
            found = newest(connection, changes.c.time <= time)
        return found.sequence if found else 0

    def history(
        self, graph: str | None = None, after: int = 0, until: int | None = None
    ) -> Iterator[Change]:
        """The changes behind the number `after`, up to `until`, oldest first."""
        wanted = select(*FIELDS).where(*between(after, until)).order_by(changes.c.sequence)
        if graph is not None:
            wanted = wanted.where(changes.c.graph == graph)
        with self.database.reading() as connection:
            for row in streamed(connection, wanted):
                yield change_of(row)

    def graph(self, name: str, at: int | None = None) -> Graph | None:
        """A graph as it stands, or as it stood after a change; None when it did not exist then."""
        with self.database.reading() as connection:
            return _graph(connection, name, at)

    def graphs(self) -> Iterator[Graph]:
        """Every graph that exists, as it stands, by name; all from one state of the log."""
        with self.database.reading() as connection:
            for change in standing(connection):
                yield Graph(change, contents.content(connection, change))

    def standing(self) -> dict[str, Change]:
        """The last change of every graph that exists."""
        with self.database.reading() as connection:
            return {change.graph: change for change in standing(connection)}

    def difference(self, graph: str, one: int, other: int) -> Delta:
        """What makes the graph after the other change of the graph after the one.

        Raises UnknownThing when the log has no such change.
        """
        with self.database.reading() as connection:
            last = newest(connection)
            for number in (one, other):
                if not 0 <= number <= (last.sequence if last else 0):
                    raise UnknownThing(Message("There is no change {n}.", n=number))
            states = [_graph(connection, graph, number) for number in (one, other)]
        old, new = (state.quads if state else b"" for state in states)
        return difference(old, new)

    def delta(self, sequence: int) -> Delta:
        """What a change added and removed, less what has been redacted. Raises UnknownThing."""
        return delta_of(self._row(sequence, *DELTA))

    def source(self, sequence: int) -> bytes | None:
        """The text of a change as it was received; None when it has been redacted.

        Raises UnknownThing.
        """
        row = self._row(sequence, changes.c.source)
        return None if row.source is None else unpacked(row.source)

    def follow(self, after: int = 0, until: int | None = None) -> Iterator[Followed]:
        """What happened behind the number `after`, up to `until`; from 0, what stands then.

        From 0 every graph that exists comes whole, and nothing more. Else each change comes with
        its delta, in order; those of one `batch` belong together. All is from one state of the log.
        """
        with self.database.reading() as connection:
            yield from (since(connection, after, until) if after else anew(connection, until))

    def settle(self) -> int:
        """Write the checkpoints that are due, say how many; a commit leaves large ones."""
        return settle(self.database)

    def forget_checkpoints(self) -> None:
        """Drop what is derived from the log; `settle` writes it anew."""
        with self.database.writing() as connection:
            connection.execute(schema.checkpoints.delete())

    def write_touches_anew(self) -> None:
        """Make again, from the log, which change touched which thing."""
        with self.database.writing() as connection:
            touches.write_anew(connection)

    def verify(self) -> int:
        """The number of changes, each of which was found as it was written.

        Raises ServiceError that names the first change that was not, or was lost.
        """
        with self.database.reading() as connection:
            damage = self.database.dialect.damage(connection)
            if damage:
                raise verify.damaged(damage)
            count = verify.verify(connection, self._head.read() if self._head else None)
            last = newest(connection)
        if last:
            self._witness(last)
        return count

    def replay(self) -> int:
        """The number of states that were built anew from the log and found right.

        Raises ServiceError.
        """
        with self.database.reading() as connection:
            return verify.replay(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _row(self, sequence: int, *columns: ColumnElement[Any]) -> Row[Any]:
        wanted = select(*columns).where(changes.c.sequence == sequence)
        with self.database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            raise UnknownThing(Message("There is no change {n}.", n=sequence))
        return row

    def _witness(self, change: Change) -> None:
        if self._head:
            self._head.write(change)


def open_registry(place: Path | str) -> Registry:
    """The registry in this SQLite file or at this Postgres address.

    It is made, or brought to this version, when needed. Raises InputError and ServiceError.
    """
    opened = database(place)
    try:
        with opened.writing() as connection:
            schema.migrate(connection, opened.dialect.protection, STEPS)
            touches.complete(connection)
    except ServiceError:
        opened.close()
        raise
    head = HeadFile(place.with_name(place.name + ".head")) if isinstance(place, Path) else None
    return Registry(opened, head)


def _graph(connection: Connection, name: str, at: int | None) -> Graph | None:
    by_then = [] if at is None else [changes.c.sequence <= at]
    change = newest(connection, changes.c.graph == name, *by_then)
    if change is None or not change.stands:
        return None
    return Graph(change, contents.content(connection, change))


@contextmanager
def opened(place: Path | str) -> Iterator[Registry]:
    """The registry, for as long as the block lasts. Raises as `open_registry`."""
    registry = open_registry(place)
    try:
        yield registry
    finally:
        registry.close()
