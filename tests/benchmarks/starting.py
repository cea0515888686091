"""Cold start: seconds from the command to the first answer, by phase; and from commit to visible.

    python tests/benchmarks/starting.py [--triples 1000000] [--times 3] [--change 1000]

On the packaged data alone, and with made-up data of so many triples beside them. Each registry is
filled before; then the service is started `--times` over, and medians are told. What the phases
mean is seen from outside: `checked`, the registry was found as it was written; `held`, the first
worker stands on the whole index; `answered`, the first answer was given.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from statistics import median

import psutil
import pyoxigraph
from pyoxigraph import RdfFormat

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

import generate  # noqa: E402

from live.service import COMMAND, free_port  # noqa: E402
from smartregions import corpus  # noqa: E402
from smartregions.index.forked import ForkedIndex  # noqa: E402
from smartregions.index.titles import WORKER  # noqa: E402
from smartregions.publication.entry import enter  # noqa: E402
from smartregions.registry import log  # noqa: E402
from smartregions.registry.change import Proposal, Received, Rules  # noqa: E402
from smartregions.registry.triples import Delta  # noqa: E402

GRAPH = "https://w3id.org/smart-regions/graph/made-up"
RULES = Rules("1", "0" * 64, "1", "0" * 64)
PHASES = ("checked", "held", "answered")
STEP = 0.005


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--change", type=int, default=1_000)
    given = parser.parse_args()
    print(f"{'triples':>10} " + " ".join(f"{phase:>9}" for phase in PHASES) + "   (s)")
    for more in (0, given.triples):
        with tempfile.TemporaryDirectory(prefix="starting-") as folder:
            triples = _filled(Path(folder), more)
            starts = [_started(Path(folder)) for _ in range(given.times)]
            times = [median(start[phase] for start in starts) for phase in PHASES]
            print(f"{triples:>10,} " + " ".join(f"{seconds:9.2f}" for seconds in times))
            if more:
                seconds = _refreshed(Path(folder), given.change, given.times)
                print(f"a change of {given.change:,} triples is visible after {seconds:.2f} s")


def _filled(folder: Path, more: int) -> int:
    """A registry with the packaged data and as many made-up triples; how many in all."""
    (folder / "state").mkdir()
    with log.opened(folder / "state" / "registry.sqlite3") as registry:
        enter(corpus.find(None), registry)
        if more:
            registry.commit(_proposal(0, _made_up(more)))
            registry.settle()
        return sum(change.triples for change in registry.standing().values())


def _made_up(triples: int) -> bytes:
    parts, made = [generate.PREFIXES, generate.START], generate.START_TRIPLES
    for count, block in generate.blocks(Random(1)):
        parts.append(block)
        if (made := made + count) >= triples:
            break
    text = "\n".join(parts).encode()
    read = pyoxigraph.parse(text, format=RdfFormat.TURTLE)
    written = pyoxigraph.serialize(read, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))


def _proposal(base: int, added: bytes) -> Proposal:
    return Proposal(GRAPH, base, "benchmark", Received(added), Delta(added, b""), RULES)


@contextmanager
def _running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [COMMAND, "serve", "--port", str(free_port()), "--state", folder / "state"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(folder)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _started(folder: Path) -> dict[str, float]:
    """Seconds until each phase was over."""
    found: dict[str, float] = {}
    began = time.monotonic()
    with _running(folder) as process:
        while "answered" not in found:
            assert process.poll() is None, (folder / "output").read_text("utf-8")
            time.sleep(STEP)
            said = (folder / "output").read_text("utf-8")
            answered = "Ctrl+C" in said
            seen = {
                "checked": answered or "Registry" in said,
                "held": answered or ("checked" in found and _has_worker(process.pid)),
                "answered": answered,
            }
            for phase in PHASES:
                if seen[phase]:
                    found.setdefault(phase, time.monotonic() - began)
    return found


def _has_worker(root: int) -> bool:
    for process in psutil.Process(root).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if process.name() == WORKER:
                return True
    return False


def _refreshed(folder: Path, size: int, times: int) -> float:
    """Seconds from the commit of a change to the state that shows it; the median."""
    taken = []
    with _running(folder), log.opened(folder / "state" / "registry.sqlite3") as registry:
        while "Ctrl+C" not in (folder / "output").read_text("utf-8"):
            time.sleep(STEP)
        (directory,) = folder.glob("smartregions-*")
        index = ForkedIndex(directory, 30, 1, 1, 30)
        for number in range(times):
            last = registry.last_of(GRAPH)
            assert last is not None
            added = b"".join(
                sorted(f"<http://e/{number}/{i}> <http://e/p> <http://e/o> .\n".encode()
                for i in range(size))
            )  # fmt: skip
            proposal = _proposal(last.sequence, added)
            began = time.monotonic()
            (change,) = registry.commit(proposal)
            while index.refresh().change < change.sequence:
                time.sleep(STEP)
            taken.append(time.monotonic() - began)
        index.close()
    return median(taken)


if __name__ == "__main__":
    main()
