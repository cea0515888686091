"""One running service per state directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartregions.errors import ServiceError
from smartregions.messages import Message


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the directory, made when missing, as long as this process and its forks live.

    Raises ServiceError when another process holds it or it cannot be written.
    """
    path = directory / "lock"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ServiceError(
            Message(
                "The state directory {directory} cannot be used: {reason}.",
                directory=directory,
                reason=error.strerror,
            )
        ) from error
    try:
        _lock(descriptor, directory)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, directory: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode() or "unknown"
        raise ServiceError(
            Message(
                "Another service or command (process {holder}) uses the state directory "
                "{directory}. Stop it or wait for its end, or give this one its own with "
                "--state.",
                holder=holder,
                directory=directory,
            )
        ) from None
