"""What the first request for each type of page costs, and a later one: processor time and bytes.

    python tests/benchmarks/first_requests.py [--only thing ontology] [--language fr]

The service is started on the packaged data. For each type of page of `tests/browser/page_types.py`
its one process that answers is killed and followed by another, which is then asked for that page
first of all: so each row has all that is read, compiled or counted for it. Each request names
another language besides, so that no kept response answers it. The processor time is that of all
processes of the service, as the scheduler counts it (`/proc/PID/task/*/schedstat`): another load
on the machine changes it little. `answers` is the part of the process that answers. The time by
the clock says something on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.page_types import PAGE_TYPES, STATUSES  # noqa: E402
from live.asking import Answer, Request, client  # noqa: E402
from live.processes import pss  # noqa: E402
from live.service import Service  # noqa: E402
from smartregions.index.titles import DOCUMENTER, PREPARER  # noqa: E402

AIM = 150
"""Milliseconds of processor time that the first request for any page may take."""
LATER = 5
_DEAREST = 5
_PREPARED_SECONDS = 15.0
_QUIET = 0.05
_NUMBERS = count(time.time_ns())


@dataclass(frozen=True)
class Cost:
    """Milliseconds of all processes and of the one that answers, by the clock, and bytes."""

    all: float
    answers: float
    clock: float
    bytes: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="*", default=list(PAGE_TYPES), metavar="TYPE")
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    print("| page | first, clock | CPU | answers | later, clock | CPU | bytes | memory |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    settings = {"web_processes": "1", "catalogue_ahead": "0"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Service(Path(folder), settings, is_new=True) as service,
    ):
        _until_prepared(service)
        costs = {name: _row(service, name, given.language) for name in given.only}
    dearest = sorted(costs, key=lambda name: -costs[name])[:_DEAREST]
    told = ", ".join(f"{name} {costs[name]:.0f} ms" for name in dearest)
    print(f"\nMost CPU at first: {told} (aim: {AIM} ms)")


def _row(service: Service, name: str, language: str) -> float:
    """Print what a page costs; gives the processor time of its first request."""
    web = _fresh(service)
    before = pss(web)
    first = _cost(service, web, PAGE_TYPES[name], language)
    more = pss(web) - before
    others = [_cost(service, web, PAGE_TYPES[name], language) for _ in range(LATER)]
    later = [median(each.clock for each in others), median(each.all for each in others)]
    print(
        f"| {name} | {first.clock:.0f} ms | {first.all:.0f} ms | {first.answers:.0f} ms | "
        f"{later[0]:.0f} ms | {later[1]:.0f} ms | {first.bytes:,} | {more / 1e6:.1f} MB |",
        flush=True,
    )
    return first.all


def _fresh(service: Service) -> int:
    """The number of a process that has answered nothing but whether it stands.

    What is made ahead of all pages is there, as it is soon after the start and after each change.
    """
    _until_done(service)
    for web in service.processes.of("web"):
        service.processes.kill(web)
    while True:
        with suppress(OSError):
            if service.ask(Request("/health")).status == 200:
                break
    (web,) = service.processes.of("web")
    return web


def _until_prepared(service: Service) -> None:
    """Return when what is made once after the start is there: it begins with the first answer."""
    until = time.monotonic() + _PREPARED_SECONDS
    while time.monotonic() < until and DOCUMENTER not in _titles(service):
        time.sleep(_QUIET)
    _until_done(service)


def _titles(service: Service) -> set[str]:
    return {_title(pid) for pid in service.processes.all()}


def _until_done(service: Service) -> None:
    """Return when no process does what nobody waits for."""
    while _titles(service) & {DOCUMENTER, PREPARER}:
        time.sleep(_QUIET)


def _title(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text("ascii").strip()
    return ""


def _cost(service: Service, web: int, path: str, language: str) -> Cost:
    before = _quiet(service)
    answer = _asked(service, path, language)
    after = _quiet(service)
    spent = {task: after[task] - before.get(task, 0) for task in after}
    answers = sum(time for (pid, _), time in spent.items() if pid == web)
    return Cost(sum(spent.values()) / 1e6, answers / 1e6, answer.seconds * 1e3, len(answer.body))


def _asked(service: Service, path: str, language: str) -> Answer:
    spoken = f"{language}, x-{next(_NUMBERS):x};q=0.1"
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": spoken}
    answer = service.ask(Request(path, headers=headers), client())
    assert answer.status in (200, *STATUSES.values()), answer.text
    return answer


Task = tuple[int, str]
"""A thread: the number of its process, and its own."""


def _quiet(service: Service) -> dict[Task, int]:
    """Nanoseconds of each thread, when nothing runs that is left of something else.

    What one had that ends meanwhile is lost: little, for it was idle.
    """
    before: dict[Task, int] = {}
    while True:
        now = dict(each for pid in service.processes.all() for each in _nanoseconds(pid))
        if sum(now.values()) - sum(before.values()) < 200_000 and now.keys() == before.keys():
            return now
        before = now
        time.sleep(_QUIET)


def _nanoseconds(pid: int) -> Iterator[tuple[Task, int]]:
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # it ended
            yield (pid, task.parent.name), int(task.read_text("ascii").split()[0])


if __name__ == "__main__":
    main()
