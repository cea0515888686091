"""Ten times the pages do not take ten times the memory.

The peak is told by the process itself: a child's is never told to be less than that of its parent.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import madeup
from webserver import Asked, Reply, Site

SCRIPT = """
import sys
from smartregions.cli.harvest_check import command
try:
    command([sys.argv[1], "--no-again", "--format", "json"], standalone_mode=False)
finally:
    with open("/proc/self/status") as status:
        most = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    print(most, file=sys.stderr)
"""
ON_A_PAGE = 100


def pages(site: Site, prefix: str, count: int) -> str:
    """A catalogue of so many pages, each made when it is asked for."""

    def route(number: int) -> Callable[[Asked], Reply]:
        def reply(_: Asked) -> Reply:
            following = site.at(f"/{prefix}{number + 1}") if number < count else None
            names = [f"d{number}-{n}" for n in range(ON_A_PAGE)]
            paging = madeup.paging(site.at(f"/{prefix}{number}"), count * ON_A_PAGE, following)
            return Reply(madeup.page(names, site.at("/file"), paging))

        return reply

    for number in range(1, count + 1):
        site.routes[f"/{prefix}{number}"] = route(number)
    return site.at(f"/{prefix}1")


def peak(address: str) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, address],
        capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    return done.stdout, int(done.stderr.split()[-1])


def test_the_memory_is_that_of_a_page_however_many_there_are(site: Site) -> None:
    site.routes["/file"] = Reply("data")
    few, of_few = peak(pages(site, "few", 2))
    many, of_many = peak(pages(site, "many", 20))
    assert '"datasets": 200,' in few and '"datasets": 2000,' in many
    assert of_many < 1.3 * of_few
