"""What making an edition costs: of many small graphs, of a large one, and again after a change.

    python tests/benchmarks/editions.py [--datasets 10000] [--triples 1000000]

The process that makes it runs alone. Seconds of a processor are its own, and so is the memory: the
most that it had at any time (VmHWM). A small change is one more label in one graph.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

import harvesting  # noqa: E402

from proposals import addition  # noqa: E402
from smartregions import namespaces as ns  # noqa: E402
from smartregions.registry.log import opened  # noqa: E402

ADDRESS = "https://regions.example/"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--triples", type=int, default=1_000_000)
    given = parser.parse_args()
    if given.datasets:
        measured(f"{given.datasets:,} graphs of 20 triples", given.datasets, 5)
    if given.triples:
        measured(f"one graph of {given.triples:,} triples", 1, given.triples // 4)


def measured(what: str, graphs: int, regions: int) -> None:
    """Make the edition of such a log, and again after a change of a graph beside the others."""
    with tempfile.TemporaryDirectory(prefix="editions-") as folder:
        state = Path(folder, "state")
        filling = multiprocessing.get_context("spawn").Process(
            target=harvesting.fill, args=(state, graphs, regions)
        )  # a child's most memory is never less than that of the process that started it
        filling.start()
        filling.join()
        print(f"{what}: {made(state)}", flush=True)
        with opened(state / "registry.sqlite3") as registry:
            for number in range(2):
                line = f'<{ns.ID}region/north> <{ns.RDFS}label> "North {number}"@en .\n'.encode()
                graph = f"{ns.GRAPH}made-up/beside"
                registry.commit(addition(graph, number and graphs + number, line))
                print(f"  after a small change: {made(state)}", flush=True)


def made(state: Path) -> str:
    """What one run of the process took."""
    command = [sys.executable, "-m", "smartregions.catalogue.making", state / "dumps", ADDRESS]
    reading, writing = os.pipe()
    os.write(writing, str(state / "registry.sqlite3").encode())
    os.close(writing)
    began = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        list(map(str, command)),
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0)],
    )
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    seconds = time.perf_counter() - began
    return (
        f"{used.ru_utime + used.ru_stime:.1f} s of a processor, {seconds:.1f} s by the clock, "
        f"{used.ru_maxrss * 1024 / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
