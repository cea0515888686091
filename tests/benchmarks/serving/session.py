"""One run: install, start everything side by side, compare, end everything."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from serving import empty
from serving.asking import address
from serving.contestants import Contestant, Library, Server
from serving.data import Maker, schemes
from serving.dataset import SEED, Dataset, dataset
from serving.load import Wrk
from serving.measuring import Course, Plan, tell
from serving.own import ColdStart, Repeated, cold_start, repeated
from serving.peers import PEERS, ours
from serving.peers.peer import Peer, Place
from serving.questions import Question, questions
from serving.report import IN_PROCESS, LOOK_UP, Findings, Sized
from serving.running import NotRunning
from smartregions import corpus

LIBRARIES = ("pyoxigraph", "rdflib")
NAMES = (*(peer.name for peer in PEERS), "rdflib in process")
"""What can be left out; ours and pyoxigraph in process always take part."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be compared."""

    triples: Sequence[int]
    names: Sequence[str]
    questions: Sequence[str]
    """Names; none means all."""
    settings: Mapping[str, str]
    """Of our service."""
    web: tuple[int, int]
    """Web processes of our service and threads in each: the empty route gets the same."""


@dataclass
class Session:
    """A run with its folders."""

    wish: Wish
    plan: Plan
    wrk: Wrk
    cache: Path
    folder: Path
    """For this run; goes with it."""
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def run(self, command: str) -> Iterator[Findings]:
        """Everything that was wished for; what was found so far, size after size."""
        present = self._installed()
        tell("cold starts")
        cold = [self._cold_start(None)]
        sizes: list[Sized] = []
        for triples in self.wish.triples:
            tell(f"{triples:,} triples")
            data = dataset(self.cache, triples)
            cold.append(self._cold_start(data))
            sizes.append(self._compare(data, present))
            yield Findings(command, self.versions, self.missing, cold, sizes)

    def _installed(self) -> list[Peer]:
        """Ours first, then each released server that can be had."""
        present = []
        for peer in (ours.peer(self.wish.settings), *PEERS):
            if peer.name != ours.NAME and peer.name not in self.wish.names:
                continue
            tell(f"installing {peer.name}")
            try:
                self.versions[peer.name] = peer.install(self.cache)
                present.append(peer)
            except NotRunning as error:
                self.missing[peer.name] = " ".join(str(error).split())
        return present

    def _cold_start(self, data: Dataset | None) -> ColdStart:
        triples = data.triples if data else None
        folder = self.folder / f"cold-{triples}"
        return cold_start(folder, data.corpus if data else None, triples, self.wish.settings)

    def _compare(self, data: Dataset, present: Sequence[Peer]) -> Sized:
        contestants = [*(self._server(peer, data) for peer in present), *self._libraries(data)]
        asked = self._questions(data)
        with ExitStack() as stack:
            ready = self._started(contestants, stack)
            running = [one for one in contestants if one.name in ready]
            cells = Course(running, asked, self.plan, IN_PROCESS).run()
            again = self._repeated(running[0], asked[0], stack)
        return Sized(data.triples, cells, ready, again)

    def _server(self, peer: Peer, data: Dataset) -> Contestant:
        folder = self.folder / f"{peer.name.replace(' ', '-')}-{data.triples}"
        return Server(peer, Place(self.cache, folder), data, self.wrk)

    def _libraries(self, data: Dataset) -> list[Contestant]:
        found: list[Contestant] = []
        for engine in LIBRARIES:
            one = Library(engine, self.folder / engine, data)
            if one.name in (IN_PROCESS, *self.wish.names):
                self.versions[one.name] = version(engine)
                found.append(one)
        return found

    def _questions(self, data: Dataset) -> list[Question]:
        concepts = schemes(corpus.find().ontology / "schemes")
        every = questions(Maker(data.triples, SEED, concepts), data.triples)
        wished = self.wish.questions or [one.name for one in every]
        return [one for one in every if one.name in (LOOK_UP, *wished)]

    def _started(self, contestants: Sequence[Contestant], stack: ExitStack) -> dict[str, float]:
        """Seconds until each held the data; without those that did not come so far."""
        ready = {}
        for one in contestants:
            stack.callback(one.stop)
            begun = time.monotonic()
            try:
                one.start()
            except NotRunning as error:
                self.missing[one.name] = " ".join(str(error).split())
            else:
                ready[one.name] = time.monotonic() - begun
                tell(f"  {one.name} holds the data after {ready[one.name]:.1f} s")
        return ready

    def _repeated(self, one: Contestant, asked: Question, stack: ExitStack) -> list[Repeated]:
        assert isinstance(one, Server)
        url = address(one.served.endpoint, asked.variants[0])
        nothing = stack.enter_context(empty.serving(self.folder / "empty", *self.wish.web))
        plan = self.plan
        return [
            repeated(self.wrk, url, nothing, clients, plan.seconds, plan.rounds)
            for clients in plan.clients
        ]
