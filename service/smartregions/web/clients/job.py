"""One query or task that is worked on for a client: when a worker had it, and which."""

from __future__ import annotations

import hashlib
import json
import time

from smartregions.index import Query, Started, Task, Work
from smartregions.sparql.identity import identity
from smartregions.web.clients.client import Client
from smartregions.web.clients.layout import EXCERPT
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.table import RunningQuery

_DIGEST = 16


def digest(query: Query | Task) -> bytes:
    """16 bytes that are alike for the same text on the same dataset only, or for the same task."""
    if isinstance(query, Task):
        named = json.dumps((query.name, query.values), sort_keys=True)
        return hashlib.sha256(named.encode() + b"\0" + query.body).digest()[:_DIGEST]
    return _digest(query, query.text.encode("utf-8", "surrogatepass"))


def same(query: Query | Task) -> bytes:
    """16 bytes that are alike also where a query is written in another way, as far as its tokens
    show it. It takes reading it."""
    return digest(query) if isinstance(query, Task) else _digest(query, identity(query.text))


def _digest(query: Query, told: bytes) -> bytes:
    found = hashlib.sha256(told)
    if query.default_graphs or query.named_graphs:
        dataset = json.dumps([sorted({*query.default_graphs}), sorted({*query.named_graphs})])
        found.update(b"\0" + dataset.encode())
    return found.digest()[:_DIGEST]


class Job:
    """A query or task, from when it is let in until it has ended in one way or another."""

    def __init__(
        self, ledger: Ledger, client: Client, query: Query | Task, told: Started | None
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._text = _text(query)
        self._told = told
        self._since: float | None = None
        self._place: int | None = None
        self._account = -1
        self.digest = digest(query)
        self.seconds = 0.0
        """How long a worker had it, or several had it one after another."""

    def started(self, work: Work) -> None:
        """A worker has it now; there may have been another before, which was ended from outside."""
        if self._since is None:
            self._since = time.monotonic()
            self._place = self._ledger.begin(self._running(work.job))
        if self._told:
            self._told(work)

    def enter(self) -> None:
        """Let it in. Raises TooManyAtOnce, BudgetSpent and Busy."""
        self._account = self._ledger.enter(self._client)

    def leave(self) -> None:
        """No worker has it any more."""
        if self._since is not None:
            self.seconds = time.monotonic() - self._since
        if self._place is not None:
            self._ledger.end(self._place)
        self._ledger.leave(self._client, self._account, self.seconds)

    def described(self) -> dict[str, object]:
        """What the log says of it."""
        return {
            "client": self._client.name,
            "seconds": round(self.seconds, 3),
            "hash": self.digest.hex(),
            "query": excerpt(self._start()),
        }

    def _running(self, job: int) -> RunningQuery:
        return RunningQuery(
            0, job, time.time(), time.monotonic(), self._client.name, self.digest,
            len(self._text), self._start(),
        )  # fmt: skip

    def _start(self) -> bytes:
        return self._text[:EXCERPT].encode("utf-8", "replace")[:EXCERPT]


def _text(asked: Query | Task) -> str:
    """What the operator is shown; the body of a task is not."""
    if isinstance(asked, Query):
        return asked.text
    return f"{asked.name} {json.dumps(asked.values, ensure_ascii=False)}"


def excerpt(start: bytes) -> str:
    """The text that starts with these bytes, without a character that they cut."""
    return start.decode("utf-8", "ignore")
