"""How long the pages for people take a running service, and how large they are.

    python tests/benchmarks/pages.py http://127.0.0.1:8000/

Each page is asked with an address of its own each time, so that no kept response answers it.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import count
from urllib.request import Request, urlopen

PAGES = (
    "/?",
    "/?partnership=high-tech-farming&",
    "/search?q=leon&",
    "/search.json?q=a&limit=8&",
    "/regions?",
    "/regions?partnership=cybersecurity&role=participating&",
    "/actors?",
    "/projects?",
    "/partnerships?",
    "/events?",
    "/documents?",
)
TIMES = 15


def asked(address: str) -> tuple[float, int]:
    """Milliseconds and bytes, coded as for a browser."""
    request = Request(address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    began = time.perf_counter()
    with urlopen(request, timeout=60) as answer:
        size = len(answer.read())
    return (time.perf_counter() - began) * 1000, size


def main(base: str) -> None:
    """A row for each page: the first time, the median of the others, the bytes on the wire."""
    print("| page | first | median | bytes |\n|---|--:|--:|--:|")
    number = count(time.time_ns())
    for page in PAGES:
        start = f"{base.rstrip('/')}{page}lang=en&lang="
        found = [asked(f"{start}{next(number)}") for _ in range(TIMES)]
        first, *others = (milliseconds for milliseconds, _ in found)
        median = statistics.median(others)
        print(f"| {page.rstrip('?&')} | {first:.0f} ms | {median:.0f} ms | {found[0][1]:,} |")


if __name__ == "__main__":
    main(sys.argv[1])
