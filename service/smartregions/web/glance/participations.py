"""In which role a region or an organisation takes part, since when, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions.web.glance.citations import Citation, citations
from smartregions.web.glance.grouping import grouped
from smartregions.web.overview.stored import Row

_MEMBERS = ("region", "organisation")
_TOLD_APART = ("participation", "partnership", *_MEMBERS, "role", "since", "until")


@dataclass(frozen=True, slots=True)
class Participation:
    """One role in a partnership; its dates are empty where no source states them."""

    partnership: str
    label: str
    member: str
    member_label: str
    role: str
    since: str
    until: str
    citations: Sequence[Citation]


def participations(rows: Iterable[Row]) -> list[Participation]:
    """From the rows of a question on participations: one for each and source."""
    return [_participation(of_one) for of_one in grouped(rows, *_TOLD_APART).values()]


def _participation(rows: Sequence[Row]) -> Participation:
    first = rows[0]
    member = next(name for name in _MEMBERS if name in first)
    return Participation(
        partnership=first["partnership"],
        label=first.get("partnershipLabel", first["partnership"]),
        member=first[member],
        member_label=first.get(member + "Label", first[member]),
        role=first.get("roleLabel", first["role"]),
        since=first.get("since", ""),
        until=first.get("until", ""),
        citations=citations(rows),
    )
