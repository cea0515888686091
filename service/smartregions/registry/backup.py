"""A copy of the registry while it is in use, and proof that the copy is whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from smartregions.errors import InputError, ServiceError
from smartregions.messages import Message
from smartregions.registry.log import opened

_PAGES = 4096
"""Copied at a time, between which others may write."""


def back_up(source: Path, target: Path) -> int:
    """Copy the SQLite registry to a new file, verify the copy, and say how many changes it holds.

    The copy is one state, whatever is committed meanwhile, and appears under its name only when it
    is verified and on the disk. Raises InputError for a file that exists, ServiceError.
    """
    if target.exists():
        raise InputError(
            Message("{target} exists already; a backup never overwrites.", target=target)
        )
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _copy(source, part)
        with opened(part) as copy:
            count = copy.verify()
        _keep(part, target)
    except (sqlite3.Error, OSError) as error:
        raise ServiceError(Message("The backup was not made: {error}", error=error)) from error
    finally:
        for end in ("", "-wal", "-shm", ".head", ".writer"):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return count


def _copy(source: Path, part: Path) -> None:
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    address = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True)) as one,
        closing(sqlite3.connect(part)) as other,
    ):
        one.backup(other, pages=_PAGES)


def _keep(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(target)
    descriptor = os.open(target.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
