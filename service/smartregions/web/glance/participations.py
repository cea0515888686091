"""In which role a region takes part in a partnership, since when, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions.web.overview.stored import Row

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source; `page` only where it may be followed."""

    iri: str
    label: str
    date: str
    page: str


@dataclass(frozen=True, slots=True)
class Participation:
    """One role of a region in a partnership; its dates are empty where no source states them."""

    partnership: str
    label: str
    role: str
    since: str
    until: str
    citations: Sequence[Citation]


def participations(rows: Iterable[Row]) -> list[Participation]:
    """From the rows of the question on participations: one for each and source."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["participation"], []).append(row)
    return [_participation(of_one) for of_one in grouped.values()]


def _participation(rows: Sequence[Row]) -> Participation:
    first = rows[0]
    return Participation(
        partnership=first["partnership"],
        label=first.get("partnershipLabel", first["partnership"]),
        role=first.get("roleLabel", first["role"]),
        since=first.get("since", ""),
        until=first.get("until", ""),
        citations=list(dict.fromkeys(map(_citation, rows))),
    )


def _citation(row: Row) -> Citation:
    page = row.get("page", "")
    return Citation(
        iri=row["source"],
        label=row.get("sourceLabel", row["source"]),
        date=row.get("sourceDate", ""),
        page=page if page.lower().startswith(_WEB) else "",
    )
