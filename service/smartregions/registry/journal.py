"""What was done to the registry other than by a change: migrations, tokens; append-only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

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
    connection.execute(audit.insert().values(time=time, action=action, detail=text))


def notes(connection: Connection) -> Iterator[Note]:
    """All entries, oldest first."""
    for row in connection.execute(select(audit).order_by(audit.c.number)):
        yield Note(row.time, row.action, json.loads(row.detail))
