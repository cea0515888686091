"""Where SQLite and Postgres differ: opening, locking, protecting, and what their errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from smartregions.errors import InputError, ServiceError
from smartregions.messages import Message
from smartregions.registry.schema import CONTENT, changes, touches
from smartregions.registry.writer import alone

_WRITERS, _SERVICES = 0x5352_0001, 0x5352_0002
"""Keys of advisory locks: who writes, and which service runs."""

_KEPT = ", ".join(column.name for column in changes.columns if column.name not in CONTENT)
_CONTENT = ", ".join(CONTENT)
_REFUSAL = "the log of changes is append-only"
_REDACTED = (
    "EXISTS (SELECT 1 FROM changes c WHERE c.kind = 'redact' AND c.graph = OLD.graph"
    " AND c.sequence = (SELECT max(sequence) FROM changes))"
)
"""Text and triples of a graph may be emptied in one case: its redaction is the last change."""


class Dialect(Protocol):
    """What one kind of database needs said to it."""

    protection: Sequence[str]
    """Statements that make the log append-only; they may run twice."""

    def engine(self) -> Engine:
        """Connections under which a commit is on the disk when it returns."""

    def writing(self, engine: Engine) -> Engine:
        """The engine for transactions that write: one at a time, from a state that stays."""

    def begin(self, connection: Connection, writes: bool) -> None:
        """Start a transaction; what it reads is one state."""

    def alone(self) -> AbstractContextManager[None]:
        """Write while nobody else does, where the database itself does not see to it."""

    def hold(self, engine: Engine) -> AbstractContextManager[None]:
        """Be the one service on this registry. Raises ServiceError when another is."""

    def is_full(self, error: BaseException | None) -> bool:
        """Whether the disk was full."""

    def is_busy(self, error: BaseException | None) -> bool:
        """Whether somebody else wrote for longer than we wait."""

    def damage(self, connection: Connection) -> str:
        """What the database finds wrong with its own files; empty when nothing."""

    def scrub(self, engine: Engine) -> bool:
        """Leave nothing of what was emptied in files that the database goes on using; False when
        readers use them now."""


class SQLite:
    """One file, written ahead."""

    protection: Sequence[str] = tuple(
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        for name, when, why in (
            ("changes_are_kept", f"UPDATE OF {_KEPT} ON changes", _REFUSAL),
            ("changes_stay", "DELETE ON changes", _REFUSAL),
            ("content_is_kept", f"UPDATE OF {_CONTENT} ON changes WHEN NOT {_REDACTED}", _REFUSAL),
            ("audit_is_kept", "UPDATE ON audit", "the audit is append-only"),
            ("audit_stays", "DELETE ON audit", "the audit is append-only"),
        )
    )

    def __init__(self, path: Path) -> None:
        self.path = path

    def engine(self) -> Engine:
        """The file is made when it is missing."""
        engine = create_engine(f"sqlite:///{self.path}")
        event.listen(engine, "connect", _make_durable)
        return engine

    def writing(self, engine: Engine) -> Engine:
        """The same: `begin` does it."""
        return engine.execution_options(writes=True)

    def alone(self) -> AbstractContextManager[None]:
        """A lock beside the file, which a checkpoint after the commit is under too."""
        return alone(self.path.with_name(self.path.name + ".writer"))

    def begin(self, connection: Connection, writes: bool) -> None:
        """A writer takes the one writer's place at once."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def is_full(self, error: BaseException | None) -> bool:
        """A full disk has a code of its own, and so has a map of the log that cannot grow."""
        codes = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
        return getattr(error, "sqlite_errorcode", None) in codes

    def is_busy(self, error: BaseException | None) -> bool:
        """The primary result code is the low byte (https://sqlite.org/rescode.html)."""
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY

    def damage(self, connection: Connection) -> str:
        """By SQLite's own check of every page, row and index."""
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        return "" if found == "ok" else str(found)

    @contextmanager
    def hold(self, engine: Engine) -> Iterator[None]:
        """The lock of the state directory does it (`lock`)."""
        yield

    def scrub(self, engine: Engine) -> bool:
        """Freed pages are overwritten (`secure_delete`); the log written ahead is emptied."""
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            is_busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy


class Postgres:
    """A database on a server, with the extra `[postgres]`."""

    protection: Sequence[str] = (
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
        "CREATE OR REPLACE FUNCTION refuse_content() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {_REDACTED} THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION {function}('{why}')"
            for name, when, function, why in (
                (
                    "changes_are_kept", f"UPDATE OF {_KEPT} ON changes FOR EACH ROW",
                    "refuse", _REFUSAL,
                ),
                ("changes_stay", "DELETE OR TRUNCATE ON changes", "refuse", _REFUSAL),
                (
                    "content_is_kept", f"UPDATE OF {_CONTENT} ON changes FOR EACH ROW",
                    "refuse_content", _REFUSAL,
                ),
                (
                    "audit_is_kept", "UPDATE OR DELETE OR TRUNCATE ON audit",
                    "refuse", "the audit is append-only",
                ),
            )
        ),
    )  # fmt: skip

    def __init__(self, url: str) -> None:
        self.url = url

    def engine(self) -> Engine:
        """Raises InputError for an address that is none, and when the driver is not installed."""
        try:
            engine = create_engine(self.url, isolation_level="REPEATABLE READ")
        except (ArgumentError, NoSuchModuleError) as error:
            raise InputError(
                Message(
                    "{url} is no address of a database: {error}", url=repr(self.url), error=error
                )
            ) from None
        except ModuleNotFoundError as error:
            raise ServiceError(
                Message("Postgres needs its driver: pip install 'smartregions[postgres]'.")
            ) from error
        event.listen(engine, "connect", _commit_to_disk)
        return engine

    def writing(self, engine: Engine) -> Engine:
        """Each statement sees the last commit; the lock of `begin` sees to it that it is ours."""
        return engine.execution_options(writes=True, isolation_level="READ COMMITTED")

    def alone(self) -> AbstractContextManager[None]:
        """The lock of `begin` does it."""
        return nullcontext()

    def begin(self, connection: Connection, writes: bool) -> None:
        """Writers queue for a lock that ends with the transaction."""
        if writes:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")

    @contextmanager
    def hold(self, engine: Engine) -> Iterator[None]:
        """A lock of the session: the server takes it back when this process ends."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # it ends here, and the lock with it, not in the pool
            wanted = f"SELECT pg_try_advisory_lock({_SERVICES})"
            if not connection.exec_driver_sql(wanted).scalar_one():
                raise ServiceError(
                    Message(
                        "Another service uses this registry in Postgres. Stop it, or give this "
                        "one a database of its own."
                    )
                )
            yield

    def is_full(self, error: BaseException | None) -> bool:
        """SQLSTATE 53100, disk_full."""
        return getattr(error, "sqlstate", None) == "53100"

    def is_busy(self, error: BaseException | None) -> bool:
        """SQLSTATE 55P03 and 40001: a lock, or a snapshot that another commit has overtaken."""
        return getattr(error, "sqlstate", None) in ("55P03", "40001")

    def damage(self, connection: Connection) -> str:
        """The server checks its own pages (initdb --data-checksums)."""
        return ""

    def scrub(self, engine: Engine) -> bool:
        """Dead rows are the server's; VACUUM gives their place away."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM {changes.name}, {touches.name}"))
        return True


def _make_durable(connection: Any, _record: object) -> None:
    """Write ahead, let a commit return only when the disk has it, and overwrite what is emptied.

    The driver's own transactions are switched off: it would commit before a change of tables.
    """
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA secure_delete = ON")


def _commit_to_disk(connection: Any, _record: object) -> None:
    """Whatever the server's default is."""
    connection.execute("SET synchronous_commit = on")
    connection.execute("SET lock_timeout = '5s'")
    connection.commit()
