"""What is in a file that a command is given."""

from __future__ import annotations

import sys
from pathlib import Path

from smartregions.errors import InputError, UnknownThing
from smartregions.messages import Message

STANDARD_INPUT = "-"


def content(name: str, most_bytes: int) -> bytes:
    """All of it. Raises UnknownThing when it cannot be read, InputError when it is longer."""
    try:
        with sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise UnknownThing(
            Message("{name} cannot be read: {reason}.", name=name, reason=error.strerror)
        ) from error
    if len(data) > most_bytes:
        raise InputError(
            Message(
                "{name} is longer than {most} MB, which is the most: divide it.",
                name=name,
                most=most_bytes // 1024 // 1024,
            )
        )
    return data
