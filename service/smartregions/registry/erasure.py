"""What redactions took out of the log, as each says of itself.

A redaction is a change like any other; its source text is a record of what was emptied, so the
chain protects it. Sums and counts of what is gone stay, so that what is left can be verified.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry.schema import changes
from smartregions.registry.triples import SetSum, parsed_sum, sha256, unpacked

Side = Literal["added", "removed"]


@dataclass(frozen=True, slots=True)
class Emptied:
    """Triples that are gone from one side of a change."""

    sequence: int
    side: Side
    count: int
    sum: str
    """`SetSum` of those that are gone."""
    sha256: str
    """Of those that are left."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one redaction did."""

    change: int
    """The change that was redacted."""
    reason: str
    emptied: tuple[Emptied, ...]
    sources: tuple[int, ...]
    """Changes whose source texts are gone."""

    def text(self) -> bytes:
        """As the source text of the redaction."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def parsed(text: bytes) -> Record:
    """The record that was written as this text."""
    found = json.loads(text)
    emptied = tuple(Emptied(**entry) for entry in found["emptied"])
    return Record(found["change"], found["reason"], emptied, tuple(found["sources"]))


@dataclass(frozen=True, slots=True)
class Erasures:
    """All that was emptied so far."""

    sides: Mapping[tuple[int, Side], Emptied]
    """Per side of a change: all counts and sums together, and the digest of what is left now."""
    sources: frozenset[int]

    def hidden(self, sequence: int, side: Side) -> tuple[int, SetSum]:
        """How many triples are gone from a side of a change, and their sum."""
        found = self.sides.get((sequence, side))
        return (found.count, parsed_sum(found.sum)) if found else (0, SetSum())


def erasures(connection: Connection) -> Erasures:
    """What the redactions in the log say. Raises ServiceError for one that is not as written."""
    wanted = (
        select(changes.c.sequence, changes.c.source, changes.c.source_sha256)
        .where(changes.c.kind == "redact")
        .order_by(changes.c.sequence)
    )
    records = [_record(row) for row in connection.execute(wanted)]
    sources = frozenset(n for record in records for n in record.sources)
    return Erasures(_together(e for record in records for e in record.emptied), sources)


def _record(row: Row[Any, Any, Any]) -> Record:
    text = unpacked(row.source) if row.source is not None else b""
    if sha256(text) != row.source_sha256:
        raise ServiceError(
            Message(
                "Change {sequence} of the registry is not as it was written: its record of "
                "what was redacted is another one. Restore the state directory from a backup.",
                sequence=row.sequence,
            )
        )
    return parsed(text)


def _together(entries: Iterable[Emptied]) -> dict[tuple[int, Side], Emptied]:
    found: dict[tuple[int, Side], Emptied] = {}
    for entry in entries:
        key = (entry.sequence, entry.side)
        before = found.get(key)
        if before:
            total = parsed_sum(before.sum) + parsed_sum(entry.sum)
            count = before.count + entry.count
            entry = Emptied(entry.sequence, entry.side, count, str(total), entry.sha256)
        found[key] = entry
    return found
