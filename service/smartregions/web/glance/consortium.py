"""Who takes part in a project, by region and helix: one line for each region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions.web.finding.words import collated
from smartregions.web.glance.citations import Citation, citations
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.overview.stored import Row


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that takes part, and its roles there."""

    actor: Named
    roles: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Line:
    """The partners of a region, one cell for each helix; without a region, those of none."""

    region: Named | None
    cells: Sequence[Sequence[Partner]]
    has_partners: bool
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Consortium:
    """All partners that sources name; one of several helices stands in the column of each."""

    helices: Sequence[Named | None]
    """The columns; None for the partners of which no helix is known."""
    lines: Sequence[Line]
    partners: int
    regions: int
    is_ours: bool
    """Whether a helix is our own classification."""
    citations: Sequence[Citation]
    """The sources of every line, where all have the same; else none."""


def consortium(rows: Sequence[Row]) -> Consortium:
    """From the rows of the question on the partners of a project."""
    helices: list[Named | None] = [*sorted(named(rows, "helix"), key=_by_name)]
    if any("participant" in row and "helix" not in row for row in rows):
        helices.append(None)
    lines = [_line(of_region, helices) for of_region in grouped(rows, "region").values()]
    return Consortium(
        helices=helices,
        lines=sorted(lines, key=lambda line: line.region is None),
        partners=len(named(rows, "participant")),
        regions=len(named(rows, "region")),
        is_ours=any(row.get("helixIsOurs") == "true" for row in rows),
        citations=_of_all(lines),
    )


def _of_all(lines: Sequence[Line]) -> Sequence[Citation]:
    different = {frozenset(line.citations) for line in lines}
    return lines[0].citations if len(different) == 1 else ()


def _line(rows: Sequence[Row], helices: Iterable[Named | None]) -> Line:
    partners = [row for row in rows if "participant" in row]
    return Line(
        region=next(iter(named(rows, "region")), None),
        cells=[_cell(partners, helix.iri if helix else None) for helix in helices],
        has_partners=bool(partners),
        citations=citations(rows),
    )


def _cell(rows: Sequence[Row], helix: str | None) -> Sequence[Partner]:
    of_helix = grouped((row for row in rows if row.get("helix") == helix), "participant")
    return [
        Partner(named(of_one, "participant")[0], named(of_one, "role"))
        for of_one in of_helix.values()
    ]


def _by_name(one: Named) -> tuple[object, ...]:
    return collated(one.label), one.iri
