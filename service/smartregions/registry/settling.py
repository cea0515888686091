"""Writing the checkpoints that are due of large graphs, beside a service that commits.

A commit leaves them to this, for it would wait for seconds. What a graph held is found out before
the one writer's place is taken, and only written in it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from smartregions.registry import contents
from smartregions.registry.change import Change
from smartregions.registry.database import Database
from smartregions.registry.rows import newest, standing
from smartregions.registry.schema import changes


def settle(database: Database) -> int:
    """Write the checkpoints that are due, and say how many. Raises ServiceError and Busy."""
    with database.reading() as connection:
        due = [change for change in standing(connection) if contents.is_due(connection, change)]
    return sum(_kept(database, change) for change in due)


def _kept(database: Database, change: Change) -> bool:
    with database.reading() as connection:
        text = contents.content(connection, change)
        seen = _last_redaction(connection, change.graph)
    row = contents.row(change, text)
    with database.writing() as connection:
        is_due = contents.is_due(connection, change)
        # what was redacted meanwhile may be in the text
        if is_due and _last_redaction(connection, change.graph) == seen:
            contents.write(connection, row)
            return True
    return False


def _last_redaction(connection: Connection, graph: str) -> Change | None:
    return newest(connection, changes.c.graph == graph, changes.c.kind == "redact")
