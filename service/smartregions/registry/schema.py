"""The tables of the registry, and what brings an older registry to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from smartregions.messages import Message

TABLES = MetaData()

versions = Table(
    "schema_version",
    TABLES,
    Column("version", Integer, primary_key=True, autoincrement=False),
)


def _required(
    name: str, type_: type[BigInteger | Boolean | String | LargeBinary]
) -> Column[object]:
    return Column(name, type_, nullable=False)


changes = Table(
    "changes",
    TABLES,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _required("time", String),
    _required("graph", String),
    _required("kind", String),
    _required("stands", Boolean),
    _required("agent", String),
    _required("title", String),
    _required("media_type", String),
    _required("source_sha256", String),
    _required("added_sha256", String),
    _required("removed_sha256", String),
    _required("state", String),
    _required("triples", BigInteger),
    _required("added", BigInteger),
    _required("removed", BigInteger),
    _required("turnover", BigInteger),
    _required("base", BigInteger),
    _required("batch", BigInteger),
    _required("verdict", String),
    _required("ontology_version", String),
    _required("ontology_sha256", String),
    _required("shapes_version", String),
    _required("shapes_sha256", String),
    Column("previous", String, nullable=False, unique=True),
    Column("hash", String, nullable=False, unique=True),
    Column("source", LargeBinary),
    _required("added_triples", LargeBinary),
    _required("removed_triples", LargeBinary),
    Index("changes_by_graph", "graph", "sequence"),
)
"""The log. The last three columns are compressed; a source is NULL when it has been redacted."""

CONTENT = ("source", "added_triples", "removed_triples")
"""Columns that a redaction may empty; no other ever changes."""

checkpoints = Table(
    "checkpoints",
    TABLES,
    Column("graph", String, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _required("turnover", BigInteger),
    _required("sha256", String),
    _required("content", LargeBinary),
)
"""Whole graphs as some changes left them: derived from the log, and droppable."""

touches = Table(
    "touches",
    TABLES,
    Column("thing", String, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _required("came", BigInteger),
    _required("went", BigInteger),
    sqlite_with_rowid=False,
)
"""How many statements of a thing came and went by a change; none, where only such came or went as
lead to it. Derived from the log, and droppable."""

tokens = Table(
    "tokens",
    TABLES,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    _required("grants", String),
    _required("created", String),
    _required("expires", String),
    _required("revoked", String),
    _required("seal", String),
)
"""Who may do what; `grants` is JSON, a time that is not set is empty."""

audit = Table(
    "audit",
    TABLES,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _required("time", String),
    _required("action", String),
    _required("detail", String),
    _required("seal", String),
)
"""What was done to the registry other than by a change; append-only."""

Step = Callable[[Connection], None]


def migrate(connection: Connection, protection: Sequence[str], steps: Sequence[Step]) -> None:
    """Bring the registry to this version, within the transaction of the connection.

    Step n takes a registry of version n + 1 to version n + 2; `protection` are the statements that
    make the log append-only. Raises ServiceError for a registry of a newer version.
    """
    found, known = _version(connection), len(steps) + 1
    if found > known:
        raise ServiceError(
            Message(
                "The registry is of version {found}; this program knows up to {known}. "
                "Install the newer program again, or choose another state directory.",
                found=found,
                known=known,
            )
        )
    if found == known:
        return
    for step in steps[found - 1 :] if found else ():
        step(connection)
    TABLES.create_all(connection)
    for statement in protection:
        connection.execute(text(statement))
    connection.execute(versions.delete())
    connection.execute(versions.insert().values(version=known))


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(versions.name):
        return 0
    return connection.execute(select(versions.c.version)).scalar_one_or_none() or 0
