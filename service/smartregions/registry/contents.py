"""What a graph held after a change: the last checkpoint before it, and the deltas since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry.change import Change
from smartregions.registry.rows import DELTA, delta_of, streamed
from smartregions.registry.schema import changes, checkpoints
from smartregions.registry.triples import applied, packed, sha256, unpacked

PATIENCE = 2
"""A checkpoint is due when the deltas since the last have so many times the triples of the graph:
writing it costs less than what was written since, and reading the graph never costs much more."""
SMALL = 20_000
"""Triples of a graph whose checkpoint a commit writes itself: some 30 ms."""


def content(connection: Connection, change: Change) -> bytes:
    """The graph of the change as it left it, in N-Triples.

    Raises ServiceError when the checkpoint that it starts from is not as it was written.
    """
    start = _checkpoint(connection, change)
    wanted = (
        select(*DELTA)
        .where(
            changes.c.graph == change.graph,
            changes.c.sequence > (start[0] if start else 0),
            changes.c.sequence <= change.sequence,
        )
        .order_by(changes.c.sequence)
    )
    deltas = [delta_of(row) for row in streamed(connection, wanted)]
    return applied(start[1] if start else b"", deltas)


def is_due(connection: Connection, change: Change) -> bool:
    """Whether a checkpoint of the graph after this change is worth its place."""
    wanted = (
        select(checkpoints.c.turnover)
        .where(checkpoints.c.graph == change.graph)
        .order_by(checkpoints.c.sequence.desc())
        .limit(1)
    )
    before = connection.execute(wanted).scalar_one_or_none() or 0
    return change.turnover - before > PATIENCE * change.triples


def keep(connection: Connection, change: Change) -> None:
    """Write the checkpoint of the graph as this change, its last, left it."""
    write(connection, row(change, content(connection, change)))


def row(change: Change, text: bytes) -> dict[str, Any]:
    """The checkpoint of a graph that holds this text after the change."""
    return {
        "graph": change.graph,
        "sequence": change.sequence,
        "turnover": change.turnover,
        "sha256": sha256(text),
        "content": packed(text),
    }


def write(connection: Connection, checkpoint: Mapping[str, Any]) -> None:
    """Write a checkpoint that `row` made."""
    connection.execute(checkpoints.insert().values(checkpoint))


def drop(connection: Connection, graph: str) -> None:
    """Forget the checkpoints of a graph; the log can give them again."""
    connection.execute(checkpoints.delete().where(checkpoints.c.graph == graph))


def _checkpoint(connection: Connection, change: Change) -> tuple[int, bytes] | None:
    wanted = (
        select(checkpoints)
        .where(checkpoints.c.graph == change.graph, checkpoints.c.sequence <= change.sequence)
        .order_by(checkpoints.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    text = unpacked(row.content)
    if sha256(text) != row.sha256:
        raise damaged(row.graph, row.sequence)
    return row.sequence, text


def damaged(graph: str, sequence: int) -> ServiceError:
    """That a checkpoint does not hold what was written into it."""
    return ServiceError(
        Message(
            "The checkpoint of <{graph}> at change {sequence} is not as it was written. "
            "Run `smartregions registry check`, which writes checkpoints anew.",
            graph=graph,
            sequence=sequence,
        )
    )
