"""Hostile contributions, judged as jobs of the forked workers that serve.

Each is refused, rejected or not judged, within bounds, and the next contribution is judged as ever;
none is accepted because something failed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pyoxigraph import Literal, NamedNode, Store

from changing import running
from live.contributions import CASES, GOOD, TTL, turtle
from smartregions import corpus, errors
from smartregions import namespaces as ns
from smartregions.contribution import receive
from smartregions.errors import SmartRegionsError
from smartregions.index import Delta, Following, Revision, Work
from smartregions.index.guard import Guard
from smartregions.index.keeper import Keeper, Surroundings
from smartregions.index.pool import Pool
from smartregions.index.post import JOBS
from smartregions.index.staff import Team
from smartregions.index.wire import Frame
from smartregions.index.worker import Snapshot, WorkerLimits
from smartregions.publication.entry import _gathered
from smartregions.validation.bounded import bounded
from smartregions.validation.change import Rules, judge_change, put, rules_of
from smartregions.validation.render import render
from smartregions.validation.shapes import sh

SECONDS = 20.0
MEMORY = 768 << 20
REPORT = 1_000_000
"""Bytes of a report, at most."""


def serve(directory: Path) -> None:
    """The keeper with one job, over the packaged data."""
    home = corpus.find()
    rules = rules_of(home).prepared()
    lines = ((quad.graph_name, f"{quad.triple} .\n".encode()) for quad in _gathered(home))
    graphs: defaultdict[str, list[bytes]] = defaultdict(list)
    for graph, line in lines:
        graphs[graph.value].append(line)
    deltas = [Delta(graph, b"".join(content)) for graph, content in graphs.items()]

    @contextmanager
    def follow(after: int) -> Iterator[Following]:
        count = sum(map(len, graphs.values()))
        yield Following(Revision(1, "hash"), [] if after else deltas, 0 if after else count)

    def job(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
        return judged(snapshot.store, rules, head, body)

    limits = WorkerLimits(memory=MEMORY, deadline=SECONDS)

    def keep(surroundings: Surroundings) -> NoReturn:
        Keeper(follow, directory, [Team(JOBS, {"judge": job}, 2)], limits, surroundings).run()

    Guard(keep).run()


def judged(store: Store, rules: Rules, head: Mapping[str, Any], body: bytes) -> Frame:
    try:
        received = receive(body, head["type"], "sent")
        judgement = judge_change(
            [put(store, ns.GRAPH + "sent", received.contribution)], store, rules
        )
    except SmartRegionsError as error:
        return Frame({"outcome": "refused", "error": type(error).__name__, "says": str(error)})
    verdict = "accepted" if judgement.accepted else "rejected"
    outcome = verdict if judgement.judged else "not judged"
    return Frame({"outcome": outcome}, render(bounded(judgement.report), "json").encode())


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    directory = tmp_path_factory.mktemp("run")
    with running(__file__, directory), closing(Pool(directory, 2, 4, 30)) as pool:
        yield pool


def send(pool: Pool, body: bytes, media_type: str = TTL) -> tuple[str, dict[str, Any]]:
    """The outcome, and the report or the error; how a worker died is an outcome too."""
    head = {"job": "judge", "timeout": SECONDS, "least": 1, "type": media_type}
    try:
        frame = pool.run(Frame(head, body), SECONDS)
    except errors.LimitReached as error:
        return type(error).__name__, {}
    assert len(frame.body) < REPORT
    return frame.head["outcome"], json.loads(frame.body) if frame.body else dict(frame.head)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_contribution_is_contained(pool: Pool, name: str) -> None:
    body, media_type, allowed = CASES[name]
    outcome, _ = send(pool, body, media_type)
    assert outcome in allowed
    assert send(pool, turtle(GOOD))[0] == "accepted"


def test_the_report_says_how_much_it_leaves_out(pool: Pool) -> None:
    text = "".join(f"region:v{n} a sr:Region .\n" for n in range(1_000))
    _, report = send(pool, turtle(text))
    (file,) = report["files"]
    assert len(file["findings"]) == 100
    assert file["omitted"] >= 1_900
    assert file["triples"] == 1_000


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_every_pattern_judges_a_long_value_at_once(pool: Pool, count: int) -> None:
    """Each property that a shape has a pattern for, on a thing of each class."""
    rules = rules_of(corpus.find())
    shapes = rules.context.shapes.graph
    paths = {shapes.value(s, sh("path")) for s, _ in shapes.pairs(sh("pattern"))} - {None}
    assert len(paths) > 5
    kinds = sorted(map(str, rules.aims.classes))
    for value in ("a" * count + "!", "-" * count, "1." * count):
        literal = str(Literal(value))
        said = " ; ".join(f"{path} {literal}" for path in paths if isinstance(path, NamedNode))
        things = "".join(f"id:p{n} a {kind} ; {said} .\n" for n, kind in enumerate(kinds[:40]))
        assert send(pool, turtle(things))[0] == "rejected"


def test_a_worker_killed_while_it_judges_is_replaced(pool: Pool) -> None:
    text = turtle("".join(f"region:v{n} a sr:Region .\n" for n in range(5_000)))
    killed: list[int] = []

    def end(pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def kill(work: Work) -> None:
        if not killed:
            killed.append(work.pid)
            threading.Timer(0.2, end, (work.pid,)).start()

    head = {"job": "judge", "timeout": SECONDS, "least": 1, "type": TTL}
    frame = pool.run(Frame(head, text), SECONDS, kill)
    assert killed
    assert frame.head["outcome"] == "rejected"


def test_the_language_tag_judged_is_the_one_stored(pool: Pool) -> None:
    """`@EN` and `@en` are one tag: the same text twice is one value, another text is too many."""
    said = 'id:c a sr:Capability ; dcterms:description "One"@en, "{}"@EN .'
    _, once = send(pool, turtle(said.format("One")))
    _, twice = send(pool, turtle(said.format("Two")))
    found = [[f["code"] for f in report["files"][0]["findings"]] for report in (once, twice)]
    assert [codes.count("UniqueLangConstraintComponent") for codes in found] == [0, 1]


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
