"""What stands behind a cell of the matrix: capabilities, each with its sources and their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from smartregions.web.overview.stored import Row


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that states a capability."""

    iri: str
    label: str
    page: str
    """Its address, where that may be published and leads somewhere."""
    date: str
    is_estimated: bool
    note: str


@dataclass(frozen=True, slots=True)
class Known:
    """A capability as its sources state it, and how it is classified."""

    iri: str
    label: str
    description: str
    segment: str
    kind: str
    is_need: bool
    segment_is_ours: bool
    kind_is_ours: bool
    holders: Sequence[tuple[str, str]]
    """IRI and name of each; none where it is that of a group."""
    citations: Sequence[Citation]


def evidence(rows: Sequence[Row]) -> list[Known]:
    """From the rows of the question on evidence: one for each capability, holder and source."""
    grouped = groupby(rows, lambda row: (row["capability"], row["segment"], row["kind"]))
    return [_known(list(group)) for _, group in grouped]


def _known(rows: Sequence[Row]) -> Known:
    first = rows[0]
    holders = {
        row["holder"]: row.get("holderLabel", row["holder"]) for row in rows if "holder" in row
    }
    return Known(
        iri=first["capability"],
        label=first.get("capabilityLabel", first["capability"]),
        description=first.get("description", ""),
        segment=first.get("segmentLabel", first["segment"]),
        kind=first.get("kindLabel", first["kind"]),
        is_need=first["kind"].endswith("/demand"),
        segment_is_ours=first["segmentIsOurs"] == "true",
        kind_is_ours=first["kindIsOurs"] == "true",
        holders=list(holders.items()),
        citations=list(dict.fromkeys(map(_citation, rows))),
    )


def _citation(row: Row) -> Citation:
    page = row.get("page", "")
    return Citation(
        iri=row["source"],
        label=row.get("sourceLabel", row["source"]),
        page=page if page.lower().startswith(("http://", "https://")) else "",
        date=row.get("date", ""),
        is_estimated=row.get("dateIsEstimated") == "true",
        note=row.get("dateNote", ""),
    )
