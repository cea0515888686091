"""What is kept of each dataset of a catalogue, however many there are: in a file that nobody sees.

SQLite holds it on disk, in a place of its own that goes with the process
(https://www.sqlite.org/inmemorydb.html#temp_db), so that memory does not grow with the catalogue.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from smartregions.catalogue.harvest.mqa import Score

_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000; PRAGMA temp_store=FILE;
CREATE TABLE dataset (name TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
CREATE TABLE identifier (
  key TEXT PRIMARY KEY, identifier TEXT NOT NULL, owner TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE score (dataset TEXT NOT NULL, distribution TEXT NOT NULL, points TEXT NOT NULL);
CREATE TABLE found (
  way TEXT NOT NULL, name TEXT NOT NULL, time TEXT NOT NULL, stands INTEGER NOT NULL,
  digest TEXT NOT NULL, PRIMARY KEY (way, name)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What another way than the pages tells of one dataset."""

    name: str
    time: str = ""
    """Of several that it tells, the last counts."""
    stands: bool = True
    """False when it tells that the dataset was deleted."""
    digest: str = ""
    """Of what it says of the dataset; empty when nobody looked."""


@dataclass(frozen=True, slots=True)
class Difference:
    """By what another way of harvesting differs from paging, and one dataset of each kind."""

    count: int
    """Datasets that stand, by that way."""
    lacking: int
    """Datasets of the pages that the other way does not have, or has deleted."""
    one_lacking: str
    beyond: int
    """Datasets of the other way that no page has."""
    one_beyond: str
    unlike: int
    """Datasets of both of which they say different things."""
    one_unlike: str


_COMPARED = (
    "found WHERE way = ? AND stands",
    "dataset WHERE NOT EXISTS (SELECT 1 FROM found f "
    "WHERE f.way = ? AND f.name = dataset.name AND f.stands)",
    "found WHERE way = ? AND stands AND name NOT IN (SELECT name FROM dataset)",
    "(SELECT name FROM dataset JOIN found f USING (name) WHERE f.way = ? AND f.stands "
    "AND f.digest <> '' AND f.digest <> dataset.digest)",
)
"""Where the datasets are that `Difference` counts, in its order."""


class Kept:
    """The datasets so far, by the names under which portals know them."""

    def __init__(self) -> None:
        self._held = sqlite3.connect("", isolation_level=None)
        self._held.executescript(_TABLES)

    def __len__(self) -> int:
        """How many datasets there are."""
        ((count,),) = self._held.execute("SELECT count(*) FROM dataset")
        return int(count)

    def add(self, dataset: str) -> bool:
        """Take a dataset in; False when it was there."""
        asked = "INSERT OR IGNORE INTO dataset (name) VALUES (?)"
        return self._held.execute(asked, [dataset]).rowcount > 0

    def named(self, key: str, identifier: str, owner: str) -> tuple[str, str]:
        """The identifier that had the normalised form `key` first, and whose it is."""
        asked = "INSERT OR IGNORE INTO identifier VALUES (?, ?, ?)"
        self._held.execute(asked, [key, identifier, owner])
        asked = "SELECT identifier, owner FROM identifier WHERE key = ?"
        first, had = self._held.execute(asked, [key]).fetchone()
        return first, had

    def hash(self, digests: Mapping[str, str]) -> None:
        """Keep the hash of each dataset."""
        pairs = ((digest, name) for name, digest in digests.items())
        self._held.executemany("UPDATE dataset SET digest = ? WHERE name = ?", pairs)

    def digest(self, dataset: str) -> str | None:
        """The hash of the dataset; None when there is no such dataset."""
        asked = "SELECT digest FROM dataset WHERE name = ?"
        row = self._held.execute(asked, [dataset]).fetchone()
        return row[0] if row else None

    def owner(self, key: str, identifier: str) -> str:
        """The dataset with this identifier and its normalised form; else the identifier itself."""
        asked = "SELECT owner FROM identifier WHERE key = ? AND identifier = ?"
        row = self._held.execute(asked, [key, identifier]).fetchone()
        return row[0] if row else identifier

    def tell(self, way: str, found: Iterable[Found]) -> None:
        """Keep what another way tells."""
        self._held.executemany(
            "INSERT INTO found VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "time = excluded.time, stands = excluded.stands, digest = excluded.digest "
            "WHERE excluded.time >= time",
            ((way, each.name, each.time, each.stands, each.digest) for each in found),
        )

    def difference(self, way: str) -> Difference:
        """What that way found, beside what is on the pages."""
        (count, _), lacking, beyond, unlike = (
            self._held.execute(
                f"SELECT count(*), coalesce(min(name), '') FROM {each}", [way]
            ).fetchone()
            for each in _COMPARED
        )
        return Difference(count, *lacking, *beyond, *unlike)

    def scored(self, score: Score) -> None:
        """Keep the points of a dataset."""
        row = score.dataset, score.distribution, json.dumps(score.values)
        self._held.execute("INSERT INTO score VALUES (?, ?, ?)", row)

    def scores(self) -> Iterator[Score]:
        """The points of each dataset, in the order in which they came."""
        asked = "SELECT dataset, points, distribution FROM score ORDER BY rowid"
        for dataset, points, distribution in self._held.execute(asked):
            yield Score(dataset, tuple(json.loads(points)), distribution)
