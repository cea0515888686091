"""Data that change by number, for the tests of the index: state n holds what `triples(n)` says.

The number lies in a file, as a registry does: whoever starts anew finds where the others are.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartregions.index import Delta, Following, Revision
from smartregions.index.post import published

GRAPHS = ("http://e/g1", "http://e/g2")
THINGS = 1000


def triples(change: int, changing: int) -> set[bytes]:
    """Each thing says its number, and the first so many say the change as well."""
    things = range(max(THINGS, changing))
    said = (f"{n} of {change}" if n < changing else str(n) for n in things)
    return {f'<http://e/s{n}> <http://e/p> "{text}" .\n'.encode() for n, text in enumerate(said)}


class Changing:
    """The states up to the number in a file; in each other ones say that of so many things."""

    def __init__(self, file: Path, changing: int = 10) -> None:
        self._file = file
        self._changing = changing
        if not file.exists():
            file.write_text("1")

    def change(self) -> int:
        """Make one more state; gives its number."""
        number = int(self._file.read_text()) + 1
        aside = self._file.with_suffix(".new")
        aside.write_text(str(number))
        aside.rename(self._file)
        return number

    @contextmanager
    def follow(self, after: int) -> Iterator[Following]:
        """What leads from the state `after` to the newest."""
        now = int(self._file.read_text())
        new = triples(now, self._changing)
        old = triples(after, self._changing) if after else set()
        added, removed = b"".join(sorted(new - old)), b"".join(sorted(old - new))
        deltas = [Delta(graph, added, removed) for graph in GRAPHS]
        count = sum(d.added.count(b"\n") + d.removed.count(b"\n") for d in deltas)
        yield Following(Revision(now, "hash"), deltas, count)


@contextmanager
def running(program: str, directory: Path, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """A test file as a program that serves an index in this directory, once it does."""
    path = {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, program, str(directory), *map(str, arguments)]
    service = subprocess.Popen(command, env={**os.environ, **path})
    try:
        while published(directory) is None:
            assert service.poll() is None
            time.sleep(0.01)
        yield service
    finally:
        service.terminate()
        service.wait()
