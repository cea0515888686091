"""`/catalog`: the catalogue as portals harvest it, in pages, formats and profiles.

Who says no type gets Turtle (data.europa.eu sends no Accept), a browser a page. An answer is the
whole page of a catalogue, or an error: portals delete what a shorter one does not have.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import Triple

from smartregions.catalogue import paging, profiles
from smartregions.catalogue.documents import FORMATS
from smartregions.catalogue.edition import Edition
from smartregions.catalogue.profiles import PROFILES, Profile
from smartregions.catalogue.writing import written
from smartregions.errors import BadRequest, UnknownThing
from smartregions.messages import Message
from smartregions.web import catalogue_page, edition, numbered, protocol, signposts
from smartregions.web.answers import labelled, unchanging
from smartregions.web.languages import language
from smartregions.web.links import LINKSET
from smartregions.web.negotiation import refuse_suffix, wanted_document
from smartregions.web.numbered import once
from smartregions.web.operations import (
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    operation,
    or_empty,
)
from smartregions.web.protocol import Pairs
from smartregions.web.service import service

blueprint = Blueprint("catalogue", __name__)

QUALITY = Path(__file__).with_name("static") / "quality.ttl"
"""What `smartregions harvest-check` said; `make quality` makes it."""
STATUSES = frozenset({404, 503})
RDF: dict[str, Schema] = {
    known.media_type: {} if known.name == "jsonld" else TEXT for known in FORMATS
}
SUFFIX = Parameter(
    "suffix",
    "The format, as a file name ends.",
    {"type": "string", "enum": ["html", *(known.suffix for known in FORMATS)]},
    "path",
)
_PARAMETERS = (
    SUFFIX,
    OPTIONS[0],
    numbered.PARAMETER,
    Parameter(
        "modified_since",
        "Only datasets that changed since: a date, or a time with its zone (ISO 8601).",
    ),
    Parameter(
        "_profile",
        "The profile: a token or an IRI. The header Accept-Profile does the same.",
        or_empty({"type": "string", "enum": [known.token for known in PROFILES]}),
    ),
)
_OPERATION = Operation(_PARAMETERS, answers={**RDF, **PAGE}, statuses=STATUSES, is_conditional=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which part of the catalogue is asked for, in which profile."""

    page: int
    since: str
    profile: Profile


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>", endpoint="catalogue_as")
@blueprint.get("/.well-known/datacatalog", endpoint="well_known")
@operation(_OPERATION)
def catalogue(suffix: str | None = None) -> Response:
    """The catalogue in DCAT-AP 3.0.1, or in the profile that is asked for; a page of it at a time.

    Each page stands by itself, and leads to the next by Hydra.
    """
    refuse_suffix(suffix)
    given = protocol.pairs(request.query_string)
    options = protocol.options(given, suffix)
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, options.format, FORMATS, Message("The catalogue"))
    asked = _asked(given)
    if accepted.page:
        return _for_people(asked)
    current, form = edition.current(), accepted.formats[0]
    tag = _tag(current, asked, form)
    if request.if_none_match.contains_weak(tag):
        return _linked(Response(status=304), asked, form, tag)
    return _linked(_answer(current, asked, form), asked, form, tag)


@blueprint.get("/catalog.linkset")
@operation(
    Operation(
        (_PARAMETERS[2],),
        answers={LINKSET: {"type": "object"}},
        statuses=STATUSES,
        is_conditional=True,
    )
)
def links() -> Response:
    """The links of a page of the catalogue, of its descriptions and files (RFC 9264)."""
    asked = _asked(protocol.pairs(request.query_string))
    current = edition.current()
    tag = _tag(current, asked, "linkset")
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    triples, _ = _page(current, asked)
    told = signposts.linkset(service().settings.address, asked.page, triples)
    return labelled(Response(told, mimetype=LINKSET), tag)


@blueprint.get("/catalog/quality.ttl")
@operation(Operation(answers={"text/turtle": TEXT}, is_conditional=True))
def quality() -> Response:
    """The points of the packaged catalogue, as measured for this release (DQV)."""
    return unchanging(QUALITY.read_text("utf-8"), "text/turtle")


def _asked(given: Pairs) -> _Asked:
    """Raises BadRequest and NotAcceptable."""
    wanted = once(given, "_profile")
    profile = profiles.wanted(wanted, request.headers.get("Accept-Profile"))
    return _Asked(numbered.page(given), _moment(once(given, "modified_since")), profile)


def _moment(text: str) -> str:
    """The time in the form in which the log has times; empty for none. Raises BadRequest."""
    if not text:
        return ""
    for spelling in (text, text.replace(" ", "+")):  # a plus that was not escaped
        try:
            found = datetime.fromisoformat(spelling)
            zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
            return zoned.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        except (ValueError, OverflowError):
            continue
    raise BadRequest(
        Message(
            "modified_since={text} is no time; write 2026-11-26 or 2026-11-26T08:00:00Z.", text=text
        )
    )


def _tag(current: Edition, asked: _Asked, form: str) -> str:
    parts = [current.version, current.hash, current.address, request.path, asked.since, asked.page]
    text = json.dumps([*parts, service().settings.catalogue_page, asked.profile.token, form])
    return f"{current.change}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _answer(current: Edition, asked: _Asked, form: str) -> Response:
    triples, place = _page(current, asked)
    (known,) = (each for each in FORMATS if each.name == form)
    key = (current.hash, place, asked.profile.token, form)
    body = edition.kept(key, lambda: written(asked.profile.said(triples), form))
    return _neighbouring(Response(body, content_type=known.content_type), place)


def _for_people(asked: _Asked) -> Response:
    """The page, or 304: of the newest edition that there is, for a person does not wait."""
    standing, is_now = edition.newest()
    if standing is None:
        shown = Response(catalogue_page.before_any(), mimetype="text/html")
        shown = _linked(shown, asked, "", None)
        shown.headers["Cache-Control"] = "no-store"
        return shown
    tag = _tag(standing, asked, f"{language().tag}{'' if is_now else ' behind'}")
    if request.if_none_match.contains_weak(tag):
        return _linked(Response(status=304), asked, "", tag)
    triples, place = _page(standing, asked)
    shown = Response(
        catalogue_page.of_edition(triples, place, None if is_now else standing.change),
        mimetype="text/html",
    )
    return _linked(_neighbouring(shown, place), asked, "", tag)


def _neighbouring(response: Response, place: paging.Place) -> Response:
    for link in signposts.of_neighbours(place):
        response.headers.add("Link", link.header)
    return response


def _page(current: Edition, asked: _Asked) -> tuple[tuple[Triple, ...], paging.Place]:
    """What the page says, and which it is. Raises UnknownThing behind the last."""
    size = service().settings.catalogue_page
    with edition.records(current) as records:
        total, since = records.count_standing(asked.since)
        place = paging.Place(
            _address(asked.profile, asked.since and since), asked.page, size, total
        )
        if asked.page > place.last:
            raise UnknownThing(
                Message(
                    "There is no page {n} of the catalogue; {last} is last.",
                    n=asked.page,
                    last=place.last,
                )
            )
        shown = records.standing(asked.since, (asked.page - 1) * size, size)
    return paging.page(edition.triples(current.catalogue), shown, place), place


def _address(profile: Profile, since: str) -> str:
    """Of all pages of what is asked for; only what changes the answer is in it."""
    given = {"modified_since": since, "_profile": "" if profile is PROFILES[0] else profile.token}
    query = urlencode({name: value for name, value in given.items() if value})
    address = service().settings.address.rstrip("/") + request.path
    return f"{address}?{query}" if query else address


def _linked(response: Response, asked: _Asked, form: str, tag: str | None) -> Response:
    """The response with its profile, and the links to the others and to what belongs to it."""
    profile = asked.profile
    response.headers["Content-Profile"] = f"<{profile.iri}>"
    response.headers.add("Link", f'<{profile.iri}>; rel="profile"')
    base = service().settings.address + "catalog"
    for known in PROFILES:
        if known is not profile:
            address = f"{base}?_profile={known.token}"
            response.headers.add("Link", f'<{address}>; rel="alternate"; formats="{known.iri}"')
    of = signposts.of_description if form else signposts.of_page
    for link in of(service().settings.address, asked.page):
        response.headers.add("Link", link.header)
    response.vary.add("Accept-Profile")
    return labelled(response, tag)
