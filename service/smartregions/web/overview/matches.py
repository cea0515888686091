"""`/matches`: which regions complete each other, and `/consortia`: who could join for a segment."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from smartregions.errors import ParameterError, UnknownThing
from smartregions.library.choices import Choice, choices
from smartregions.library.offering import Instead
from smartregions.library.question import Parameter as Asked
from smartregions.library.shelf import values
from smartregions.messages import Message
from smartregions.namespaces import SR
from smartregions.web import past, protocol
from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.words import collated
from smartregions.web.languages import SOURCE, language
from smartregions.web.negotiation import JSON
from smartregions.web.operations import OPTIONS, TEXT, Operation, Parameter, operation
from smartregions.web.overview.addresses import behind, matches_of
from smartregions.web.overview.complements import complements
from smartregions.web.overview.document import (
    CSV,
    as_csv,
    as_json,
    document,
    downloads,
    schemas,
)
from smartregions.web.overview.labels import names
from smartregions.web.overview.matching import (
    COLUMNS,
    OFFERS,
    PAIR_COLUMNS,
    SHARED,
    SIMILAR,
    Matches,
    Pairs,
    by_other,
    matches,
    pairs,
    possible,
)
from smartregions.web.overview.stored import TOO_MUCH, address, keep_nowhere
from smartregions.web.service import service
from smartregions.web.tables import described

blueprint = Blueprint("matches", __name__)

ASKS = (OFFERS, SIMILAR, SHARED)
"""The questions behind the pages."""

SECONDS = 5.0
"""For each question of the page of all pairs."""
_SHOWN = 5_000
"""Pairs on one page; each download has all."""
_PARTNERS = 50
"""Regions, or projects, that each part of the page of a region shows; its files have all."""
_CONCEPTS = 5
"""What of the fields and segments of one of them it shows; the question has all."""
_FORMS = (JSON, CSV)
_ENDINGS = Parameter("suffix", "json, csv or html.", {"enum": ["json", "csv", "html"]}, "path")
_REGIONS = Asked("region", "iri", "", SR + "Region", None, "UNDEF")
_SUFFIXES = tuple(f".{each.suffix}" for each in _FORMS) + (".html",)


def _reading(*own: Parameter) -> Operation:
    parameters = (*own, _ENDINGS, *OPTIONS)
    return Operation(parameters, answers=schemas(*_FORMS), evaluates=True, is_conditional=True)


def asked_at() -> int | None:
    """The change after which the data are to be as they were; None for now."""
    at = protocol.options(protocol.pairs(request.query_string)).at
    return past.change_at(at) if at else None


@blueprint.get("/matches")
@blueprint.get("/matches.<suffix>", endpoint="all_as")
@operation(_reading())
def all_matches(suffix: str | None = None) -> Response:
    """Each pair of regions: what one offers that the other needs, how alike, what they share."""
    at = asked_at()

    def page() -> str:
        known = _told(at)
        return render_template(
            "overview/pairs.html",
            known=known,
            regions=_regions(at) if known is None else (),
            at=at,
            matches_of=matches_of,
            downloads=downloads("/matches", _FORMS),
        )

    forms = {
        JSON: lambda: as_json({"pairs": pairs(at).table()}),
        CSV: lambda: as_csv(PAIR_COLUMNS, pairs(at).table()),
    }
    return document(Message("The list of matches"), suffix, page, forms)


def _regions(at: int | None) -> list[Choice]:
    """All that there are, by the names that they have in the language of the request."""
    found = list(choices(AnsweringIndex(at), _REGIONS))
    if language().tag == SOURCE:
        return found
    known = names([each.iri for each in found], at)
    named = [replace(each, label=known.get(each.iri, each.label)) for each in found]
    return sorted(named, key=lambda each: (collated(each.label), each.iri))


def _told(at: int | None) -> Pairs | None:
    """All pairs for the page; None where there are too many to be told soon, or to be shown."""
    if possible(at) > _SHOWN:
        return None
    try:
        known = pairs(at, SECONDS).told
    except TOO_MUCH:
        keep_nowhere()
        return None
    return known if len(known.pairs) <= _SHOWN else None


@blueprint.get("/matches/<name>")
@operation(
    _reading(Parameter("name", "The region: the end of its IRI, or all of it.", TEXT, "path"))
)
def of_region(name: str) -> Response:
    """Who offers what a region needs, who needs what it offers, who is like it, what is shared."""
    name, suffix = _split(name)
    at = asked_at()
    region = _region(name, at)

    def page() -> str:
        return _page_of(complements(region.iri, region.label, at), at)

    forms = {
        JSON: lambda: as_json(
            {
                "region": region.iri,
                "label": region.label,
                "matches": matches(region.iri, region.label, at).table(),
            }
        ),
        CSV: lambda: as_csv(COLUMNS, matches(region.iri, region.label, at).table()),
    }
    return document(Message("The list of matches"), suffix, page, forms)


def _page_of(found: Matches, at: int | None) -> str:
    return render_template(
        "overview/matches.html",
        found=found,
        met=by_other(found.offers.rows, "offering"),
        needing=by_other(found.needs.rows, "region"),
        at=at,
        matches_of=matches_of,
        behind=behind,
        question=address,
        asks=OFFERS,
        most=_PARTNERS,
        most_concepts=_CONCEPTS,
        described=described,
        downloads=downloads(matches_of(found.region), _FORMS),
    )


def _split(name: str) -> tuple[str, str | None]:
    """A name without the ending that asks for a format."""
    for ending in _SUFFIXES:
        if name.endswith(ending):
            return name.removesuffix(ending), ending[1:]
    return name, None


def _region(name: str, at: int | None) -> Choice:
    """The region that a name means. Raises UnknownThing, which says what there is."""
    known = choices(AnsweringIndex(at), _REGIONS)
    question = service().library.get(SIMILAR)
    try:
        iri = values(question, [("region", name)], AnsweringIndex(at))["region"].value
    except (ParameterError, KeyError) as error:
        why = error.said if isinstance(error, ParameterError) else str(error)
        instead = error.instead if isinstance(error, ParameterError) else None
        near = instead.near if isinstance(instead, Instead) else ()
        raise UnknownThing(
            Message("There are no matches of {name}: {why}", name=repr(name), why=why),
            tuple(f"{service().settings.address}matches/{each}" for each in near),
        ) from None
    return next(choice for choice in known if choice.iri == iri)
