"""The tables of the log, and the steps that bring an older log to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    select,
    text,
)

from smartregions.errors import ServiceError

TABLES = MetaData()

versions = Table(
    "schema_version",
    TABLES,
    Column("version", Integer, primary_key=True, autoincrement=False),
)

changes = Table(
    "changes",
    TABLES,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("time", String(27), nullable=False),
    Column("graph", String, nullable=False),
    Column("kind", String(6), nullable=False),
    Column("agent", String, nullable=False),
    Column("source_sha256", String(64), nullable=False),
    Column("quads_sha256", String(64), nullable=False),
    Column("triples", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("ontology_sha256", String(64), nullable=False),
    Column("shapes_sha256", String(64), nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("source", LargeBinary, nullable=False),
    Column("quads", LargeBinary, nullable=False),
    Index("changes_by_graph", "graph", "sequence"),
)

_KEPT = ", ".join(c.name for c in changes.columns if c.name not in ("source", "quads"))

_FIRST: Sequence[str] = (
    f"""CREATE TRIGGER changes_are_kept BEFORE UPDATE OF {_KEPT} ON changes
        BEGIN SELECT RAISE(ABORT, 'the log of changes is append-only'); END""",
    """CREATE TRIGGER changes_stay BEFORE DELETE ON changes
        BEGIN SELECT RAISE(ABORT, 'the log of changes is append-only'); END""",
)

_STEPS: tuple[Sequence[str], ...] = (_FIRST,)
"""Step n takes a log of version n to version n + 1; a released step is never edited."""

VERSION = len(_STEPS)


def migrate(connection: Connection) -> None:
    """Bring the log to this version, within the transaction of the connection.

    Raises ServiceError for a log that a newer version of this program has written.
    """
    found = _version(connection)
    if found > VERSION:
        raise ServiceError(
            f"The registry is of version {found}; this program knows up to {VERSION}. "
            "Install the newer program again, or choose another state directory."
        )
    if found == 0:
        TABLES.create_all(connection)
    for step in _STEPS[found:]:
        for statement in step:
            connection.execute(text(statement))
    if found < VERSION:
        connection.execute(versions.delete())
        connection.execute(versions.insert().values(version=VERSION))


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(versions.name):
        return 0
    return connection.execute(select(versions.c.version)).scalar_one_or_none() or 0
