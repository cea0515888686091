"""Earlier states of the data: which one a request means, and an index that answers from them.

What such an answer needs of the registry is read when the client has been let in by its account,
by as many at once in the whole service as the settings say.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from smartregions.errors import Busy, NotYet, UnknownThing
from smartregions.index import Answer, Done, Query, Revision, Started, Task, WorkingIndex
from smartregions.messages import Message
from smartregions.publication import past
from smartregions.registry.log import Registry
from smartregions.registry.past import first_saying, last_saying, states
from smartregions.settings import Settings
from smartregions.web.moments import moment, moment_negotiated
from smartregions.web.service import Service, service

DIFFERENCE = "difference"
"""A task of this index alone: what a graph gained and lost between two changes."""

DEPARTED = "departed"
"""A task of this index alone: which change was the last to take away what was said of a thing."""

ARRIVED = "arrived"
"""A task of this index alone: which change was the first to bring what is said of a thing."""

STATES = "states"
"""A task of this index alone: number and time of each change that left a thing another one."""

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_ATTEMPTS = 5
_PAUSE = 0.01


def registry() -> Registry:
    """The log of the service. Raises UnknownThing where it keeps none."""
    found = service().registry
    if found is None:
        raise UnknownThing(
            Message("This service keeps no log of changes, so it knows no earlier state.")
        )
    return found


def change_at(text: str) -> int:
    """The change that a number or a time (ISO 8601; UTC unless it says) means.

    A date alone is the end of that day, a time without a fraction of that second. Raises BadRequest
    for a text that is neither, NotYet for a change or a time that has not come.
    """
    newest = service().index.revision.change
    if not _NUMBER.fullmatch(text):
        return min(registry().at_time(moment(text)), newest)
    if int(text) > newest:
        raise NotYet(
            Message(
                "There is no change {text} yet; the last one is {newest}.", text=text, newest=newest
            )
        )
    return int(text)


def change_negotiated(header: str) -> int:
    """The last change before the end of the second that Accept-Datetime names (RFC 7089, 2.1.1).

    Raises BadRequest.
    """
    until = moment_negotiated(header)
    return min(registry().at_time(until), service().index.revision.change)


def ask(query: Query, at: int) -> Answer:
    """The answer to a query on the state after that change, whole or not at all.

    Raises as the index does, TooFarBack, and Busy.
    """
    done = service().index.do(past.question(query, at))
    return Answer(done.body, done.values["format"], done.values["form"])


class IndexWithPast:
    """An index that does tasks about the past, which it completes from the registry."""

    def __init__(
        self, index: WorkingIndex, registry: Registry, settings: Settings, run: Path | None
    ) -> None:
        self._index = index
        self._registry = registry
        self._most = settings.past_triples
        self._places = Places(run, settings.past_queries_at_once, settings.queue_seconds)

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from."""
        return self._index.revision

    def check(self) -> None:
        """Return when queries can be answered. Raises LimitReached."""
        self._index.check()

    def refresh(self) -> Revision:
        """Have what was committed shown. Raises as the index does."""
        return self._index.refresh()

    def stop(self, job: int) -> bool:
        """End the job of that number; whether it ran."""
        return self._index.stop(job)

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all. Raises as the index does."""
        return self._index.query(query, started)

    def do(self, task: Task, started: Started | None = None) -> Done:
        """Do a task whole or not at all. Raises what the task raises, and as `query` does."""
        if task.name in past.UNDOING:
            with self._places.taken():
                return self._asked(task, started)
        if task.name == past.STATE:
            task = self._with_graph(task)
        if task.name == DIFFERENCE:
            return self._difference(task)
        if task.name in (DEPARTED, ARRIVED):
            return self._turned(task)
        if task.name == STATES:
            return self._states(task)
        return self._index.do(task, started)

    def _asked(self, task: Task, started: Started | None) -> Done:
        for _ in range(_ATTEMPTS):
            now = self._now()
            done = self._index.do(past.led_back(task, self._registry, now, self._most), started)
            if past.MOVED not in done.values:
                return done
        raise Busy(
            Message("The data change faster than the past can be found. Try again in a moment.")
        )

    def _with_graph(self, task: Task) -> Task:
        found = self._registry.graph(task.values["graph"], task.values["at"])
        return replace(task, body=found.quads if found else b"")

    def _turned(self, task: Task) -> Done:
        """The change at which the first of some things went, or came, seen from a state."""
        seek = last_saying if task.name == DEPARTED else first_saying
        for iri in task.values["iris"]:
            change = seek(self._registry, iri, task.values["at"])
            if change is not None:
                told = {"graph": change.graph, "change": change.sequence, "time": change.time}
                far = past.is_far(self._registry, change.sequence - 1, self._now(), self._most)
                return Done({"iri": iri, "far": far, **told})
        return Done()

    def _now(self) -> int:
        return self._index.revision.change

    def _states(self, task: Task) -> Done:
        return Done({"states": states(self._registry, task.values["iri"], self._now())})

    def _difference(self, task: Task) -> Done:
        start, end = task.values["from"], task.values["to"]
        first, last = min(start, end), max(start, end)
        delta = past.between(self._registry, task.values["graph"], first, last, self._most)
        forward = (delta.added, delta.removed)
        added, removed = forward if start <= end else forward[::-1]
        return Done({"added": len(added)}, added + removed)


class Places:
    """At most so many at a time, in all processes that share the directory."""

    def __init__(self, directory: Path | None, count: int, patience: float) -> None:
        self._files = [directory / f"past.{n}" for n in range(count)] if directory else []
        self._here = threading.BoundedSemaphore(count)
        self._patience = patience

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place. Raises Busy when none becomes free in time."""
        until = time.monotonic() + self._patience
        if not self._here.acquire(timeout=self._patience):
            raise _busy()
        try:
            place = self._place(until) if self._files else os.open(os.devnull, os.O_RDONLY)
            try:
                yield
            finally:
                os.close(place)
        finally:
            self._here.release()

    def _place(self, until: float) -> int:
        while True:
            for file in self._files:
                descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return descriptor
                except BlockingIOError:
                    os.close(descriptor)
            if time.monotonic() > until:
                raise _busy()
            time.sleep(_PAUSE)


def _busy() -> Busy:
    return Busy(
        Message("Other questions about the past are being answered. Try again in a moment.")
    )


def install(held: Service, run: Path | None) -> Service:
    """The service whose index knows the past, where it has a log."""
    if held.registry is None:
        return held
    index = IndexWithPast(held.index, held.registry, held.settings, run)
    return replace(held, index=index)
