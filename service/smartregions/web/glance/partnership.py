"""A partnership at a glance: its regions by role, gaps, projects, reports, events and actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions import namespaces as ns
from smartregions.things.description import Description
from smartregions.web.finding.words import collated
from smartregions.web.glance.asking import Answers, Asked, answers
from smartregions.web.glance.citations import Citation, citations
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.glance.happenings import Happenings, happenings
from smartregions.web.overview.gaps import matrix
from smartregions.web.overview.reporting import Reporting, reporting
from smartregions.web.overview.stored import Row, address
from smartregions.web.overview.timeline import events

CLASS = ns.SR + "Partnership"
TEMPLATE = "glance/partnership.html"
_ROLES = ("leading", "co-leading", "participating", "associated", "interested")
"""The ends of the IRIs of roles, in the order of the page; others come behind."""
_MEMBERS = 24  # of each role; the list has all
_PROJECTS = 6


@dataclass(frozen=True, slots=True)
class Role:
    """The regions or organisations that have a role, or had it; and the list of them."""

    role: Named
    members: Sequence[tuple[Named, str, str]]
    """Each with the dates since and until when, which are empty where no source states them."""
    count: int
    address: str
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Segment:
    """How many of its regions offer and need something in a segment, and how many neither."""

    segment: Named
    offering: int
    needing: int
    unknown: int

    @property
    def is_gap(self) -> bool:
        """Whether it is needed, and nobody is known to offer it."""
        return self.needing > 0 and self.offering == 0


@dataclass(frozen=True, slots=True)
class Partnership:
    """What the page of a partnership says first."""

    answers: Answers
    iri: str
    roles: Sequence[Role]
    organisations: Sequence[Role]
    segments: Sequence[Segment]
    projects: Sequence[Row]
    """One row for each, at most six."""
    all_projects: int
    reporting: Reporting | None
    helices: Sequence[tuple[Named, int]]
    actors: int
    """Those that sit in its regions."""
    happenings: Happenings
    template: str = TEMPLATE

    @property
    def of_it(self) -> str:
        """The query of an address that is about this partnership alone."""
        return urlencode({"partnership": self.iri})

    @property
    def documents(self) -> str:
        """The address of all its documents."""
        return address("partnerships/documents", partnership=self.iri)


def partnership(found: Description) -> Partnership | None:
    """What is known of it; None where the questions are missing. Raises as `answers`."""
    of_it = {"partnership": found.iri}
    told = answers(
        {
            "regions": Asked("membership/participations", of_it),
            "organisations": Asked("membership/organisations-by-role", of_it),
            "segments": Asked("capabilities/matrix-by-segment", of_it),
            "timeline": Asked("monitoring/timeline", of_it),
            "events": Asked("events/timeline", of_it),
            "helices": Asked("actors/helix-balance", of_it),
        }
    )
    return _partnership(found.iri, told) if told else None


def _partnership(iri: str, told: Answers) -> Partnership:
    rows = told.rows
    projects = grouped((r for r in rows["timeline"] if r["what"] == "project"), "thing")
    return Partnership(
        answers=told,
        iri=iri,
        roles=_roles(rows["regions"], "region", "/regions?" + urlencode({"partnership": iri})),
        organisations=_roles(
            rows["organisations"], "organisation", told.sources["organisations"].address
        ),
        segments=_segments(rows["segments"]),
        projects=[of_one[0] for of_one in list(projects.values())[:_PROJECTS]],
        all_projects=len(projects),
        reporting=next(iter(reporting(events(rows["timeline"]))), None),
        helices=_helices(rows["helices"]),
        actors=_actors(rows["helices"]),
        happenings=happenings(rows["events"], "partnership", iri),
    )


def _roles(rows: Sequence[Row], member: str, of_all: str) -> Sequence[Role]:
    """By role; `of_all` is where the members of every role are listed."""
    found = [_role(of_role, member, of_all) for of_role in grouped(rows, "role").values()]
    return sorted(found, key=_rank)


def _role(rows: Sequence[Row], member: str, of_all: str) -> Role:
    (role,) = named(rows, "role")[:1]
    members = {
        (named([row], member)[0], row.get("since", ""), row.get("until", "")): None for row in rows
    }
    return Role(
        role=role,
        members=list(members)[:_MEMBERS],
        count=len(named(rows, member)),
        address=f"{of_all}&{urlencode({'role': role.iri})}" if member == "region" else of_all,
        citations=citations(rows),
    )


def _rank(role: Role) -> tuple[object, ...]:
    name = role.role.iri.rpartition("/")[2]
    place = _ROLES.index(name) if name in _ROLES else len(_ROLES)
    return place, collated(role.role.label)


def _segments(rows: Sequence[Row]) -> Sequence[Segment]:
    """With the numbers of the gap matrix."""
    known = matrix(rows, "segment")
    unknown = Counter(cell.column for cell in known.cells if not cell.is_known)
    return [
        Segment(
            Named(column.iri, column.label),
            known.offering(place),
            known.needing(place),
            unknown[column],
        )
        for place, column in enumerate(known.columns)
    ]


def _helices(rows: Sequence[Row]) -> Sequence[tuple[Named, int]]:
    """How many actors of each helix sit in the regions."""
    counts: Counter[Named] = Counter()
    for row in rows:
        counts[Named(row["helix"], row.get("helixLabel", row["helix"]))] += int(row["actors"])
    return sorted(counts.items(), key=lambda pair: collated(pair[0].label))


def _actors(rows: Sequence[Row]) -> int:
    """How many sit in the regions, whatever their helix."""
    return sum(int(of_one[0]["allActors"]) for of_one in grouped(rows, "region").values())
