"""Graphs and differences a block at a time, so that a large one need not be in memory.

A block is some whole lines, in their order.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from smartregions.registry.change import Change
from smartregions.registry.contents import damaged
from smartregions.registry.rows import DELTA, delta_of, streamed
from smartregions.registry.schema import changes, checkpoints
from smartregions.registry.triples import Delta, lines

_BLOCK = 1 << 20
_LINES = 4_096
_ADDED = select(changes.c.added_triples).where(changes.c.sequence == bindparam("number"))


def text(connection: Connection, change: Change) -> Iterator[bytes]:
    """The graph of the change as it left it: what `contents.content` gives.

    Raises ServiceError, when all else was given, if its checkpoint is not as it was written.
    """
    if change.kind == "create":
        return unpacked(connection.execute(_ADDED, {"number": change.sequence}).scalar_one())
    start = _checkpoint(connection, change)
    rows = _deltas(connection, change, start.sequence if start else 0)
    if start is not None:
        begun = _checked(start)
    else:
        first = next(rows, None)
        begun = unpacked(first.added_triples) if first else iter(())
    return _overlaid(begun, [delta_of(row) for row in rows])


def unpacked(content: bytes) -> Iterator[bytes]:
    """What `triples.packed` was given. Raises zlib.error for anything else."""
    reading, rest = zlib.decompressobj(), b""
    while content and not reading.eof:
        found = rest + reading.decompress(content, _BLOCK)
        content = reading.unconsumed_tail
        end = found.rfind(b"\n") + 1
        rest = found[end:]
        if end:
            yield found[:end]
    if found := rest + reading.flush():
        yield found
    if not reading.eof:
        raise zlib.error("incomplete or truncated stream")


def _checkpoint(connection: Connection, change: Change) -> Row[Any] | None:
    wanted = (
        select(checkpoints)
        .where(checkpoints.c.graph == change.graph, checkpoints.c.sequence <= change.sequence)
        .order_by(checkpoints.c.sequence.desc())
        .limit(1)
    )
    return connection.execute(wanted).one_or_none()


def _deltas(connection: Connection, change: Change, after: int) -> Iterator[Row[Any]]:
    wanted = (
        select(*DELTA)
        .where(
            changes.c.graph == change.graph,
            changes.c.sequence > after,
            changes.c.sequence <= change.sequence,
        )
        .order_by(changes.c.sequence)
    )
    return streamed(connection, wanted)


def _checked(start: Row[Any]) -> Iterator[bytes]:
    hashed = hashlib.sha256()
    for block in unpacked(start.content):
        hashed.update(block)
        yield block
    if hashed.hexdigest() != start.sha256:
        raise damaged(start.graph, start.sequence)


def _overlaid(begun: Iterable[bytes], deltas: Sequence[Delta]) -> Iterator[bytes]:
    """The state after the deltas; see `triples.applied`."""
    last: dict[bytes, bool] = {}
    for delta in deltas:
        last.update(dict.fromkeys(lines(delta.removed), False))
        last.update(dict.fromkeys(lines(delta.added), True))
    if not last:
        yield from begun
        return
    kept = (line for block in begun for line in lines(block) if line not in last)
    found = merge(kept, sorted(line for line, there in last.items() if there))
    while block := b"".join(islice(found, _LINES)):
        yield block
