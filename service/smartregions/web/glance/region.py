"""A region at a glance: where it is, its roles, what it offers and needs, with whom it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from smartregions import namespaces as ns
from smartregions.web.glance.asking import Answers, Asked, answers
from smartregions.web.glance.participations import Participation, participations
from smartregions.web.glance.tallies import Count, Tally, counts, different, partners, tallies
from smartregions.web.lists.selecting import short
from smartregions.web.overview.addresses import matches_of
from smartregions.web.overview.stored import Row

CLASS = ns.SR + "Region"
TEMPLATE = "glance/region.html"
_MOST = 3  # partners of each kind; /matches has all
_PROJECTS = 6
_FIELDS = 8


@dataclass(frozen=True, slots=True)
class Region:
    """What the page of a region says first."""

    answers: Answers
    roles: Sequence[Participation]
    segments: Sequence[Tally]
    fields: Sequence[Tally]
    """Those with most, at most eight."""
    all_fields: int
    helices: Sequence[Count]
    actors: int
    without_helix: int
    projects: Sequence[Row]
    """One row for each, at most six."""
    all_projects: int
    offering: Sequence[tuple[str, str, int]]
    needing: Sequence[tuple[str, str, int]]
    similar: Sequence[Row]
    nuts: Sequence[Row]
    """Its codes in the newest version that has any."""
    name: str
    """The last part of its IRI."""
    template: str = TEMPLATE

    @property
    def matches(self) -> str:
        """The address of all matches."""
        return matches_of(ns.PREFIXES["region"] + self.name)

    @property
    def matrix(self) -> str:
        """The address of its row of the gap matrix."""
        return f"/matrix#{quote(self.name)}"


def region(iri: str) -> Region | None:
    """What is known of a region; None where the questions are missing. Raises as `answers`."""
    of_region = {"region": iri}
    found = answers(
        {
            "nuts": Asked("places/nuts-codes", of_region),
            "roles": Asked("membership/participations", of_region),
            "capabilities": Asked("capabilities/by-region", of_region),
            "actors": Asked("actors/by-region", of_region),
            "projects": Asked("projects/participants", of_region),
            "offers": Asked("capabilities/offers-for-needs", of_region),
            "needs": Asked("capabilities/offers-for-needs", {"offering": iri}),
            "similar": Asked("capabilities/similar-regions", of_region),
        }
    )
    return _region(iri, found) if found else None


def _region(iri: str, found: Answers) -> Region:
    rows = found.rows
    fields = tallies(rows["capabilities"], "field", {"region": iri})
    fields.sort(key=lambda field: -(field.offers + field.needs))
    projects = list({row["project"]: row for row in rows["projects"]}.values())
    return Region(
        answers=found,
        roles=participations(rows["roles"]),
        segments=tallies(rows["capabilities"], "segment", {"region": iri}),
        fields=fields[:_FIELDS],
        all_fields=len(fields),
        helices=counts(rows["actors"], "actor", "ofHelix", _actors(iri)),
        actors=different(rows["actors"], "actor"),
        without_helix=different((row for row in rows["actors"] if "ofHelix" not in row), "actor"),
        projects=projects[:_PROJECTS],
        all_projects=len(projects),
        offering=partners(rows["offers"], "offering", "concept", _MOST),
        needing=partners(rows["needs"], "region", "concept", _MOST),
        similar=rows["similar"][:_MOST],
        nuts=_newest(rows["nuts"]),
        name=short(iri),
    )


def _actors(iri: str) -> str:
    return "/actors?" + urlencode({"region": iri}) + "&helix="


def _newest(rows: Sequence[Row]) -> list[Row]:
    coded = [row for row in rows if "code" in row]
    last = max((row["version"] for row in coded), default="")
    return [row for row in coded if row["version"] == last]
