"""Ordinary people beside one hostile client, and the same people without it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from live.asking import FORM, Answer, Request, query
from live.hostile import CASES, SLOW, leave, together
from live.load import Attack, Load, Tally
from live.service import Service

AT_ONCE = 10
PATIENCE_SECONDS = 300.0


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


@dataclass(frozen=True)
class Least:
    """How much is done however long it takes: a slow machine sees as much as a fast one."""

    answers: int = 0
    """Of ordinary people, without the hostile client, and again beside it."""
    rounds: float = 0
    """How often the hostile client sends all of its queries."""
    hurry: str = ""
    """Seconds that the hostile client gives each of its queries, where it can say so."""


def run(
    seconds: float,
    clients: int,
    settings: Mapping[str, str],
    seed: int = 1,
    least: Least = Least(),  # noqa: B008 - a value that nobody can change
) -> Soaked:
    """Start a service; load it for so many seconds, first without, then beside the attack."""
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        Service(Path(folder), settings, is_new=True) as service,
    ):
        with Load(service.port, clients, seed) as calm:
            time.sleep(seconds)
            _await(lambda: calm.tally.questions >= least.answers)
        before = service.restarts()
        attacked = attacks(service, least.hurry)
        with Load(service.port, clients, seed + 1) as pressed, Attack(attacked) as attack:
            time.sleep(seconds)
            _await(lambda: pressed.tally.questions >= least.answers)
            _await(lambda: attack.rounds >= least.rounds)
        deaths = service.restarts() - before
    return Soaked(calm.tally, pressed.tally, dict(attack.sent), attack.rounds, deaths)


def _await(is_enough: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_enough() and time.monotonic() < until:
        time.sleep(0.1)


def attacks(service: Service, hurry: str = "") -> Sequence[Callable[[str], Answer | None]]:
    """Cases 1 to 28, each as something that the client with an address does."""
    requests = [hurried(request, hurry) for case in CASES for request in case.requests]
    return [
        *(partial(_one, service, request) for request in requests),
        partial(_many, service, hurried(query(SLOW), hurry)),
        lambda source: leave(service.port, source),
    ]


def hurried(request: Request, seconds: str) -> Request:
    """The same query with a deadline of its own, if it is sent as a form."""
    if not seconds or request.body is None or request.headers.get("Content-Type") != FORM:
        return request
    return replace(request, body=request.body + b"&timeout=" + seconds.encode())


def _one(service: Service, request: Request, source: str) -> Answer:
    return service.ask(request, source)


def _many(service: Service, request: Request, source: str) -> Answer | None:
    answers = together(partial(service.ask, source=source), request, AT_ONCE)
    return answers[-1] if answers else None
