"""What brings an older registry to this version; a released step is never edited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, text

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry import contents
from smartregions.registry.change import FIRST, Change
from smartregions.registry.journal import note
from smartregions.registry.rows import newest, values_of
from smartregions.registry.schema import TABLES, Step, changes
from smartregions.registry.triples import (
    difference,
    lines,
    packed,
    sha256,
    sum_of,
    unpacked,
)

_HASHED_IN_1 = (
    "sequence", "time", "graph", "kind", "agent", "source_sha256", "quads_sha256", "triples",
    "added", "removed", "ontology_sha256", "shapes_sha256", "previous",
)  # fmt: skip
_KEPT_FROM_1 = (
    "sequence", "time", "graph", "kind", "agent", "source_sha256", "triples", "ontology_sha256",
    "shapes_sha256",
)  # fmt: skip


def _from_1_to_2(connection: Connection) -> None:
    """Whole graphs become deltas, in a new chain: what was hashed before is no longer there.

    The old chain is verified on the way, and its last hash goes to the audit.
    Raises ServiceError that names the first change that is not as it was written.
    """
    connection.execute(text("ALTER TABLE changes RENAME TO changes_of_1"))
    connection.execute(text("DROP INDEX changes_by_graph"))
    TABLES.create_all(connection)
    last: Change | None = None
    old_hash, count = FIRST, 0
    for row in _verified(connection):
        last = _carried_over(connection, row, last)
        old_hash, count = row.hash, count + 1
    connection.execute(text("DROP TABLE changes_of_1"))
    note(connection, "migrate", {"from": 1, "to": 2, "changes": count, "last_hash": old_hash})


def _verified(connection: Connection) -> Iterator[Row[Any]]:
    previous = FIRST
    old = connection.execute(text("SELECT * FROM changes_of_1 ORDER BY sequence"))
    for sequence, row in enumerate(old, 1):
        fields = json.dumps(
            [row._mapping[name] for name in _HASHED_IN_1], ensure_ascii=True, separators=(",", ":")
        )
        chained = (row.sequence, row.previous, row.hash) == (
            sequence, previous, hashlib.sha256(fields.encode()).hexdigest(),
        )  # fmt: skip
        if not chained or sha256(unpacked(row.quads)) != row.quads_sha256:
            raise ServiceError(
                Message(
                    "Change {sequence} of the registry is not as it was written. Restore the "
                    "state directory from a backup.",
                    sequence=row.sequence,
                )
            )
        previous = row.hash
        yield row


def _carried_over(connection: Connection, row: Row[Any], last: Change | None) -> Change:
    before = newest(connection, changes.c.graph == row.graph)
    new = unpacked(row.quads)
    old = contents.content(connection, before) if before else b""
    delta = difference(old, new)
    change = _change(row, before, last, new, (delta.added, delta.removed))
    connection.execute(
        changes.insert().values(
            **values_of(change),
            hash=change.hash,
            source=row.source,
            added_triples=packed(delta.added),
            removed_triples=packed(delta.removed),
        )
    )
    if contents.is_due(connection, change):
        contents.keep(connection, change)
    return change


def _change(
    row: Row[Any],
    before: Change | None,
    last: Change | None,
    new: bytes,
    sides: tuple[bytes, bytes],
) -> Change:
    added, removed = (text.count(b"\n") for text in sides)
    return Change(
        **{name: row._mapping[name] for name in _KEPT_FROM_1},
        stands=row.kind != "delete",
        title="",
        media_type="text/turtle",
        added_sha256=sha256(sides[0]),
        removed_sha256=sha256(sides[1]),
        state=str(sum_of(lines(new))),
        added=added,
        removed=removed,
        turnover=(before.turnover if before else 0) + added + removed,
        base=before.sequence if before else 0,
        batch=row.sequence,
        verdict="unjudged",
        ontology_version="",
        shapes_version="",
        previous=last.hash if last else FIRST,
    )


def _from_2_to_3(connection: Connection) -> None:
    """What each change touched gets a table; what it lacks is written when a registry is opened."""
    TABLES.create_all(connection)


STEPS: tuple[Step, ...] = (_from_1_to_2, _from_2_to_3)
"""Step n takes a registry of version n + 1 to version n + 2, within one transaction."""
