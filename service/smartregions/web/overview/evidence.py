"""What stands behind a cell of the matrix: capabilities, each with its sources and their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from smartregions.web.finding.names import Text
from smartregions.web.overview.labels import called, spoken
from smartregions.web.overview.stored import Row

Languages = Mapping[tuple[str, str], str]
"""Of what is told of a thing, where it is not that of the page."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that states a capability."""

    iri: str
    label: Text
    page: str
    """Its address, where that may be published and leads somewhere."""
    date: str
    is_estimated: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Known:
    """A capability as its sources state it, and how it is classified."""

    iri: str
    label: Text
    description: Text
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
    languages = spoken(pair for row in rows for pair in _told(row))
    return [_known(list(group), languages) for _, group in grouped]


def _told(row: Row) -> Sequence[tuple[str, str]]:
    """Things of a row with what is told of them."""
    described = row["capability"], row.get("description", "")
    return described, (row["source"], row.get("dateNote", ""))


def _known(rows: Sequence[Row], languages: Languages) -> Known:
    first = rows[0]
    described, _ = _told(first)
    holders = {
        row["holder"]: row.get("holderLabel", row["holder"]) for row in rows if "holder" in row
    }
    return Known(
        iri=first["capability"],
        label=called(first, "capability"),
        description=Text(described[1], languages.get(described, "")),
        segment=first.get("segmentLabel", first["segment"]),
        kind=first.get("kindLabel", first["kind"]),
        is_need=first["kind"].endswith("/demand"),
        segment_is_ours=first["segmentIsOurs"] == "true",
        kind_is_ours=first["kindIsOurs"] == "true",
        holders=list(holders.items()),
        citations=list(dict.fromkeys(_citation(row, languages) for row in rows)),
    )


def _citation(row: Row, languages: Languages) -> Citation:
    page = row.get("page", "")
    _, noted = _told(row)
    return Citation(
        iri=row["source"],
        label=called(row, "source"),
        page=page if page.lower().startswith(("http://", "https://")) else "",
        date=row.get("date", ""),
        is_estimated=row.get("dateIsEstimated") == "true",
        note=Text(noted[1], languages.get(noted, "")),
    )
