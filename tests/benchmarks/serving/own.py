"""What is measured of our service alone: cold starts, and a repeated question."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from serving.asking import RESULTS
from serving.load import Wrk
from serving.peers.ours import started


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Seconds from the command to the first answer."""

    triples: int | None
    """Without a number, the packaged data."""
    first: float
    """With a registry that is yet to be made."""
    again: float
    """With the registry of the start before."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """Answers per second to one question that is repeated, and of a route that does nothing."""

    clients: int
    question: float
    nothing: float


def cold_start(
    folder: Path, corpus: Path | None, triples: int | None, settings: Mapping[str, str]
) -> ColdStart:
    """Start twice on one state directory."""
    first, again = (_seconds_to_answer(folder, corpus, settings) for _ in range(2))
    return ColdStart(triples, first, again)


def _seconds_to_answer(folder: Path, corpus: Path | None, settings: Mapping[str, str]) -> float:
    begun = time.monotonic()
    with started(folder, corpus, settings):
        return time.monotonic() - begun


def repeated(
    wrk: Wrk, url: str, nothing: str, clients: int, seconds: float, rounds: int
) -> Repeated:
    """A question at our service against a route that does nothing, in turn; the medians."""
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(wrk.load([url], RESULTS, clients, seconds, repeated=True).per_second)
        bare.append(wrk.load([nothing], "*/*", clients, seconds, repeated=True).per_second)
    return Repeated(clients, statistics.median(ours), statistics.median(bare))
