"""What clients may do now, from the tables of all web processes; it alone knows the limits."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smartregions.errors import BudgetSpent, Busy, TooManyAtOnce
from smartregions.messages import Message
from smartregions.web.clients.budget import Budget, Part
from smartregions.web.clients.client import Client
from smartregions.web.clients.sharing import Alone, Peer, Tables
from smartregions.web.clients.table import Account, Ban, RunningQuery, Table

_SOON = 1
"""Seconds after which a place may be free again."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a running query stands; its `id` names it among those of all processes."""

    id: str
    query: RunningQuery


class Ledger:
    """Counts what each client has running and has spent; threads and processes may share it.

    A limit holds over all processes: a request counts before the others are looked at, so that of
    two at the same moment both may be refused, and never one too many let in.
    """

    def __init__(self, tables: Tables | Alone, budget: Budget, at_once: int) -> None:
        self._tables = tables
        self._budget = budget
        self._at_once = at_once
        self._writing = threading.Lock()

    def enter(self, client: Client) -> int:
        """Begin work for a client; the answer is for `leave`.

        Raises TooManyAtOnce, BudgetSpent and, without room, Busy.
        """
        now = time.monotonic()
        table = self._tables.own
        self._tables.look()
        with self._writing:
            account = table.open(client.key, now, self._budget)
            if account is None:
                raise Busy(Message("Too many clients ask at once. Try again in a moment."))
            own = table.at(account)
            table.put(account, own.at_once + 1)
            others = self._others(client)
            at_once = own.at_once + sum(_at_once(*other) for other in others)
            spent = self._budget.spent([own.part, *_parts(others)], now)
            if at_once < self._at_once and self._budget.allows(spent):
                return account
            table.put(account, own.at_once)
        raise self._refusal(client, at_once, spent)

    def leave(self, client: Client, account: int, seconds: float) -> None:
        """End work for a client that took so many seconds of a worker."""
        now = time.monotonic()
        table = self._tables.own
        with self._writing:
            own = table.at(account)
            others = _parts(self._others(client))
            part = self._budget.spending(own.part, others, seconds, now) if seconds else None
            table.put(account, own.at_once - 1, part)

    def _refusal(self, client: Client, at_once: int, spent: float) -> TooManyAtOnce | BudgetSpent:
        if at_once >= self._at_once:
            return TooManyAtOnce(
                Message(
                    "{n} queries of one client may run or wait at once, and so many of {name} "
                    "do. Wait for an answer before the next query.",
                    n=self._at_once,
                    name=client.name,
                ),
                _SOON,
            )
        wait = max(_SOON, math.ceil(self._budget.wait(spent)))
        return BudgetSpent(
            Message(
                "The queries of {name} have used the working time of a client: {burst} seconds, "
                "of which {rate} come back each minute. Ask again in {wait} seconds.",
                name=client.name,
                burst=f"{self._budget.burst:g}",
                rate=f"{self._budget.rate * 60:g}",
                wait=wait,
            ),
            wait,
        )

    def ban(self, digest: bytes, reason: int, seconds: float) -> None:
        """Have a query refused for so many seconds, for a numbered reason."""
        with self._writing:
            self._tables.own.forbid(digest, Ban(time.monotonic() + seconds, reason))

    def banned(self, digest: Callable[[], bytes]) -> Ban | None:
        """The ban that stands on a query, whose digest is asked for only where there are bans."""
        now = time.monotonic()
        self._tables.look()
        tables = [table for table in self._all() if table.banned_until() > now]
        if not tables:
            return None
        found = digest()
        bans = (ban for table in tables if (ban := table.ban(found)))
        return next((ban for ban in bans if ban.until > now), None)

    def begin(self, query: RunningQuery) -> int | None:
        """Tell what runs, where there is room; the answer is for `end`."""
        with self._writing:
            return self._tables.own.begin(query)

    def end(self, place: int) -> None:
        """Tell that it runs no more."""
        with self._writing:
            self._tables.own.end(place)

    def running(self) -> Iterator[Place]:
        """The queries that run, in all processes."""
        self._tables.look()
        yield from _places(self._tables.number, self._tables.own)
        for peer in self._tables.others():
            if peer.is_alive():
                yield from _places(peer.number, peer.table)

    def processes(self) -> int:
        """How many processes answer, this one included."""
        self._tables.look()
        return 1 + sum(peer.is_alive() for peer in self._tables.others())

    def count(self, amounts: Mapping[int, float]) -> None:
        """Add to counters, given by number."""
        with self._writing:
            for counter, amount in amounts.items():
                self._tables.own.add(counter, amount)

    def total(self, counter: int) -> float:
        """A counter over all processes, those included that have ended."""
        self._tables.look()
        return sum(table.counter(counter) for table in self._all())

    def _others(self, client: Client) -> list[tuple[Peer, Account]]:
        found = ((peer, peer.table.account(client.key)) for peer in self._tables.others())
        return [(peer, account) for peer, account in found if account]

    def _all(self) -> list[Table]:
        return [self._tables.own, *(peer.table for peer in self._tables.others())]


def _at_once(peer: Peer, account: Account) -> int:
    """What a client has running in another process, which may have ended in the middle of it."""
    return account.at_once if account.at_once and peer.is_alive() else 0


def _parts(accounts: Sequence[tuple[Peer, Account]]) -> list[Part]:
    return [account.part for _, account in accounts]


def _places(number: int, table: Table) -> Iterator[Place]:
    return (Place(f"{number}-{query.number}", query) for query in table.queries())
