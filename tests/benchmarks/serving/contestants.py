"""What is compared, each behind the same few verbs: a server, or a library in a process."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from serving.asking import GRAPH, RESULTS, NoAnswer, address, ask, rows
from serving.dataset import Dataset
from serving.load import Load, Wrk
from serving.peers.peer import Peer, Place, Served
from serving.questions import Question
from serving.running import NotRunning, Running

BENCHMARKS = Path(__file__).parents[1]
CALM = 0.1
"""Share of one processor that a server at rest may use, over CALM_SECONDS."""
CALM_SECONDS = 0.1


class Contestant(Protocol):
    """Holds the data and answers."""

    @property
    def name(self) -> str:
        """What it is called in the report."""

    def start(self) -> None:
        """Load everything; what ran before is ended first. Raises NotRunning."""

    def stop(self) -> None:
        """End it."""

    def count(self, question: Question, variant: int, seconds: float) -> int:
        """The rows of the answer. Raises NoAnswer."""

    def load(self, question: Question, clients: int, seconds: float) -> Load:
        """Ask the variants in turn. Raises NoAnswer."""

    def settle(self, seconds: float) -> bool:
        """Wait until it has finished what nobody waits for; whether it has, and still runs."""


@dataclass
class Server:
    """A peer that is asked over HTTP."""

    peer: Peer
    place: Place
    data: Dataset
    wrk: Wrk
    _stack: ExitStack = field(default_factory=ExitStack)
    _served: Served | None = None

    @property
    def name(self) -> str:
        """Of the peer."""
        return self.peer.name

    def start(self) -> None:
        """See Contestant."""
        self.stop()
        self._served = self._stack.enter_context(self.peer.serve(self.place, self.data))

    def stop(self) -> None:
        """See Contestant."""
        self._stack.close()
        self._served = None

    def count(self, question: Question, variant: int, seconds: float) -> int:
        """See Contestant."""
        url = address(self.served.endpoint, question.variants[variant % len(question.variants)])
        return rows(ask(url, _accept(question), seconds), question.is_graph)

    def load(self, question: Question, clients: int, seconds: float) -> Load:
        """See Contestant."""
        addresses = [address(self.served.endpoint, query) for query in question.variants]
        return self.wrk.load(addresses, _accept(question), clients, seconds, question.repeats)

    def settle(self, seconds: float) -> bool:
        """See Contestant."""
        deadline = time.monotonic() + seconds
        while self._served and time.monotonic() < deadline:
            if self._served.process.has_ended:
                return False
            before = self.served.process.busy_seconds()
            time.sleep(CALM_SECONDS)
            # what a process that ended had spent is missing afterwards
            if abs(self.served.process.busy_seconds() - before) <= CALM * CALM_SECONDS:
                return True
        return False

    @property
    def served(self) -> Served:
        """The server that runs. Raises NotRunning."""
        if self._served is None:
            raise NotRunning(f"{self.name} does not run")
        return self._served


@dataclass
class Library:
    """An engine in a process, asked without HTTP, by one client at a time."""

    engine: str
    folder: Path
    data: Dataset
    _stack: ExitStack = field(default_factory=ExitStack)
    _process: Running | None = None

    @property
    def name(self) -> str:
        """Of the engine."""
        return f"{self.engine} in process"

    def start(self) -> None:
        """See Contestant."""
        self.stop()
        command = [sys.executable, "-m", "serving.engines", self.engine, self.data.ntriples]
        environment = {"PYTHONPATH": str(BENCHMARKS)}
        running = Running(command, self.folder, environment, talks=True)
        self._process = self._stack.enter_context(running)
        self._process.listen()

    def stop(self) -> None:
        """See Contestant."""
        self._stack.close()
        self._process = None

    def count(self, question: Question, variant: int, seconds: float) -> int:
        """See Contestant."""
        said = self._tell(
            {"query": question.variants[variant % len(question.variants)], "limit": seconds}
        )
        return rows(str(said["body"]).encode(), question.is_graph)

    def load(self, question: Question, clients: int, seconds: float) -> Load:
        """See Contestant."""
        if clients > 1:
            raise NoAnswer("one client only")
        job = {"queries": question.variants, "seconds": seconds, "limit": 60 + 4 * seconds}
        return _summed(self._tell(job)["times"])

    def settle(self, seconds: float) -> bool:
        """See Contestant."""
        return self._process is not None and not self._process.has_ended

    def _tell(self, job: dict[str, object]) -> dict[str, list[float]]:
        if self._process is None:
            raise NotRunning(f"{self.name} does not run")
        said = self._process.tell(job)
        if "error" in said:
            raise NoAnswer(said["error"])
        return said


def _accept(question: Question) -> str:
    return GRAPH if question.is_graph else RESULTS


def _summed(times: Sequence[float]) -> Load:
    last = sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
    return Load(len(times) / sum(times), statistics.median(times), last, 0)
