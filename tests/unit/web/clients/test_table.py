"""A table holds what was written, never grows, and gives up first what is worth least."""

from __future__ import annotations

import mmap
from dataclasses import replace

import pytest

from smartregions.web.clients.budget import Budget, Part
from smartregions.web.clients.client import Clients
from smartregions.web.clients.layout import ACCOUNT_BUCKETS, BAN, BAN_BUCKETS, WAYS, size
from smartregions.web.clients.owntable import OwnTable
from smartregions.web.clients.table import Account, Ban, RunningQuery, Table

BUDGET = Budget(1.0, 120.0)
NOW = 5000.0
QUERY = RunningQuery(0, 4711, 1.5, 2.5, "192.0.2.7", b"h" * 16, 6, b"ASK {}")


def key(number: int) -> bytes:
    address = f"{1 + number // 65536}.{number // 256 % 256}.{number % 256}.9"
    return Clients((), "X-Forwarded-For").of({"REMOTE_ADDR": address}).key


@pytest.fixture
def memory() -> mmap.mmap:
    return mmap.mmap(-1, size(2))


@pytest.fixture
def own(memory: mmap.mmap) -> OwnTable:
    return OwnTable(memory, 2)


def account(own: OwnTable, client: bytes, at_once: int, part: Part) -> None:
    place = own.open(client, NOW, BUDGET)
    assert place is not None
    own.put(place, at_once, part)


def full_bucket(own: OwnTable) -> list[bytes]:
    """Clients that share a bucket, one more than it has places."""
    found: dict[int, list[bytes]] = {}
    for number in range(ACCOUNT_BUCKETS * WAYS * 4):
        sharing = found.setdefault(own._accounts(key(number)), [])
        sharing.append(key(number))
        if len(sharing) > WAYS:
            return sharing
    raise AssertionError("no bucket is full")


def test_another_process_reads_what_was_written(own: OwnTable, memory: mmap.mmap) -> None:
    account(own, key(1), 2, Part(3.5, NOW))
    own.forbid(b"q" * 16, Ban(NOW + 600, 2))
    own.add(3, 1.5)
    reader = Table(memory)
    assert reader.account(key(1)) == Account(Part(3.5, NOW), 2)
    assert reader.account(key(2)) is None
    assert reader.ban(b"q" * 16) == Ban(NOW + 600, 2)
    assert reader.ban(b"r" * 16) is None
    assert reader.banned_until() == NOW + 600
    assert (reader.counter(3), reader.counter(4)) == (1.5, 0.0)


def test_running_queries_come_and_go(own: OwnTable, memory: mmap.mmap) -> None:
    reader = Table(memory)
    first = own.begin(QUERY)
    second = own.begin(replace(QUERY, client="2001:db8:ffff:ffff::/64", excerpt=b"x" * 2048))
    assert first is not None and second is not None
    assert own.begin(QUERY) is None, "there is room for two"
    numbers = {query.number: query for query in reader.queries()}
    assert numbers == {
        1: replace(QUERY, number=1),
        2: replace(QUERY, number=2, client="2001:db8:ffff:ffff::/64", excerpt=b"x" * 2048),
    }
    own.end(first)
    assert [query.number for query in reader.queries()] == [2]
    assert own.begin(QUERY) is not None
    assert {query.number for query in reader.queries()} == {2, 3}, "a number is never used again"


def test_of_a_full_bucket_the_one_that_owes_least_gives_way(own: OwnTable) -> None:
    *clients, late = full_bucket(own)
    for owed, client in enumerate(clients, 1):
        account(own, client, 0, Part(float(owed), NOW))
    account(own, late, 0, Part(50.0, NOW))
    assert own.account(clients[0]) is None
    assert all(own.account(client) for client in [*clients[1:], late])


def test_who_is_worked_for_never_gives_way(own: OwnTable) -> None:
    *clients, late = full_bucket(own)
    for client in clients:
        account(own, client, 1, Part(0.0, 0.0))
    assert own.open(late, NOW, BUDGET) is None
    account(own, clients[3], 0, Part(99.0, NOW))
    assert own.open(late, NOW, BUDGET) is not None
    assert own.account(clients[3]) is None


def test_more_clients_than_there_is_room_for_leave_the_worst_in_place(own: OwnTable) -> None:
    worst = key(0)
    account(own, worst, 0, Part(300.0, NOW))
    for number in range(1, ACCOUNT_BUCKETS * WAYS + 100):
        account(own, key(number), 0, Part(0.001, NOW))
    assert own.account(worst) == Account(Part(300.0, NOW), 0)


def test_the_address_of_zeros_is_a_client_like_others(own: OwnTable) -> None:
    zeros = Clients((), "X-Forwarded-For").of({"REMOTE_ADDR": "::"}).key
    account(own, zeros, 1, Part(1.0, NOW))
    for number in range(ACCOUNT_BUCKETS * WAYS):
        own.open(key(number), NOW, BUDGET)
    assert own.account(zeros) == Account(Part(1.0, NOW), 1)


def test_a_newer_ban_replaces_the_one_that_ends_soonest(own: OwnTable) -> None:
    same = [bytes(4) + bytes([number]) * 12 for number in range(1, WAYS + 2)]
    for number, digest in enumerate(same):
        own.forbid(digest, Ban(NOW + number, 0))
    assert own.ban(same[0]) is None
    assert all(own.ban(digest) for digest in same[1:])


def test_a_ban_that_is_renewed_stands_once(own: OwnTable) -> None:
    own.forbid(b"q" * 16, Ban(NOW, 0))
    own.forbid(b"q" * 16, Ban(NOW + 60, 1))
    assert own.ban(b"q" * 16) == Ban(NOW + 60, 1)


def test_bans_never_need_more_room(own: OwnTable) -> None:
    digests = [number.to_bytes(16, "little") for number in range(BAN_BUCKETS * WAYS * 3)]
    for number, digest in enumerate(digests):
        own.forbid(digest, Ban(NOW + number, 0))
    assert own.ban(digests[-1]) is not None
    assert sum(own.ban(digest) is not None for digest in digests) <= BAN_BUCKETS * WAYS


def test_a_key_within_others_is_not_taken_for_an_entry(own: OwnTable) -> None:
    """Entries are looked for by their bytes, which may come up across two fields too."""
    inner = b"\1" * 8 + b"\2" * 8
    own.forbid(b"\0" * 8 + b"\1" * 8, Ban(0.0, 0))
    start = own._bans(b"\0" * 16)
    own._memory[start + 8 : start + 24] = inner
    assert own._find(inner, start, BAN) is None


def test_who_takes_a_table_over_keeps_what_is_owed_and_banned_and_forgets_what_ran(
    own: OwnTable, memory: mmap.mmap
) -> None:
    account(own, key(1), 2, Part(3.5, NOW))
    own.forbid(b"q" * 16, Ban(NOW, 0))
    own.add(0, 7)
    own.begin(QUERY)
    heir = OwnTable(memory, 2)
    assert heir.account(key(1)) == Account(Part(3.5, NOW), 0)
    assert heir.ban(b"q" * 16) == Ban(NOW, 0)
    assert heir.counter(0) == 7
    assert list(heir.queries()) == []
    heir.begin(QUERY)
    assert [query.number for query in heir.queries()] == [2]
