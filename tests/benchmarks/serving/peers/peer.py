"""What a server needs to take part: how it is installed, started on data, and asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from serving.asking import RESULTS, NoAnswer, address, ask, rows
from serving.dataset import Dataset
from serving.running import Running


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs and holds the data."""

    endpoint: str
    """The start of its query addresses, up to `?` or `&`."""
    process: Running


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server keeps what."""

    cache: Path
    """For installed programs; outlives the run."""
    folder: Path
    """For this start of the server; goes with the run."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One server."""

    name: str
    install: Callable[[Path], str]
    """Into the cache; returns the version. Raises NotRunning."""
    serve: Callable[[Place, Dataset], AbstractContextManager[Served]]
    """Start, load everything, answer; leaving ends it. Raises NotRunning."""


def answers(endpoint: str) -> bool:
    """Whether the server answers queries."""
    url = address(endpoint, "SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    try:
        return rows(ask(url, RESULTS, 2), is_graph=False) >= 0
    except NoAnswer:
        return False
