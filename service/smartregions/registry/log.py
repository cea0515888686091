"""Reading and writing the log: SQLite through SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import DatabaseError

from smartregions.errors import ServiceError
from smartregions.registry import schema
from smartregions.registry.change import (
    FIRST,
    Change,
    Kind,
    Proposal,
    lines,
    packed,
    sha256,
    unpacked,
)
from smartregions.registry.schema import changes

_FIELDS = [changes.c[field.name] for field in fields(Change)]


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph as it stands: its last change, and its triples in N-Triples."""

    change: Change
    quads: bytes


class Registry:
    """The log in one database; what `commit` returned is on the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def commit(self, proposal: Proposal) -> Change:
        """Append one change. Raises ServiceError when the graph to delete does not exist."""
        with _told(), self._writing.begin() as connection:
            change = _change(connection, proposal)
            connection.execute(
                changes.insert().values(
                    **_as_row(change),
                    hash=change.hash,
                    source=packed(proposal.source),
                    quads=packed(proposal.quads or b""),
                )
            )
            return change

    def last(self) -> Change | None:
        """The newest change, or None for an empty log."""
        with _told(), self._engine.connect() as connection:
            return _last(connection)

    def last_of(self, graph: str, agent: str | None = None) -> Change | None:
        """The newest change of a graph, a deletion included; with `agent`, the newest of theirs."""
        with _told(), self._engine.connect() as connection:
            return _last(connection, graph, agent)

    def graphs(self) -> Iterator[Graph]:
        """Every graph that exists, as it stands, by name."""
        newest = select(func.max(changes.c.sequence)).group_by(changes.c.graph).scalar_subquery()
        wanted = (
            select(*_FIELDS, changes.c.quads)
            .where(changes.c.sequence.in_(newest), changes.c.kind != "delete")
            .order_by(changes.c.graph)
        )
        with _told(), self._engine.connect() as connection:
            for row in connection.execute(wanted):
                yield Graph(_from_row(row), unpacked(row.quads))

    def as_of(self, graph: str, sequence: int) -> bytes:
        """The triples of a graph as they stood after the change of that number; none, empty."""
        wanted = (
            select(changes.c.quads)
            .where(changes.c.graph == graph, changes.c.sequence <= sequence)
            .order_by(changes.c.sequence.desc())
            .limit(1)
        )
        with _told(), self._engine.connect() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        return unpacked(found) if found is not None else b""

    def changed_since(self, sequence: int) -> list[str]:
        """The graphs with a change after that number, by name."""
        wanted = select(changes.c.graph).where(changes.c.sequence > sequence).distinct()
        with _told(), self._engine.connect() as connection:
            return sorted(connection.execute(wanted).scalars())

    def verify(self) -> int:
        """The number of changes, each of which was found as it was written.

        Raises ServiceError that names the first change that was not.
        """
        previous, count = FIRST, 0
        wanted = select(*_FIELDS, changes.c.hash, changes.c.quads).order_by(changes.c.sequence)
        with _told(), self._engine.connect() as connection:
            for row in connection.execute(wanted):
                change = _from_row(row)
                count += 1
                as_written = (change.sequence, change.previous, change.hash) == (
                    count, previous, row.hash,
                )  # fmt: skip
                if not as_written or not _holds(row.quads, change):
                    raise ServiceError(
                        f"Change {change.sequence} of the registry is not as it was written. "
                        "Restore the state directory from a backup."
                    )
                previous = change.hash
        return count

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def open_registry(path: Path) -> Registry:
    """The registry in this SQLite file, made or brought to this version when needed.

    Raises ServiceError.
    """
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _lock)
    try:
        with _told(), engine.execution_options(writes=True).begin() as connection:
            schema.migrate(connection)
    except ServiceError:
        engine.dispose()
        raise
    return Registry(engine)


def _make_durable(connection: Any, _record: object) -> None:
    """Write ahead, and let a commit return only when the disk has it.

    The driver's own transactions are switched off: it would commit before a change of tables.
    """
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")


def _lock(connection: Connection) -> None:
    """A writer takes the one writer's place at once: what it reads before it writes stays true."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _change(connection: Connection, proposal: Proposal) -> Change:
    newest, before = _last(connection), _last(connection, proposal.graph)
    old, new = lines(_quads(connection, before)), lines(proposal.quads)
    exists = before is not None and before.kind != "delete"
    if proposal.quads is None and not exists:
        raise ServiceError(f"<{proposal.graph}> does not exist, so it cannot be deleted.")
    kind: Kind = "delete" if proposal.quads is None else "update" if exists else "create"
    return Change(
        sequence=newest.sequence + 1 if newest else 1,
        time=datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        graph=proposal.graph,
        kind=kind,
        agent=proposal.agent,
        source_sha256=sha256(proposal.source),
        quads_sha256=sha256(proposal.quads or b""),
        triples=len(new),
        added=len(new - old),
        removed=len(old - new),
        ontology_sha256=proposal.ontology_sha256,
        shapes_sha256=proposal.shapes_sha256,
        previous=newest.hash if newest else FIRST,
    )


def _last(
    connection: Connection, graph: str | None = None, agent: str | None = None
) -> Change | None:
    wanted = select(*_FIELDS).order_by(changes.c.sequence.desc()).limit(1)
    if graph is not None:
        wanted = wanted.where(changes.c.graph == graph)
    if agent is not None:
        wanted = wanted.where(changes.c.agent == agent)
    row = connection.execute(wanted).one_or_none()
    return _from_row(row) if row else None


def _quads(connection: Connection, change: Change | None) -> bytes | None:
    if change is None:
        return None
    wanted = select(changes.c.quads).where(changes.c.sequence == change.sequence)
    return unpacked(connection.execute(wanted).scalar_one())


def _holds(quads: bytes, change: Change) -> bool:
    return sha256(unpacked(quads)) == change.quads_sha256


def _from_row(row: Any) -> Change:
    return Change(**{field.name: row._mapping[field.name] for field in fields(Change)})


def _as_row(change: Change) -> dict[str, Any]:
    return {field.name: getattr(change, field.name) for field in fields(Change)}


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, as a sentence for the operator."""
    try:
        yield
    except DatabaseError as error:
        raise ServiceError(f"The registry cannot be read or written: {error.orig}") from error
