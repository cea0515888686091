"""Our service beside released SPARQL servers: one command installs, compares and ends them.

    python tests/benchmarks/serving [--triples 100000 1000000] [--clients 1 16 64] [--seconds 2]
                                    [--rounds 3] [--only Virtuoso Fuseki] [--set NAME=VALUE]

Installs the servers in the folder `--cache`, outside the checkout, generates data, has every server
load the same, checks that all answers have as many rows, and prints tables in Markdown. Everything
listens on the loopback address alone. A full run takes an hour or more; for a first look:

    python tests/benchmarks/serving --triples 20000 --seconds 1 --rounds 1 --clients 1 16
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving import load  # noqa: E402
from serving.measuring import Plan  # noqa: E402
from serving.report import report  # noqa: E402
from serving.session import NAMES, Session, Wish  # noqa: E402

_NO_BUDGET = {"client_seconds": "1e9", "client_burst_seconds": "1e9"}
"""All load comes from one address, as no client's does; the other servers have no budgets."""


def main() -> None:
    """Do all of it; a signal ends the servers, too."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    given = _arguments()
    given.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=given.cache) as folder:
        for found in _session(given, Path(folder)).run(shlex.join(["python", *sys.argv])):
            text = report(found)
            given.report.write_text(text, "utf-8")
    print(text)


def _arguments() -> argparse.Namespace:
    default = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "smart-regions-benchmarks")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--cache", type=Path, default=default, help="folder for servers and data")
    add("--report", type=Path, default=default / "report.md", help="kept after each size")
    add("--triples", type=int, nargs="+", default=[100_000, 1_000_000])
    add("--clients", type=int, nargs="+", default=[1, 16, 64])
    add("--seconds", type=float, default=2, help="of each measurement; 1 at least")
    add("--rounds", type=int, default=3, help="the table has their medians")
    add("--limit", type=float, default=30, help="seconds that one answer may take")
    add("--only", nargs="*", choices=NAMES, default=NAMES, help="what ours is compared with")
    add("--questions", nargs="+", default=[], help="some of the twelve, by name")
    add("--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings of our service")
    add("--web", type=int, nargs=2, default=[1, 72], help="processes and threads that ours has")
    given = parser.parse_args()
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.cache = given.cache.expanduser().resolve()
    return given


def _session(given: argparse.Namespace, folder: Path) -> Session:
    clients = tuple(sorted(given.clients))
    settings = {
        "queries_waiting": str(max(clients)),
        "queue_seconds": f"{given.limit:g}",
        **_NO_BUDGET,
        "requests_per_client": str(max(clients) + 1),
        "inside_per_client": str(max(clients) + 1),
    }
    settings |= dict(each.split("=", 1) for each in given.set)
    wish = Wish(sorted(given.triples), given.only, given.questions, settings, tuple(given.web))
    plan = Plan(clients, given.seconds, max(1, given.rounds), given.limit)
    return Session(wish, plan, load.find(given.cache), given.cache, folder)


if __name__ == "__main__":
    main()
