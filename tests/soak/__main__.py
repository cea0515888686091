"""Minutes of load on a running service, beside a hostile client or while processes are killed.

    python tests/soak [--seconds 60] [--clients 32] [--set NAME=VALUE ...]
    python tests/soak --kills [--seed 1]

Starts the service on a free port of the loopback address with a state of its own, and prints what
came of it; ends with 1 when an answer was wrong, or when somebody felt what another did.
`--set query_seconds=2` lets the hostile client try more of its queries in the time.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from soak import kills, soak  # noqa: E402


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--kills", action="store_true", help="kill processes instead of sending hostile queries")
    add("--seconds", type=float, default=60)
    add("--clients", type=int, default=32)
    add("--seed", type=int, default=1)
    add("--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings of the service")
    given = parser.parse_args()
    settings = dict(each.split("=", 1) for each in given.set)
    plan = (given.seconds, given.clients, settings, given.seed)
    if given.kills:
        killed = kills.run(*plan)
        print(killed)
        return int(bool(killed.tally.wrong))
    soaked = soak.run(*plan)
    print(soaked)
    felt = soaked.beside
    for found in (felt.wrong, felt.refused, felt.failed):
        print(*found[:3], sep="\n")
    return int(bool(felt.wrong or felt.refused or felt.failed or soaked.deaths))


if __name__ == "__main__":
    sys.exit(main())
