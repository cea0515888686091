"""A segment of a value chain at a glance: who offers, who needs, and who could go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions import namespaces as ns
from smartregions.things.description import Description
from smartregions.web.glance.asking import Answers, Asked, answers
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.glance.tallies import Count, counts, different
from smartregions.web.overview.gaps import Gap, matrix
from smartregions.web.overview.stored import Row, address

CLASS = ns.SKOS + "Concept"
TEMPLATE = "glance/segment.html"
_CLASSIFIED = ns.SR + "segment"
_PROJECTS = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """What a region needs, and the others that offer it in the segment."""

    needing: Named
    concept: Named
    """The field or the segment of the need."""
    offering: Sequence[Named]
    has_own: bool
    """Whether the region in need offers something of the kind itself, in any segment."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A project, how many of its partners have a capability in the segment, and their list."""

    project: Named
    partners: int
    address: str


@dataclass(frozen=True, slots=True)
class Segment:
    """What the page of a segment says first."""

    answers: Answers
    iri: str
    offering: Sequence[Gap]
    needing: Sequence[Gap]
    unknown: Sequence[Gap]
    pairs: Sequence[Pair]
    projects: Sequence[Joint]
    """At most eight."""
    all_projects: int
    candidates: int
    countries: int
    helices: Sequence[Count]
    template: str = TEMPLATE

    @property
    def of_it(self) -> str:
        """The query of an address that is about this segment alone."""
        return urlencode({"segment": self.iri})


def segment(found: Description) -> Segment | None:
    """What is known of a segment; None of a concept that is none. Raises as `answers`.

    Whether it is one, the regions say: those of a partnership that declares its value chain.
    """
    if not _may_be_one(found):
        return None
    regions = answers({"regions": Asked("capabilities/matrix-by-segment", {})})
    if regions is None or not (_is_used(found) or _of(found.iri, regions.rows["regions"])):
        return None
    of_it = {"segment": found.iri}
    others = answers(
        {
            "pairs": Asked("capabilities/offers-for-needs", of_it),
            "projects": Asked("projects/segments", of_it),
            "candidates": Asked("capabilities/segment-candidates", of_it),
        }
    )
    return _segment(found.iri, regions | others) if others else None


def _may_be_one(found: Description) -> bool:
    """Whether nothing of ours leads to it but what is classified under a segment."""
    ours = {name for name in found.arriving if name.startswith(ns.SR)}
    return ours <= {_CLASSIFIED}


def _is_used(found: Description) -> bool:
    return _CLASSIFIED in found.arriving


def _of(iri: str, rows: Sequence[Row]) -> Sequence[Row]:
    return [row for row in rows if row["segment"] == iri]


def _segment(iri: str, told: Answers) -> Segment:
    rows = told.rows
    cells = matrix(_of(iri, rows["regions"]), "segment").cells
    projects = grouped(rows["projects"], "project")
    return Segment(
        answers=told,
        iri=iri,
        offering=sorted((cell for cell in cells if cell.offers), key=lambda cell: -cell.offers),
        needing=sorted((cell for cell in cells if cell.needs), key=lambda cell: -cell.needs),
        unknown=[cell for cell in cells if not cell.is_known],
        pairs=_pairs(rows["pairs"]),
        projects=[_joint(iri, of_one) for of_one in list(projects.values())[:_PROJECTS]],
        all_projects=len(projects),
        candidates=different(rows["candidates"], "actor"),
        countries=different(rows["candidates"], "country"),
        helices=counts(rows["candidates"], "actor", "helix", ""),
    )


def _pairs(rows: Sequence[Row]) -> Sequence[Pair]:
    """One for each region in need and concept."""
    return [_pair(of_one) for of_one in grouped(rows, "region", "concept").values()]


def _pair(rows: Sequence[Row]) -> Pair:
    return Pair(
        needing=named(rows, "region")[0],
        concept=named(rows, "concept")[0],
        offering=named(rows, "offering"),
        has_own=rows[0]["ownOffers"] != "0",
    )


def _joint(iri: str, rows: Sequence[Row]) -> Joint:
    (project,) = named(rows, "project")[:1]
    partners = len(named(rows, "participant"))
    return Joint(project, partners, address("projects/segments", project=project.iri, segment=iri))
