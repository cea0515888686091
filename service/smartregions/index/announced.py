"""Where a running service is found by a command on its machine: said in its state directory.

A command that changes the registry then has the service judge and show the change as its own.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartregions.errors import ServiceError
from smartregions.messages import Message

_FILE = "service"


@contextmanager
def announced(state: Path, run: Path, place: Path | str) -> Iterator[None]:
    """Say, as long as the block lasts, that the processes of this service meet in `run`.

    `place` is its registry; of an address only a digest is written, for it may hold a password.
    Raises ServiceError.
    """
    file, aside = state / _FILE, state / f"{_FILE}.new"
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            json.dump({"run": str(run), "registry": _digest(place)}, written)
        aside.replace(file)
    except OSError as error:
        raise ServiceError(
            Message(
                "The state directory {directory} cannot be used: {reason}.",
                directory=state,
                reason=error.strerror,
            )
        ) from error
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def found(state: Path, place: Path | str) -> Path | None:
    """Where the processes of the service on this registry meet; None when none said so.

    One that was killed may have said so and be gone.
    """
    try:
        told = json.loads((state / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    run = Path(told["run"])
    return run if told["registry"] == _digest(place) and run.is_dir() else None


def _digest(place: Path | str) -> str:
    text = str(place.expanduser().resolve()) if isinstance(place, Path) else place
    return hashlib.sha256(text.encode()).hexdigest()
