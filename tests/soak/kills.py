"""Ordinary people while processes of the service are killed at random."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from live.asking import Request, client
from live.load import Load, Tally
from live.ordinary import questions
from live.processes import ROLES, Role
from live.service import Service

PAUSES = (0.05, 1.5)
PATIENCE_SECONDS = 60.0
FEWEST = 2
"""Deaths, however slow the machine is."""


@dataclass(frozen=True)
class Killed:
    """What came of killing."""

    tally: Tally
    deaths: Mapping[Role, int]
    cold_start: float
    """Seconds from the start of the service to its first answer."""
    returns: list[float] = field(default_factory=list)
    """After the last kill of each role: seconds until the pool was full and answered."""

    def __str__(self) -> str:
        dead = ", ".join(f"{count} x {role}" for role, count in self.deaths.items())
        returns = ", ".join(f"{seconds:.2f}" for seconds in self.returns)
        times = f"cold start {self.cold_start:.2f} s; full again after {returns} s"
        return f"killed {dead}\n{self.tally}\n{times}"


def run(
    seconds: float,
    clients: int,
    settings: Mapping[str, str],
    seed: int = 1,
    roles: Sequence[Role] = ROLES,
) -> Killed:
    """Start a service, load it, kill one process after another; then one of each role, timed."""
    drawn = random.Random(seed)
    deaths: Counter[Role] = Counter()
    returns = []
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as folder,
        Service(Path(folder), settings, is_new=True) as service,
    ):
        full = _settled(service)
        with Load(service.port, clients, seed) as load:
            until = time.monotonic() + seconds
            while time.monotonic() < until or deaths.total() < FEWEST:
                time.sleep(drawn.uniform(*PAUSES))
                deaths += _kill(service, drawn.choice(roles), drawn)
        for role in roles:
            _await(service, full)
            _kill(service, role, drawn)
            returns.append(_await(service, full))
    return Killed(load.tally, deaths, service.cold_start, returns)


def _settled(service: Service) -> Mapping[Role, int]:
    """How many processes of each role there are, once that changes no more."""
    counts: list[Mapping[Role, int]] = []
    while len(counts) < 3 or counts[-1] != counts[-2] or counts[-1] != counts[-3]:
        counts.append({role: len(service.processes.of(role)) for role in ROLES})
        time.sleep(0.5)
    return counts[-1]


def _kill(service: Service, role: Role, drawn: random.Random) -> Counter[Role]:
    """One of them; the first process, which the person started, is nobody's to restart."""
    standing = [pid for pid in service.processes.of(role) if pid != service.processes.root]
    if not standing:
        return Counter()
    service.processes.kill(drawn.choice(standing))
    return Counter({role: 1})


def _await(service: Service, full: Mapping[Role, int]) -> float:
    """Seconds until all processes stand and a question that no cache knows is answered right."""
    began = time.monotonic()
    time.sleep(0.05)
    while not (_stands(service, full) and _answers(service)):
        assert time.monotonic() - began < PATIENCE_SECONDS, "the pool did not come back"
        time.sleep(0.02)
    return time.monotonic() - began


def _stands(service: Service, full: Mapping[Role, int]) -> bool:
    return all(len(service.processes.of(role)) >= count for role, count in full.items())


def _answers(service: Service) -> bool:
    question = questions()[0].anew()
    try:
        healthy = service.ask(Request("/health"), client()).status == 200
        return healthy and question.is_right(service.ask(question.request, client()))
    except OSError:
        return False
