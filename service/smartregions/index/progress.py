"""How far the keeper is with loading, for the process that shows it."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_PAUSE = 0.1  # seconds between two notes
_NAME = "progress"


class Progress:
    """Notes in the directory how many triples of how many are loaded; gone when all are."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / _NAME
        self._noted = 0.0

    def __call__(self, done: int, triples: int) -> None:
        if time.monotonic() - self._noted > _PAUSE:
            self._noted = time.monotonic()
            aside = self._path.with_suffix(".new")
            aside.write_text(f"{done} {triples}", "ascii")
            aside.rename(self._path)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._path.unlink(missing_ok=True)


def loaded(directory: Path) -> tuple[int, int] | None:
    """Triples that are loaded, of how many; None when nothing is being loaded."""
    with suppress(FileNotFoundError):
        done, triples = (directory / _NAME).read_text("ascii").split()
        return int(done), int(triples)
    return None
