"""Files of SQLite that are written whole, never changed, and read a little at a time.

What one is called tells what is in it, so that it can be read without a lock by any process.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from smartregions.errors import Busy


def write(path: Path, tables: str, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Put a file in place that has these tables, and what `fill` writes into them."""
    beside = path.with_name(path.name + ".part")
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside, isolation_level=None)) as made:
        made.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + tables)
        made.execute("BEGIN")
        fill(made)
        made.execute("COMMIT")
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, for as long as the block lasts. Raises Busy when it has gone."""
    with ExitStack() as stack:
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            found = stack.enter_context(closing(sqlite3.connect(uri, uri=True)))
            found.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.OperationalError:
            raise Busy("The catalogue changed meanwhile. Ask again.") from None
        yield found
