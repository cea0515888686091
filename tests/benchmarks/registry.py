"""What a change costs in a registry that is large already, beside one that is empty.

    python tests/benchmarks/registry.py [--triples 1000000] [--change 1000] [--commits 30]

Time and bytes of a commit should depend on the change, so the ratios should be near 1. The other
lines are what grows with the registry by its nature: checking it at a start, replaying it, reading
a graph.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from smartregions.registry.change import Proposal, Received, Rules
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.triples import Delta

GRAPH = "https://w3id.org/smart-regions/graph/large"
RULES = Rules("1", "0" * 64, "1", "0" * 64)


def _line(kind: str, number: int) -> bytes:
    thing = f"https://w3id.org/smart-regions/id/{kind}/{number:08}"
    label = f'http://www.w3.org/2000/01/rdf-schema#label> "The {kind} of number {number}"@en'
    return f"<{thing}> <{label} .\n".encode()


def _text(kind: str, first: int, count: int) -> bytes:
    return b"".join(_line(kind, number) for number in range(first, first + count))


def _commit(registry: Registry, base: int, added: bytes, removed: bytes = b"") -> None:
    delta = Delta(added, removed)
    registry.commit(Proposal(GRAPH, base, "benchmark", Received(added), delta, RULES))


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _commits(registry: Registry, base: int, size: int, count: int) -> Iterator[float]:
    """Seconds of each commit that adds `size` triples and takes away those of the one before."""
    removed = b""
    for number in range(count):
        added = _text("change", number * size, size)
        this, gone, at = added, removed, base + number
        yield _timed(lambda this=this, gone=gone, at=at: _commit(registry, at, this, gone))  # type: ignore[misc]
        removed = added


def _measure(path: Path, triples: int, size: int, count: int) -> tuple[float, float, float]:
    """Median and longest commit in milliseconds, and bytes of a commit."""
    with closing(open_registry(path)) as registry:
        base = 0
        if triples:
            text = _text("thing", 0, triples)
            seconds = _timed(lambda: _commit(registry, 0, text))
            print(f"{triples} triples at once: {seconds:.2f} s, {_size(path) / 1e6:.0f} MB")
            base = 1
        before = _size(path)
        times = [seconds * 1000 for seconds in _commits(registry, base, size, count)]
        return statistics.median(times), max(times), (_size(path) - before) / count


def _size(path: Path) -> int:
    """Bytes in use in the database."""
    with closing(sqlite3.connect(path)) as connection:
        page, pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
    return int(page * (pages - free))


def _whole(path: Path) -> None:
    """What grows with the registry."""
    registry = open_registry(path)
    for name, work in (
        ("check at a start", registry.verify),
        ("replay of every state", registry.replay),
        ("reading the graph", lambda: registry.graph(GRAPH)),
        ("writing its checkpoint", registry.settle),
    ):
        print(f"{name}: {_timed(work):.2f} s")
    registry.close()
    print(f"opening: {_timed(lambda: open_registry(path).close()):.3f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--change", type=int, default=1_000)
    parser.add_argument("--commits", type=int, default=30)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size, count = chosen.change, chosen.commits
        empty = _measure(Path(folder) / "empty.sqlite3", 0, size, count)
        large = _measure(Path(folder) / "large.sqlite3", chosen.triples, size, count)
        for name, one, other in zip(
            ("median commit, ms", "longest commit, ms", "bytes a commit"), empty, large, strict=True
        ):
            print(f"{name}: empty {one:.1f}, large {other:.1f}, ratio {other / one:.2f}")
        _whole(Path(folder) / "large.sqlite3")


if __name__ == "__main__":
    main()
