"""Who says so: the sources of a statement, as a glance names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions.web.finding.names import Text
from smartregions.web.overview.labels import called
from smartregions.web.overview.stored import Row

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source; `page` only where it may be followed."""

    iri: str
    label: Text
    date: str
    page: str


def citations(rows: Iterable[Row]) -> Sequence[Citation]:
    """The sources that some rows name, each once, as they come."""
    return list(dict.fromkeys(_citation(row) for row in rows if "source" in row))


def _citation(row: Row) -> Citation:
    page = row.get("page", "")
    return Citation(
        iri=row["source"],
        label=called(row, "source"),
        date=row.get("sourceDate", row.get("date", "")),
        page=page if page.lower().startswith(_WEB) else "",
    )
