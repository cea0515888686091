"""`/feed`: what became of each dataset last, as a Linked Data Event Stream (`catalogue.ldes`).

The entry leads to all pages. A page that is closed has the same bytes as long as there is one of
that name; the one before the last change is still given to who is reading.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress

from flask import Blueprint, Response, render_template, request

from smartregions.catalogue import recordfile
from smartregions.catalogue.edition import Edition
from smartregions.catalogue.ldes.pages import NEWEST, Page, pages
from smartregions.catalogue.ldes.telling import content, entry, written
from smartregions.catalogue.offered import Deployment
from smartregions.catalogue.recordfile import Records
from smartregions.catalogue.records import Record
from smartregions.errors import Busy, Gone, UnknownThing
from smartregions.formats import GRAPHS
from smartregions.messages import Message
from smartregions.web import edition, protocol
from smartregions.web.negotiation import refuse_suffix, wanted_document
from smartregions.web.operations import (
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    operation,
)
from smartregions.web.service import service

blueprint = Blueprint("feed", __name__)

FORMATS = tuple(
    next(known for known in GRAPHS if known.name == name) for name in ("trig", "jsonld", "nquads")
)
_CLOSED = "public, max-age=604800, immutable"
_OPEN = "public, max-age=10"
_NAME = re.compile(r"[0-9]{1,18}-([0-9]{1,18})-[0-9a-f]{16}", re.ASCII)

_RDF: dict[str, Schema] = {
    known.media_type: {} if known.name == "jsonld" else TEXT for known in FORMATS
}
_PARAMETERS = (
    Parameter(
        "suffix",
        "The format, as a file name ends.",
        {"type": "string", "enum": ["html", *(known.suffix for known in FORMATS)]},
        "path",
    ),
    Parameter("name", f"Of a page that /feed leads to; {NEWEST} is the open one.", TEXT, "path"),
    OPTIONS[0],
)
_OPERATION = Operation(
    _PARAMETERS, answers={**_RDF, **PAGE}, statuses=frozenset({404, 503}), is_conditional=True
)
_ONE = Operation(
    _PARAMETERS, answers={**_RDF, **PAGE}, statuses=frozenset({410, 503}), is_conditional=True
)


@blueprint.get("/feed")
@blueprint.get("/feed.<suffix>", endpoint="feed_as")
@operation(_OPERATION)
def feed(suffix: str | None = None) -> Response:
    """The feed of changes (LDES): what it is, and the pages that it has."""
    form = _form(suffix)
    current = edition.current()
    found = _pages(current.records)
    tag = f"{current.change}-{current.hash[:16]}-{service().settings.catalogue_page}-{form}"
    if request.if_none_match.contains_weak(tag):
        return _labelled(Response(status=304), tag, _OPEN)
    if not form:
        shown = render_template("feed.html", pages=found, page=None, formats=FORMATS)
        return _labelled(Response(shown, mimetype="text/html"), tag, _OPEN)
    ours = Deployment(service().settings.address)
    body = written(entry(ours.feed, f"Changes of {ours.title}", found), form)
    return _labelled(_told(body, form), tag, _OPEN)


@blueprint.get("/feed/<name>")
@blueprint.get("/feed/<name>.<suffix>", endpoint="page_as")
@operation(_ONE)
def page(name: str, suffix: str | None = None) -> Response:
    """One page of the feed: activities, each with what it says of its dataset.

    A closed page is for ever as it is. When an event in it is superseded, its place is taken by a
    page of another name, and this one is gone (410).
    """
    form = _form(suffix)
    found, records = _found(edition.current(), name)
    cache = _CLOSED if found.is_closed else _OPEN
    tag = f"{_digest(found, records)}-{form or 'html'}"
    if request.if_none_match.contains_weak(tag):
        return _labelled(Response(status=304), tag, cache)
    if not form:
        shown = render_template("feed.html", pages=(), page=found, records=records, formats=FORMATS)
        return _labelled(Response(shown, mimetype="text/html"), tag, _OPEN)
    address = Deployment(service().settings.address).feed
    body = written(content(address, found, records), form)
    return _labelled(_told(body, form), tag, cache)


def _form(suffix: str | None) -> str:
    """The name of the format that is wanted; empty for a page. Raises NotAcceptable."""
    refuse_suffix(suffix)
    options = protocol.options(protocol.pairs(request.query_string), suffix)
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, options.format, FORMATS, Message("The feed"))
    return "" if accepted.page else accepted.formats[0]


def _pages(name: str) -> tuple[Page, ...]:
    """The pages of the records in this file."""
    size = service().settings.catalogue_page

    def cut() -> tuple[Page, ...]:
        with recordfile.opened(edition.folder() / name) as records:
            return tuple(pages(records.entries(), size))

    return edition.kept((name, size), cut)


def _found(current: Edition, name: str) -> tuple[Page, list[Record]]:
    """A page of now, or one of the edition before. Raises UnknownThing and Gone."""
    for file in filter(None, (current.records, current.records_before)):
        with suppress(Busy):  # the file of the edition before may have gone
            for known in _pages(file):
                if known.name == name:
                    with recordfile.opened(edition.folder() / file) as records:
                        return known, records.between(known.first, known.last)
    with edition.records(current) as records:
        raise _missing(name, records)


def _missing(name: str, records: Records) -> UnknownThing | Gone:
    found = _NAME.fullmatch(name)
    if found and int(found[1]) <= records.latest:
        return Gone(
            Message(
                "There is no such page of the feed any more: an event in it was superseded. "
                "/feed leads to the pages that there are."
            )
        )
    return UnknownThing(
        Message("The feed has no page {name}; /feed leads to those that there are.", name=name)
    )


def _digest(found: Page, records: list[Record]) -> str:
    """Of what is in the page; the name of a closed one tells it."""
    if found.is_closed:
        return found.name
    told = [f"{each.dataset} {each.change} ".encode() + each.description for each in records]
    return hashlib.sha256(b"".join(told)).hexdigest()[:24]


def _told(body: bytes, form: str) -> Response:
    (known,) = (each for each in FORMATS if each.name == form)
    return Response(body, content_type=known.content_type)


def _labelled(response: Response, tag: str, cache: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache
    response.vary.add("Accept")
    return response
