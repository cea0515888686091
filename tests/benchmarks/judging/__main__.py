"""Judging a change: how its time grows with what is published, beside judging everything.

    python tests/benchmarks/judging [--sizes 10000 100000 1000000] [--runs 5]

Prints a table in Markdown. All but the last 1 000 triples of made-up data are published as one
graph, beside the packaged data; the last 1 000 are put as another, posted to the large one, and put
and then deleted. Each is judged in this process, shapes and vocabulary prepared, as a worker does;
the best of the runs counts, in processor time, which other processes do not disturb. "Everything"
is the engine over all that is published with the change, once.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, parse

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from generate import generate  # noqa: E402

from smartregions import corpus  # noqa: E402
from smartregions import namespaces as ns  # noqa: E402
from smartregions.index.dataset import with_merge  # noqa: E402
from smartregions.publication.entry import _gathered  # noqa: E402
from smartregions.turtle.read import Contribution, read  # noqa: E402
from smartregions.validation.change import (  # noqa: E402
    Change,
    Rules,
    delete,
    judge_change,
    post,
    put,
    rules_of,
)
from smartregions.validation.change.state import State, in_graph  # noqa: E402
from smartregions.validation.judge import results  # noqa: E402

LARGE, NEW = NamedNode(ns.GRAPH + "made-up"), NamedNode(ns.GRAPH + "new")
BLOCKS = 145
"""Blocks of made-up data in the change: a little more than 1 000 triples."""


def world(size: int) -> tuple[Store, Contribution]:
    """The published data, and the change."""
    first, *blocks = generate(size, 0)
    prefixes = first.partition("partnership:made-up a")[0]
    store = Store()
    published = first + "".join(blocks[:-BLOCKS])
    quads = parse(published.encode(), format=RdfFormat.TURTLE)
    store.bulk_extend(with_merge(in_graph(quad.triple, LARGE) for quad in quads))
    store.bulk_extend(with_merge(_gathered(corpus.find())))
    change = prefixes + "".join(blocks[-BLOCKS:])
    return store, read(change.encode(), "new.ttl")


def best(runs: int, change: Callable[[], Change], store: Store, rules: Rules) -> float:
    """Milliseconds that it takes to make and judge a change."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        judge_change([change()], store, rules)
        times.append(time.process_time() - start)
    return min(times) * 1000


def everything(store: Store, rules: Rules, change: Change) -> float:
    """Milliseconds of the engine over all that is published, the change included."""
    merge = set(State(store, rules.vocabulary, [change.edit]).matching(None, None, None))
    start = time.process_time()
    results([merge, rules.context.vocabulary], rules.context.shapes, "fast")
    return (time.process_time() - start) * 1000


def row(size: int, runs: int, rules: Rules) -> str:
    """A row of the table."""
    store, contribution = world(size)
    first = put(store, NEW.value, contribution)
    whole = everything(store, rules, first)
    times = [
        best(runs, lambda: put(store, NEW.value, contribution), store, rules),
        best(runs, lambda: post(store, LARGE.value, contribution, 1), store, rules),
    ]
    store.bulk_extend(with_merge(in_graph(triple, NEW) for triple in first.edit.added))
    times.append(best(runs, lambda: delete(store, NEW.value), store, rules))
    cells = [f"{size:,}".replace(",", " "), *(f"{one:.0f} ms" for one in (*times, whole))]
    return f"| {' | '.join([*cells, f'{whole / times[0]:.0f}x'])} |"


HEADER = """\
| published triples | PUT 1 000 | POST 1 000 | DELETE 1 000 | everything | PUT is faster |
|--:|--:|--:|--:|--:|--:|"""


def main() -> None:
    """Measure and print the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rules = rules_of(corpus.find()).prepared()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(HEADER, flush=True)
    for size in options.sizes:
        print(row(size, options.runs, rules), flush=True)


if __name__ == "__main__":
    main()
