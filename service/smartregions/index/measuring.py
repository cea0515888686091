"""Statistics of the index, measured in a fork, since the keeper evaluates nothing itself."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple
from typing import Any

from pyoxigraph import Store

from smartregions.index import sandbox
from smartregions.index.termination import admitted
from smartregions.index.titles import MEASURER, entitle
from smartregions.sparql.known import Plans
from smartregions.sparql.planning import Stored, plans
from smartregions.sparql.statistics import Predicate, Statistics, measure

_SECONDS = 60
_MOST = 20_000  # predicates and classes; the rarest of more are taken to be not there
_CHUNK = 1 << 16


class Measuring:
    """A process that measures a store and writes what it found into a pipe."""

    def __init__(
        self, store: Store, leave: Callable[[], None], stored: Sequence[Stored] = ()
    ) -> None:
        """It makes the plans of what is stored, too."""
        self.pipe, writing = os.pipe()
        self._read: list[bytes] = []
        self._pid = os.fork()
        if self._pid == 0:
            leave()
            os.close(self.pipe)
            _measure(store, writing, stored)
        os.close(writing)

    def is_done(self) -> bool:
        """Read what is there; whether that was all."""
        self._read.append(os.read(self.pipe, _CHUNK))
        if self._read[-1]:
            return False
        os.close(self.pipe)
        return True

    def end(self) -> None:
        """Kill the process, and return when it is gone."""
        with suppress(ChildProcessError, ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def statistics(self) -> Statistics | None:
        """What was measured; None if the process did not get there."""
        try:
            found = json.loads(b"".join(self._read))
        except ValueError:
            return None
        predicates = {name: Predicate(*numbers) for name, numbers in found["predicates"].items()}
        return Statistics(predicates, found["classes"], Plans.read(found["plans"]))


def _measure(store: Store, pipe: int, stored: Sequence[Stored]) -> None:
    """In the fork: an error or a signal ends it, and nothing whole was written."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        admitted()
        entitle(MEASURER)
        signal.alarm(_SECONDS)
        if sandbox.available():
            sandbox.prefer_to_be_killed()
            sandbox.confine(network=False)
        os.nice(10)
        with os.fdopen(pipe, "w", encoding="utf-8") as output:
            json.dump(_plain(measure(store), stored), output)
    finally:
        os._exit(0)


def _plain(statistics: Statistics, stored: Sequence[Stored]) -> dict[str, Any]:
    predicates = {name: astuple(found) for name, found in statistics.predicates.items()}
    most = sorted(predicates, key=lambda name: -predicates[name][0])[:_MOST]
    classes = sorted(statistics.classes, key=lambda name: -statistics.classes[name])[:_MOST]
    return {
        "predicates": {name: predicates[name] for name in most},
        "classes": {name: statistics.classes[name] for name in classes},
        "plans": plans(stored, statistics).told,
    }
