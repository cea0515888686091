"""Publishing 1 000 triples over HTTP beside a million: judged, acknowledged, visible.

    python tests/benchmarks/publishing.py [--triples 1000000] [--rounds 7]

Starts a service on a registry that holds so many made-up triples beside the packaged data. In each
round the same file is judged (`POST /validate`), published as a new graph (`PUT`), asked for (a
query that must have its rows), and deleted. Prints the median of each in milliseconds: by the
clock, and in processor time of all processes of the service, which other work on the machine does
not lengthen. What the PUT takes beyond the judging is the commit and until all answers have it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "benchmarks")]

from generate import generate  # noqa: E402

from live import service  # noqa: E402
from live.asking import Answer  # noqa: E402
from live.processes import Processes  # noqa: E402
from proposals import put  # noqa: E402
from smartregions import corpus  # noqa: E402
from smartregions.index.quads import stored_form  # noqa: E402
from smartregions.publication.entry import enter  # noqa: E402
from smartregions.registry.log import opened  # noqa: E402
from smartregions.turtle.read import read  # noqa: E402
from writing.publishing import GRAPH, TURTLE, Publishing, publishing  # noqa: E402

BLOCKS = 145
"""Blocks of made-up data in the file: a little more than 1 000 triples."""
NEW = "new"
Told = dict[str, list[tuple[float, float]]]


def texts(size: int) -> tuple[bytes, bytes]:
    """What is published already, and the file."""
    first, *blocks = generate(size, 0)
    prefixes = first.partition("partnership:made-up a")[0]
    published = first + "".join(blocks[:-BLOCKS])
    return published.encode(), (prefixes + "".join(blocks[-BLOCKS:])).encode()


def fill(state: Path, text: bytes) -> int:
    """Make the registry; the number of its triples."""
    state.mkdir()
    with opened(state / "registry.sqlite3") as registry:
        enter(corpus.find(), registry)
        put(registry, GRAPH + "made-up", stored_form(read(text, "made-up.ttl").triples, "made-up"))
        return sum(change.triples for change in registry.standing().values())


@contextmanager
def served(size: int) -> Iterator[tuple[Publishing, bytes, int]]:
    """A service on the registry, and the file."""
    published, file = texts(size)
    service.READY_SECONDS = 600.0
    with tempfile.TemporaryDirectory() as folder:
        triples = fill(Path(folder) / "state", published)
        with publishing(Path(folder)) as running:
            yield running, file, triples


def processor_seconds(processes: Processes) -> float:
    """What all processes of the service took, those that ended included."""
    found = 0.0
    for pid in processes.all():
        try:
            found += sum(psutil.Process(pid).cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return found


def measured(running: Publishing, work: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """The answer, and the milliseconds by the clock and of processors."""
    processes = running.service.processes
    time.sleep(0.5)  # what the last request left to do
    spent, began = processor_seconds(processes), time.perf_counter()
    answer = work()
    wall = time.perf_counter() - began
    return answer, wall * 1000, (processor_seconds(processes) - spent) * 1000


def rounds(running: Publishing, file: bytes, count: int) -> Told:
    """The times of each kind of request."""
    token = running.token("write", "delete", graphs=(GRAPH + NEW,))
    found: Told = defaultdict(list)
    works: dict[str, Callable[[], Answer]] = {
        "judged": lambda: running.send("POST", "/validate?format=receipt", TURTLE, file),
        "PUT": lambda: running.send("PUT", f"/graph/{NEW}", {**TURTLE, **token}, file),
        "asked": lambda: running.send("GET", f"/graph/{NEW}", {"Accept": "text/turtle"}),
        "DELETE": lambda: running.send("DELETE", f"/graph/{NEW}", token),
    }
    for _ in range(count):
        for name, work in works.items():
            answer, wall, processor = measured(running, work)
            assert answer.status in (200, 201), answer.text[:500]
            found[name].append((wall, processor))
    return found


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with served(options.triples) as (running, file, triples):
        found = rounds(running, file, options.rounds)
    load = ", ".join(f"{part:.1f}" for part in psutil.getloadavg())
    print(f"{triples:,} triples, {options.rounds} rounds; load average {load}\n")
    print("| | by the clock | processor time |\n|---|--:|--:|")
    for name, times in found.items():
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        best = min(times)[0]
        print(f"| {name} | {wall:.0f} ms (best {best:.0f}) | {processor:.0f} ms |")


if __name__ == "__main__":
    main()
