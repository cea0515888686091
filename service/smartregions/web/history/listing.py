"""`/history` and `/graph/<source>/history`: the changes, newest first, as page, JSON and Atom."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from flask import Blueprint, Response, render_template, request

from smartregions.errors import BadRequest, UnknownThing
from smartregions.formats import Format
from smartregions.messages import Message
from smartregions.registry import past as log
from smartregions.registry.change import REPOSITORY, Change
from smartregions.web.answers import labelled
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.history.asking import (
    accepted,
    given,
    graph_of,
    is_known,
    not_modified,
    page,
    refuse_derived,
)
from smartregions.web.history.asking import tag as tagged
from smartregions.web.history.atom import feed
from smartregions.web.history.pages import Listing
from smartregions.web.negotiation import JSON
from smartregions.web.operations import PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.past import registry
from smartregions.web.service import service

blueprint = Blueprint("history", __name__)

ATOM = Format("atom", "results", "application/atom+xml", "atom")
_FORMATS = (JSON, ATOM)
_PER_PAGE = 50
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)

_BEFORE = Parameter(
    "before", "Changes before the one of this number.", {"type": "integer", "minimum": 1}
)
_FORMAT = Parameter(
    "format", "html, json or atom; wins over Accept.", {"enum": ["html", "json", "atom"]}
)
_ANSWERS = {JSON.media_type: {"type": "object"}, ATOM.media_type: TEXT, **PAGE}
_OF_ALL = Operation(
    (_BEFORE, Parameter("graph", "The graph, by its IRI; without it, all."), _FORMAT),
    answers=_ANSWERS,
    statuses=frozenset({404}),
    is_conditional=True,
)
_OF_ONE = Operation(
    (Parameter("source", "The name of the graph.", TEXT, "path"), _BEFORE, _FORMAT),
    answers=_ANSWERS,
    is_conditional=True,
)


@blueprint.get("/history")
@operation(_OF_ALL)
def of_all() -> Response:
    """The changes of all graphs, newest first."""
    return _respond(graph_of(None))


@blueprint.get("/graph/<path:source>/history")
@operation(_OF_ONE)
def of_one(source: str) -> Response:
    """The changes of a graph, newest first, its deletions too."""
    return _respond(graph_of(source))


def _respond(graph: str | None) -> Response:
    chosen = accepted(_FORMATS, Message("The history"))
    now = service().index.revision
    last = log.last_by(registry(), graph, now.change)
    refuse_derived(graph)
    if graph is not None and last is None:
        raise UnknownThing(Message("<{graph}> never was here, so it has no history.", graph=graph))
    tag = tagged(last.hash if last else "", chosen)
    if is_known(tag):
        return not_modified(tag)
    listing = _listing(graph, _before(now.change + 1))
    if chosen.page:
        response = page(_page(listing), tag)
    elif chosen.formats[0] == ATOM.name:
        response = labelled(Response(feed(listing), content_type=ATOM.media_type), tag)
    else:
        response = labelled(Response(_json(listing), content_type=JSON.media_type), tag)
    if listing.following:
        response.headers.add("Link", f'<{whole(listing.address(listing.following))}>; rel="next"')
    return response


def _before(end: int) -> int:
    text = given().get("before", "")
    if text and not _NUMBER.fullmatch(text):
        raise BadRequest(Message("before={text} is not the number of a change.", text=text))
    return min(int(text), end) if text else end


def _listing(graph: str | None, before: int) -> Listing:
    found = log.before(registry(), graph, before, _PER_PAGE + 1)
    shown = found[:_PER_PAGE]
    return Listing(graph, shown, shown[-1].sequence if len(found) > _PER_PAGE else None)


def _json(listing: Listing) -> str:
    told: dict[str, object] = {"changes": [_told(change) for change in listing.changes]}
    if listing.graph:
        told["graph"] = listing.graph
    if listing.following:
        told["next"] = whole(listing.address(listing.following))
    return json.dumps(told, ensure_ascii=False)


def _told(change: Change) -> dict[str, object]:
    """All that the log says of a change, and where its state and its difference are."""
    addresses = Addresses(change.graph)
    links = {"diff": whole(addresses.difference(change.base, change.sequence))}
    if change.stands:
        links["at"] = whole(addresses.at(change.sequence))
    return {**asdict(change), "hash": change.hash, "links": links}


def _page(listing: Listing) -> str:
    return render_template(
        "history.html",
        listing=listing,
        rows=[(change, Addresses(change.graph)) for change in listing.changes],
        feed=listing.address(None) + ("&" if "?" in listing.address(None) else "?") + "format=atom",
        following=listing.address(listing.following) if listing.following else "",
        is_first="before" not in request.args,
        installation=REPOSITORY,
        is_packaged=service().settings.corpus is None,
    )
