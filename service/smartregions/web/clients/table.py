"""What one web process knows of clients and queries: a table of fixed size in shared memory.

One process writes a table, every process reads it, and nobody waits. A reader may see a value that
is just being written: a budget is then off by that one amount, and a running query, whose fields
must fit together, has a version that is odd while it is written. Accounts and bans stand in
buckets of a few places, so that finding one takes the same time whatever the table holds; the one
that is worth least gives way.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from smartregions.web.clients import layout
from smartregions.web.clients.budget import Part

_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Account:
    """What a client owes to a process: a part of its bucket, and its requests that it works on."""

    part: Part
    at_once: int


@dataclass(frozen=True, slots=True)
class Ban:
    """A query is not tried `until` a time of the monotonic clock, for a numbered reason."""

    until: float
    reason: int


@dataclass(frozen=True, slots=True)
class RunningQuery:
    """A query that a worker has; the times are of the wall and monotonic clocks."""

    number: int
    job: int
    """Its number in all processes."""
    started: float
    since: float
    client: str
    digest: bytes
    characters: int
    excerpt: bytes
    """The first bytes, in UTF-8."""


def is_table(memory: mmap.mmap) -> bool:
    """Whether there is a table that can be read already."""
    return memory[: len(layout.MAGIC)] == layout.MAGIC


class Table:
    """The table of some process, to be read."""

    def __init__(self, memory: mmap.mmap) -> None:
        _, self._secret, self._queries = layout.HEADER.unpack_from(memory)
        self._memory = memory
        self._accounts = lru_cache(_REMEMBERED)(self._accounts_of)

    def account(self, client: bytes) -> Account | None:
        """What the process has of a client."""
        place = self._find(client, self._accounts(client), layout.ACCOUNT)
        return None if place is None else self.at(place)

    def at(self, place: int) -> Account:
        """The account that stands there."""
        _, spent, time, at_once = layout.ACCOUNT.unpack_from(self._memory, place)
        return Account(Part(spent, time), at_once)

    def ban(self, digest: bytes) -> Ban | None:
        """The ban of a query, which may be over."""
        place = self._find(digest, self._bans(digest), layout.BAN)
        if place is None:
            return None
        _, until, reason = layout.BAN.unpack_from(self._memory, place)
        return Ban(until, int(reason))

    def banned_until(self) -> float:
        """When the last ban ends or ended."""
        return self.counter(layout.BANNED_UNTIL)

    def counter(self, number: int) -> float:
        """The value of a counter."""
        found: tuple[float] = layout.COUNTER.unpack_from(self._memory, layout.counter_at(number))
        return found[0]

    def queries(self) -> Iterator[RunningQuery]:
        """The queries that run; one that just starts or ends may be left out."""
        for place in range(self._queries):
            version, number, *rest = layout.QUERY.unpack_from(self._memory, layout.query_at(place))
            again, *_ = layout.QUERY.unpack_from(self._memory, layout.query_at(place))
            if number and version == again and version % 2 == 0:
                yield running(number, *rest)

    def _find(self, key: bytes, start: int, entry: struct.Struct) -> int | None:
        """Where the entry with that key stands in the bucket that starts there."""
        end = start + layout.WAYS * entry.size
        place = self._memory.find(key, start, end)
        while place >= 0 and (place - start) % entry.size:
            place = self._memory.find(key, place + 1, end)
        return None if place < 0 else place

    def _bucket(self, start: int, entry: struct.Struct) -> bytes:
        return self._memory[start : start + layout.WAYS * entry.size]

    def _accounts_of(self, client: bytes) -> int:
        """Where the bucket of a client starts; nobody can choose to share that of another."""
        mixed = hashlib.blake2b(client, digest_size=4, key=self._secret).digest()
        bucket = int.from_bytes(mixed, "big") % layout.ACCOUNT_BUCKETS
        return layout.ACCOUNTS_AT + bucket * layout.WAYS * layout.ACCOUNT.size

    def _bans(self, digest: bytes) -> int:
        bucket = int.from_bytes(digest[:4], "big") % layout.BAN_BUCKETS
        return layout.BANS_AT + bucket * layout.WAYS * layout.BAN.size


def running(
    number: int,
    job: int,
    started: float,
    since: float,
    client: bytes,
    digest: bytes,
    characters: int,
    excerpt: bytes,
) -> RunningQuery:
    """The query whose fields stand in a table, after its version."""
    name = client.rstrip(b"\0").decode()
    text = excerpt.rstrip(b"\0")
    return RunningQuery(number, job, started, since, name, digest, characters, text)
