"""Who writes to a graph takes turns with others who do, as far as waiting is worth it.

Of several changes of one graph that are judged at the same time only the first can be committed:
the others were judged in vain, on conditions that no longer hold. It is no lock: the registry sees
to it that nothing is lost, and who has waited long enough goes on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 2.0
_PAUSE = 0.004


@contextmanager
def turn(directory: Path | None, graph: str, seconds: float = SECONDS) -> Iterator[None]:
    """Wait up to so many seconds for others who write to the graph, in all processes that share
    the directory; without one, nobody is waited for."""
    if directory is None:
        yield
        return
    name = hashlib.sha256(graph.encode("utf-8", "surrogatepass")).hexdigest()[:2]
    descriptor = os.open(directory / f"turn.{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(descriptor, time.monotonic() + seconds)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, until: float) -> None:
    while time.monotonic() < until:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_PAUSE)
