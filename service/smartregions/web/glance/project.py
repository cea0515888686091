"""A project at a glance: who takes part, when, with how much money, and what is known around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from smartregions import namespaces as ns
from smartregions.things.description import Description
from smartregions.web.finding.words import collated
from smartregions.web.glance.asking import Answers, Asked, answers
from smartregions.web.glance.citations import Citation, citations
from smartregions.web.glance.consortium import Consortium, consortium
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.glance.happenings import Happenings, happenings
from smartregions.web.languages import number
from smartregions.web.lists.selecting import short
from smartregions.web.overview.stored import Row, address

CLASS = ns.SR + "Project"
TEMPLATE = "glance/project.html"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of a project, as some sources state it."""

    funding: Named
    kind: str
    amount: str
    currency: str
    fund: str
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Touched:
    """A segment in which partners can do or need something, and the list of these."""

    segment: Named
    partners: int
    address: str


@dataclass(frozen=True, slots=True)
class Project:
    """What the page of a project says first."""

    answers: Answers
    consortium: Consortium
    amounts: Sequence[Amount]
    disagree: bool
    """Whether there are several amounts of one kind."""
    segments: Sequence[Touched]
    happenings: Happenings
    sharing: str
    """The address of the projects that share participants with it."""
    template: str = TEMPLATE


def project(found: Description) -> Project | None:
    """What is known of a project; None where the questions are missing. Raises as `answers`."""
    of_project = {"project": found.iri}
    told = answers(
        {
            "partners": Asked("projects/consortium", of_project),
            "money": Asked("projects/funding", of_project),
            "segments": Asked("projects/segments", of_project),
            "events": Asked("events/timeline", of_project),
        }
    )
    return _project(found.iri, told) if told else None


def _project(iri: str, told: Answers) -> Project:
    rows = told.rows
    amounts = [_amount(of_one) for of_one in grouped(rows["money"], "funding", "amount").values()]
    kinds = [amount.kind for amount in amounts]
    return Project(
        answers=told,
        consortium=consortium(rows["partners"]),
        amounts=amounts,
        disagree=len(set(kinds)) < len(kinds),
        segments=_touched(iri, rows["segments"]),
        happenings=happenings(rows["events"], "project", iri),
        sharing=address("projects/sharing-participants", project=iri, least="1"),
    )


def _amount(rows: Sequence[Row]) -> Amount:
    first = rows[0]
    return Amount(
        funding=named(rows, "funding")[0],
        kind=first.get("kindLabel", ""),
        amount=_told(first["amount"]),
        currency=short(first["currency"]),
        fund=first.get("fund", ""),
        citations=citations(rows),
    )


def _told(text: str) -> str:
    """A number as the language of the request writes it; what is no number, as it is."""
    try:
        return number(float(text)) if isfinite(float(text)) else text
    except ValueError:
        return text


def _touched(iri: str, rows: Sequence[Row]) -> Sequence[Touched]:
    found = [
        Touched(
            named(of_one, "segment")[0],
            len(named(of_one, "participant")),
            address("projects/segments", project=iri, segment=segment),
        )
        for (segment,), of_one in grouped(rows, "segment").items()
    ]
    return sorted(found, key=lambda one: (-one.partners, collated(one.segment.label)))
