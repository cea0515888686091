"""An actor at a glance: what it can do, in which projects and partnerships, who complements it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.things.description import Description
from smartregions.validation.graph import object_of
from smartregions.web.glance.asking import Answers, Asked, answers
from smartregions.web.glance.citations import Citation, citations
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.glance.participations import Participation, participations
from smartregions.web.overview.addresses import matches_of
from smartregions.web.overview.stored import Row

CLASS = ns.SR + "Actor"
TEMPLATE = "glance/actor.html"
_ABILITIES = 6
_PROJECTS = 6
_PARTNERS = 6
_OTHERS = 4  # of each field; the question has all
_HOME = (ns.SR + "locatedIn", ns.SR + "actsFor")
_DEMAND = ns.PREFIXES["kind"] + "demand"
_WAYS = ("need", "offer", "kind")
"""As the question calls them."""


@dataclass(frozen=True, slots=True)
class Ability:
    """Something that it can do, offers or needs, and where that is classified."""

    capability: Named
    is_need: bool
    kinds: Sequence[Named]
    segments: Sequence[Named]
    is_ours: bool
    """Whether a part of the classification is ours."""
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Joint:
    """A project that it takes part in, its roles there, and with whom."""

    project: Named
    roles: Sequence[Named]
    partners: Sequence[Named]
    all_partners: int
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Complement:
    """Those of other regions that go with it in a field; without an actor, a group of a region."""

    field: Named
    others: Sequence[tuple[Named | None, Named]]


@dataclass(frozen=True, slots=True)
class Actor:
    """What the page of an actor says first."""

    answers: Answers
    iri: str
    abilities: Sequence[Ability]
    """At most six."""
    all_abilities: int
    has: Mapping[str, bool]
    """Whether a `need` or an `offer` of it is known."""
    projects: Sequence[Joint]
    """At most six."""
    all_projects: int
    own: Sequence[Participation]
    of_region: Sequence[Participation]
    complements: Mapping[str, Sequence[Complement]]
    """By how they complement it: `need`, `offer`, `kind`, as the question says; all of them."""
    regions: Sequence[str]
    """The IRIs of those in which it sits or for which it acts."""
    most: int = _OTHERS
    """Of the others of a field that the page shows."""
    template: str = TEMPLATE

    @property
    def evidence(self) -> str:
        """The address of all its capabilities with their sources."""
        return "/matrix/cell?" + urlencode({"actor": self.iri})

    @property
    def matches(self) -> str:
        """The address of the matches of its region; empty where none is known."""
        return matches_of(self.regions[0]) if self.regions else ""


def actor(found: Description) -> Actor | None:
    """What is known of an actor; None where the questions are missing. Raises as `answers`."""
    of_actor = {"actor": found.iri}
    told = answers(
        {
            "capabilities": Asked("capabilities/evidence", of_actor),
            "projects": Asked("projects/consortium", {"partner": found.iri}),
            "partners": Asked("projects/shared-by-actors", of_actor),
            "own": Asked("membership/organisations-by-role", {"organisation": found.iri}),
            "of_region": Asked("membership/participations", of_actor),
            "complements": Asked("capabilities/complementary-actors", of_actor),
        }
    )
    return _actor(found, told) if told else None


def _actor(found: Description, told: Answers) -> Actor:
    rows = told.rows
    able = grouped(rows["capabilities"], "capability")
    projects = grouped(rows["projects"], "project")
    partners = _partners(found.iri, rows["partners"])
    return Actor(
        answers=told,
        iri=found.iri,
        abilities=[_ability(of_one) for of_one in list(able.values())[:_ABILITIES]],
        all_abilities=len(able),
        has={
            "need": any(row["kind"] == _DEMAND for row in rows["capabilities"]),
            "offer": any(row["kind"] != _DEMAND for row in rows["capabilities"]),
        },
        projects=[_joint(of_one, partners) for of_one in list(projects.values())[:_PROJECTS]],
        all_projects=len(projects),
        own=participations(rows["own"]),
        of_region=participations(rows["of_region"]),
        complements={way: _complements(rows["complements"], way) for way in _WAYS},
        regions=_regions(found),
    )


def _ability(rows: Sequence[Row]) -> Ability:
    (capability,) = named(rows, "capability")[:1]
    return Ability(
        capability=capability,
        is_need=any(row["kind"] == _DEMAND for row in rows),
        kinds=named(rows, "kind"),
        segments=named(rows, "segment"),
        is_ours=any("true" in (row["segmentIsOurs"], row["kindIsOurs"]) for row in rows),
        citations=citations(rows),
    )


def _partners(iri: str, rows: Sequence[Row]) -> Mapping[str, Sequence[Named]]:
    """The others of each project."""
    found: dict[str, dict[Named, None]] = {}
    for row in rows:
        (other,) = named([row], "two" if row["one"] == iri else "one")
        found.setdefault(row["project"], {})[other] = None
    return {project: list(others) for project, others in found.items()}


def _joint(rows: Sequence[Row], partners: Mapping[str, Sequence[Named]]) -> Joint:
    (project,) = named(rows, "project")[:1]
    others = partners.get(project.iri, ())
    return Joint(project, named(rows, "role"), others[:_PARTNERS], len(others), citations(rows))


def _complements(rows: Sequence[Row], way: str) -> Sequence[Complement]:
    """Those that go with it in one way, the fields with most of them first."""
    by_field = grouped((row for row in rows if row["by"] == way), "field")
    found = [_complement(of_one) for of_one in by_field.values()]
    return sorted(found, key=lambda one: -len(one.others))


def _complement(rows: Sequence[Row]) -> Complement:
    others = [
        (next(iter(named(of_one, "other")), None), named(of_one, "region")[0])
        for of_one in grouped(rows, "other", "region").values()
    ]
    return Complement(named(rows, "field")[0], others)


def _regions(found: Description) -> Sequence[str]:
    """Where it sits before what it acts for, each once."""
    said = [each.triple for each in found.outgoing if each.triple.subject == NamedNode(found.iri)]
    homes = [object_of(t) for name in _HOME for t in said if t.predicate.value == name]
    return list(dict.fromkeys(home.value for home in homes if isinstance(home, NamedNode)))
