"""The process that makes an edition holds no graph, and no description for longer than it is made.

Its memory is the most that it ever had, as it tells itself: a child's is never told to be less than
that of the process that started it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from proposals import addition
from smartregions import namespaces as ns
from smartregions.catalogue import edition
from smartregions.registry.log import opened

SCRIPT = """
import sys
from smartregions.catalogue.making import main
assert main(*sys.argv[1:]) == 0
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def text(graph: int, things: int) -> bytes:
    said = "".join(
        f'<{ns.ID}actor/{graph:04}-{thing:06}> <{ns.RDFS}label> "Actor {thing} of {graph}"@en .\n'
        for thing in range(things)
    )
    return said.encode()


def peak(folder: Path, graphs: int, things: int) -> int:
    folder.mkdir()
    place = folder / "registry.sqlite3"
    with opened(place) as registry:
        registry.commit(
            *(addition(f"{ns.GRAPH}g{graph}", 0, text(graph, things)) for graph in range(graphs))
        )
    command = [sys.executable, "-c", SCRIPT, folder / "dumps", "https://regions.example/", place]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    made = edition.read(folder / "dumps")
    assert made is not None and made.change == graphs
    return int(done.stdout)


def test_the_memory_grows_little_with_a_graph_and_with_their_number(tmp_path: Path) -> None:
    one = peak(tmp_path / "one", 1, 12_000)
    assert peak(tmp_path / "large", 1, 60_000) < 1.25 * one
    assert peak(tmp_path / "many", 400, 10) < one
