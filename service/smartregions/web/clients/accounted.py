"""An index that keeps account: who asks, for how long a worker was busy with it, how it ended.

It stands before the index of an app, so that whatever comes to evaluate a query for a client is
counted: the endpoint, a stored question, a page. What is answered without the index costs nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeVar

from smartregions.errors import (
    DeadlineReached,
    EngineCrashed,
    LimitReached,
    MemoryReached,
    QueryBanned,
    SmartRegionsError,
)
from smartregions.index import Answer, Done, Query, Revision, Started, Task, WorkingIndex
from smartregions.messages import Message, amount
from smartregions.settings import Settings
from smartregions.web.clients import lines
from smartregions.web.clients.client import Client
from smartregions.web.clients.job import Job, same
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.turns import paused
from smartregions.web.problem_types import problem_of

T = TypeVar("T")

OUTCOMES = (
    "answered", "query-syntax", "query-refused", "not-acceptable", "answer-too-large",
    "too-many-at-once", "budget", "banned", "busy", "deadline", "memory", "crash", "stopped",
    "endpoint", "internal", "too-far-back",
)  # fmt: skip
"""How a query can end: answered, or the type of its problem; the place of each is the number of
its counter."""
SECONDS = 61
"""The counter of the seconds that workers were busy."""

_HARMFUL: Mapping[type[LimitReached], Callable[[Settings], Message]] = MappingProxyType(
    {
        DeadlineReached: lambda settings: Message(
            "reached the time limit of {seconds} seconds", seconds=f"{settings.query_seconds:g}"
        ),
        MemoryReached: lambda settings: Message(
            "reached the memory limit of {n} bytes", n=amount(settings.query_bytes)
        ),
        EngineCrashed: lambda _: Message("ended the process that worked on it"),
    }
)
"""What is banned and what is said of it: errors of exactly these types, for a worker that somebody
else ended is not the fault of its query."""
_REASONS = tuple(_HARMFUL)
_KILLED = ("deadline", "memory", "crash", "stopped")


class AccountedIndex:
    """Answers as `index` does, for as long as the client may ask."""

    def __init__(
        self,
        index: WorkingIndex,
        ledger: Ledger,
        settings: Settings,
        client: Callable[[], Client | None],
    ) -> None:
        self._index = index
        self._ledger = ledger
        self._settings = settings
        self._client = client
        self._ban_seconds = settings.ban_minutes * 60

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from."""
        return self._index.revision

    def check(self) -> None:
        """Return when queries can be answered. Raises LimitReached."""
        self._index.check()

    def stop(self, job: int) -> bool:
        """End the job of that number; whether it ran."""
        return self._index.stop(job)

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all.

        Raises as the index does, and TooManyAtOnce, BudgetSpent, QueryBanned.
        """
        return self._accounted(query, started, lambda told: self._index.query(query, told))

    def do(self, task: Task, started: Started | None = None) -> Done:
        """Do a task whole or not at all. Raises as `query` does, and what the task raises."""
        return self._accounted(task, started, lambda told: self._index.do(task, told))

    def refresh(self) -> Revision:
        """Have what was committed shown. Raises as the index does."""
        return self._index.refresh()

    def _accounted(
        self, asked: Query | Task, told: Started | None, work: Callable[[Started | None], T]
    ) -> T:
        client = self._client()
        if client is None:
            return work(told)
        job = Job(self._ledger, client, asked, told)
        with self._told(job), self._banning(asked):
            if not _is_ours(asked):
                self._refuse_banned(asked)
            job.enter()
            try:
                with paused():
                    return work(job.started)
            finally:
                job.leave()

    def _refuse_banned(self, asked: Query | Task) -> None:
        ban = self._ledger.banned(lambda: same(asked))
        if ban is None:
            return
        rest = max(1, math.ceil(ban.until - time.monotonic()))
        what = _HARMFUL[_REASONS[ban.reason]](self._settings)
        raise QueryBanned(
            Message(
                "This query {what} when it was last tried. For {minutes} minutes after that "
                "it is refused, for {rest} more seconds now. Ask for less, or in another way.",
                what=what,
                minutes=f"{self._settings.ban_minutes:g}",
                rest=rest,
            ),
            rest,
        )

    @contextmanager
    def _banning(self, asked: Query | Task) -> Iterator[None]:
        try:
            yield
        except _REASONS as error:
            lowered = (asked.seconds or math.inf) < self._settings.query_seconds
            is_harmless = isinstance(error, DeadlineReached) and lowered
            if type(error) in _REASONS and not is_harmless and not _is_ours(asked):
                self._ledger.ban(same(asked), _REASONS.index(type(error)), self._ban_seconds)
                error.retry_after = math.ceil(self._ban_seconds)
            raise

    @contextmanager
    def _told(self, job: Job) -> Iterator[None]:
        outcome = "internal"
        try:
            yield
            outcome = "answered"
        except SmartRegionsError as error:
            outcome = problem_of(error).slug
            raise
        finally:
            number = OUTCOMES.index(outcome if outcome in OUTCOMES else "internal")
            self._ledger.count({number: 1, SECONDS: job.seconds})
            if outcome in _KILLED or job.seconds >= self._settings.slow_query_seconds:
                lines.tell("query", outcome=outcome, **job.described())


def _is_ours(asked: Query | Task) -> bool:
    """Whether the text is of a page of ours, which a ban would take from everybody."""
    return isinstance(asked, Query) and asked.is_ours
