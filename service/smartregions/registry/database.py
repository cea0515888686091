"""One registry's database: transactions, and what it refuses told as a sentence."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.exc import DatabaseError

from smartregions.errors import Busy, ServiceError, StorageFull
from smartregions.messages import Message
from smartregions.registry.dialects import Dialect, Postgres, SQLite


class Database:
    """Reads see one state; writes happen one after another, whole or not at all."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._engine = dialect.engine()
        self._writing = dialect.writing(self._engine)
        event.listen(self._engine, "begin", self._begin)

    def _begin(self, connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        self.dialect.begin(connection, bool(writes))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads. Raises ServiceError."""
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes and is committed at the end.

        Raises StorageFull, Busy and ServiceError; nothing is written then.
        """
        with self._told(), self.dialect.alone(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one service on this registry. Raises ServiceError when another is."""
        with self._told(), self.dialect.hold(self._engine):
            yield

    def scrub(self) -> bool:
        """Leave nothing in the files of what a redaction has emptied; False when they are in use.

        Raises ServiceError.
        """
        with self._told(), self.dialect.alone():
            return self.dialect.scrub(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise self._sentence(error) from error
        except zlib.error as error:
            raise ServiceError(
                Message(
                    "The registry cannot be read: a content is not as it was written ({error}). "
                    "Restore it from a backup.",
                    error=error,
                )
            ) from error

    def _sentence(self, error: DatabaseError) -> ServiceError | Busy:
        if self.dialect.is_full(error.orig):
            return StorageFull(
                Message(
                    "The disk of the registry is full, so nothing was written. "
                    "Make room and try again."
                )
            )
        if self.dialect.is_busy(error.orig):
            return Busy(
                Message("Another process is writing to the registry; try again in a moment.")
            )
        return ServiceError(
            Message("The registry cannot be read or written: {error}", error=error.orig)
        )


def database(place: Path | str) -> Database:
    """The database at a path (SQLite) or an address (Postgres).

    The directory of a file that is made is told to the disk. Raises InputError and ServiceError.
    """
    if isinstance(place, str):
        return Database(Postgres(place))
    if not place.exists():
        _remember(place.parent)
    return Database(SQLite(place))


def _remember(directory: Path) -> None:
    """Have the disk know the directory, before something in it is promised to last.

    SQLite does the same for the names of its own files.
    """
    try:
        for folder in (directory, directory.absolute().parent):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except OSError as error:
        raise ServiceError(
            Message(
                "{directory} cannot be used: {reason}.", directory=directory, reason=error.strerror
            )
        ) from error
