"""What was done to the registry other than by a change: migrations, tokens; append-only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry.schema import audit


@dataclass(frozen=True, slots=True)
class Note:
    """One entry."""

    time: str
    action: str
    detail: Mapping[str, Any]


def note(connection: Connection, action: str, detail: Mapping[str, Any]) -> None:
    """Write an entry within the transaction of the connection."""
    time = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    text = json.dumps(detail, ensure_ascii=False)
    last = connection.execute(select(audit.c.seal).order_by(audit.c.number.desc()).limit(1))
    seal = _seal(last.scalar_one_or_none() or "", time, action, text)
    connection.execute(audit.insert().values(time=time, action=action, detail=text, seal=seal))


def notes(connection: Connection) -> Iterator[Note]:
    """All entries, oldest first. Raises ServiceError for one that is not as it was written."""
    before = ""
    for row in connection.execute(select(audit).order_by(audit.c.number)):
        before = _seal(before, row.time, row.action, row.detail)
        if row.seal != before:
            raise ServiceError(
                Message(
                    "Entry {number} of the audit is not as it was written. Restore the registry "
                    "from a backup.",
                    number=row.number,
                )
            )
        yield Note(row.time, row.action, json.loads(row.detail))


def _seal(*texts: str) -> str:
    """Chains an entry to the one before, whose seal comes first."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
