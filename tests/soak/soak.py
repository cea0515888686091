"""Ordinary people beside one hostile client, and the same people without it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from live.asking import Answer, Request, query
from live.hostile import CASES, SLOW, leave, together
from live.load import Attack, Load, Tally
from live.service import Service

AT_ONCE = 10


@dataclass(frozen=True)
class Soaked:
    """What came of one soak."""

    alone: Tally
    beside: Tally
    attacked: Mapping[str, int]
    """How often each outcome came to the hostile client."""
    rounds: float
    """How often it sent all of its queries."""
    deaths: int
    """Processes other than workers that had to be started again."""

    def __str__(self) -> str:
        outcomes = ", ".join(f"{times} x {what}" for what, times in sorted(self.attacked.items()))
        return (
            f"without the hostile client: {self.alone}\n"
            f"beside the hostile client:  {self.beside}\n"
            f"it sent its queries {self.rounds:.1f} times and got {outcomes}\n"
            f"web processes or keepers that ended: {self.deaths}"
        )


def run(seconds: float, clients: int, settings: Mapping[str, str], seed: int = 1) -> Soaked:
    """Start a service; load it for so many seconds, first without, then beside the attack."""
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        Service(Path(folder), settings, is_new=True) as service,
    ):
        with Load(service.port, clients, seed) as calm:
            time.sleep(seconds)
        before = service.restarts()
        with Load(service.port, clients, seed + 1) as pressed, Attack(attacks(service)) as attack:
            time.sleep(seconds)
        deaths = service.restarts() - before
    return Soaked(calm.tally, pressed.tally, dict(attack.sent), attack.rounds, deaths)


def attacks(service: Service) -> Sequence[Callable[[str], Answer | None]]:
    """Cases 1 to 28, each as something that the client with an address does."""
    requests = [request for case in CASES for request in case.requests]
    return [
        *(partial(_one, service, request) for request in requests),
        partial(_many, service),
        lambda source: leave(service.port, source),
    ]


def _one(service: Service, request: Request, source: str) -> Answer:
    return service.ask(request, source)


def _many(service: Service, source: str) -> Answer | None:
    answers = together(partial(service.ask, source=source), query(SLOW), AT_ONCE)
    return answers[-1] if answers else None
