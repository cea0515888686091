"""Where everything stands in a table: header, counters, accounts, bans, running queries.

Numbers and floats are of the machine, since only processes of one machine read them.
"""

from __future__ import annotations

import struct

MAGIC = b"clients1"
HEADER = struct.Struct("=8s16sQ")
"""Magic, secret, number of running queries that there is room for."""

COUNTER = struct.Struct("=d")
COUNTERS = 64
NUMBERED, BANNED_UNTIL = 63, 62
"""Counters of the table itself: how many queries began, and when the last ban ends."""

WAYS = 8
"""Entries of a bucket."""

ACCOUNT = struct.Struct("=16sddQ")
"""Client, seconds spent, at which time, requests at once."""
PART, PART_AT = struct.Struct("=dd"), 16
AT_ONCE, AT_ONCE_AT = struct.Struct("=Q"), 32
ACCOUNT_BUCKETS = 1024

BAN = struct.Struct("=16sdd")
"""Query, until, reason."""
BAN_BUCKETS = 64

EXCERPT = 2048
"""Bytes of a query that are kept."""
QUERY = struct.Struct(f"=QQqdd48s16sQ{EXCERPT}s")
"""Version, number (0: none runs), job, since (wall clock, monotonic), client, query,
characters, excerpt."""
VERSION = struct.Struct("=Q")
NUMBER, NUMBER_AT = struct.Struct("=Q"), 8

COUNTERS_AT = 64
ACCOUNTS_AT = COUNTERS_AT + COUNTERS * COUNTER.size
BANS_AT = ACCOUNTS_AT + ACCOUNT_BUCKETS * WAYS * ACCOUNT.size
QUERIES_AT = BANS_AT + BAN_BUCKETS * WAYS * BAN.size


def size(queries: int) -> int:
    """Bytes of a table with room for so many running queries."""
    return query_at(queries)


def counter_at(number: int) -> int:
    """Where a counter stands."""
    return COUNTERS_AT + number * COUNTER.size


def query_at(place: int) -> int:
    """Where a running query stands."""
    return QUERIES_AT + place * QUERY.size
