"""A witness beside the SQLite file: which change was the last to be acknowledged.

SQLite takes a damaged page of its write-ahead log for the end of it, and goes on without what
follows (https://sqlite.org/walformat.html, section 4.4): acknowledged changes would be gone without
a word. So each commit also writes number and hash of its change here, before it returns.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry.change import Change

_LENGTH = 128
"""Bytes, always the same: less than a sector, so that it is written whole, and never needs room."""
_FORM = re.compile(rb"([0-9]+) ([0-9a-f]{64})\n *")


@dataclass(frozen=True, slots=True)
class Head:
    """The last change that was acknowledged."""

    sequence: int
    hash: str


class HeadFile:
    """The witness in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """None when there is no witness. Raises ServiceError when it cannot be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ServiceError(
                Message("{name} cannot be read: {reason}.", name=self.path, reason=error.strerror)
            ) from error
        found = _FORM.fullmatch(content)
        if not found:
            raise ServiceError(
                Message(
                    "{path} is not as it was written. If `smartregions history` shows the last "
                    "change that you know of, delete that file; else restore from a backup.",
                    path=self.path,
                )
            )
        return Head(int(found[1]), found[2].decode())

    def write(self, change: Change) -> None:
        """Put down what is about to be acknowledged; the disk has it on return.

        A failure is logged only: the change itself is on the disk, and an older witness holds too.
        """
        line = f"{change.sequence} {change.hash}\n".encode().ljust(_LENGTH)
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(descriptor, line, 0)
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            logging.getLogger(__name__).warning("%s: %s", self.path, error.strerror)
