"""One writer at a time on an SQLite file, its checkpoint included.

SQLite itself lets a second checkpoint run beside a commit; before version 3.51.3 that could, very
rarely, lose a change (https://sqlite.org/wal.html#walresetbug). Python comes with older ones.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartregions.errors import Busy, ServiceError
from smartregions.messages import Message

_SECONDS = 5.0
_PAUSE = 0.002


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the place of the writer, in this file. Raises Busy when another does for too long."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ServiceError(
            Message("{directory} cannot be used: {reason}.", directory=path, reason=error.strerror)
        ) from error
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int) -> None:
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(
                    Message("Another process is writing to the registry; try again in a moment.")
                ) from None
            time.sleep(_PAUSE)
