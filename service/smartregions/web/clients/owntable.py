"""The table of this process: what only its owner may do, which is to write.

Each writing is a few stores into memory; a process that is killed between two of them leaves one
value that is new beside one that is old, as a reader may see it at any time.
"""

from __future__ import annotations

import mmap
import secrets
from dataclasses import replace

from smartregions.web.clients import layout
from smartregions.web.clients.budget import Budget, Part
from smartregions.web.clients.table import Ban, RunningQuery, Table, is_table


class OwnTable(Table):
    """The table of this process, to be written by one thread at a time."""

    def __init__(self, memory: mmap.mmap, queries: int) -> None:
        if not is_table(memory):
            layout.HEADER.pack_into(memory, 0, b"", secrets.token_bytes(16), queries)
            memory[: len(layout.MAGIC)] = layout.MAGIC
        super().__init__(memory)
        self._free = list(range(self._queries))
        self._forget_running()

    def _forget_running(self) -> None:
        """What ran in a process that had this table before runs no more."""
        for place in range(self._queries):
            layout.QUERY.pack_into(
                self._memory, layout.query_at(place), 0, 0, 0, 0, 0, b"", b"", 0, b""
            )
        for offset in range(layout.ACCOUNTS_AT, layout.BANS_AT, layout.ACCOUNT.size):
            if layout.ACCOUNT.unpack_from(self._memory, offset)[-1]:
                self.put(offset, 0)

    def open(self, client: bytes, now: float, budget: Budget) -> int | None:
        """Where the account stands, from now on at the latest, in the place of one that owes least.

        None when there is no room beside others that are worked for.
        """
        start = self._accounts(client)
        place = self._find(client, start, layout.ACCOUNT)
        if place is None and (place := self._least(start, now, budget)) is not None:
            layout.ACCOUNT.pack_into(self._memory, place, client, 0.0, 0.0, 0)
        return place

    def _least(self, start: int, now: float, budget: Budget) -> int | None:
        entries = layout.ACCOUNT.iter_unpack(self._bucket(start, layout.ACCOUNT))
        owed = [
            (budget.spent([Part(spent, time)], now), way)
            for way, (_, spent, time, at_once) in enumerate(entries)
            if not at_once
        ]
        return start + min(owed)[1] * layout.ACCOUNT.size if owed else None

    def put(self, place: int, at_once: int, part: Part | None = None) -> None:
        """Write an account that is open, the part only if there is another."""
        if part:
            layout.PART.pack_into(self._memory, place + layout.PART_AT, part.spent, part.time)
        layout.AT_ONCE.pack_into(self._memory, place + layout.AT_ONCE_AT, at_once)

    def forbid(self, digest: bytes, ban: Ban) -> None:
        """Write a ban; the one that ends soonest gives way."""
        start = self._bans(digest)
        entries = list(layout.BAN.iter_unpack(self._bucket(start, layout.BAN)))
        way = min(range(layout.WAYS), key=lambda way: (entries[way][0] != digest, entries[way][1]))
        layout.COUNTER.pack_into(
            self._memory,
            layout.counter_at(layout.BANNED_UNTIL),
            max(self.banned_until(), ban.until),
        )
        layout.BAN.pack_into(
            self._memory, start + way * layout.BAN.size, digest, ban.until, float(ban.reason)
        )

    def add(self, number: int, amount: float) -> None:
        """Add to a counter."""
        layout.COUNTER.pack_into(
            self._memory, layout.counter_at(number), self.counter(number) + amount
        )

    def begin(self, query: RunningQuery) -> int | None:
        """Write a running query, under a number of its own; its place, or None if there is none."""
        if not self._free:
            return None
        place = self._free.pop()
        self.add(layout.NUMBERED, 1)
        self._write(place, replace(query, number=int(self.counter(layout.NUMBERED))))
        return place

    def end(self, place: int) -> None:
        """A query runs no more."""
        layout.NUMBER.pack_into(self._memory, layout.query_at(place) + layout.NUMBER_AT, 0)
        self._free.append(place)

    def _write(self, place: int, query: RunningQuery) -> None:
        offset = layout.query_at(place)
        (version,) = layout.VERSION.unpack_from(self._memory, offset)
        layout.VERSION.pack_into(self._memory, offset, version + 1)
        layout.QUERY.pack_into(self._memory, offset, version + 1, *_fields(query))
        layout.VERSION.pack_into(self._memory, offset, version + 2)


def _fields(query: RunningQuery) -> tuple[object, ...]:
    name = query.client.encode()
    times = (query.started, query.since)
    return query.number, query.job, *times, name, query.digest, query.characters, query.excerpt
