"""What the routes about the past read of a request, and how they answer it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from flask import Response, request
from werkzeug.http import http_date

from smartregions import __version__
from smartregions.errors import BadRequest, UnknownThing
from smartregions.formats import HTML, Format
from smartregions.messages import Message
from smartregions.namespaces import DEFAULT_GRAPH, GRAPH, PROVENANCE_GRAPH
from smartregions.registry.change import Change
from smartregions.web import protocol
from smartregions.web.answers import labelled
from smartregions.web.languages import language
from smartregions.web.negotiation import Wanted, wanted_document
from smartregions.web.service import service


def given() -> dict[str, str]:
    """The parameters of the request by name. Raises BadRequest for one that is given twice."""
    pairs = protocol.pairs(request.query_string)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest(Message("A parameter is given more than once; give each once."))
    return found


def refuse_derived(graph: str | None) -> None:
    """Raise UnknownThing for a graph that follows from the others, so that no change is of it."""
    is_union = service().dataset.is_union
    if graph == PROVENANCE_GRAPH or (graph == DEFAULT_GRAPH and is_union):
        raise UnknownThing(
            Message(
                "<{graph}> follows from the changes of the other graphs and has none of its own. "
                "With at= a change or a time it is what it was.",
                graph=graph,
            )
        )


def graph_of(source: str | None) -> str | None:
    """The graph that the address names, by its path or by the parameter `graph`."""
    return GRAPH + source if source is not None else given().get("graph")


def accepted(existing: Sequence[Format], what: str, suffix: str | None = None) -> Wanted:
    """The formats that the request wants, best first, or a page.

    Raises BadRequest where its address and a parameter ask for two, and NotAcceptable.
    """
    name = given().get("format")
    if suffix:
        name = protocol.options(protocol.pairs(request.query_string), suffix).format
    return wanted_document(request.headers.get("Accept"), name, existing, what)


def tag(*parts: object) -> str:
    """An entity tag that changes with the program, the request and what is told here."""
    spoken = [language().tag for part in parts if isinstance(part, Wanted) and part.page]
    told = json.dumps([__version__, request.full_path, *map(str, parts), *spoken])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def is_known(found: str) -> bool:
    """Whether the client has what this tag stands for."""
    return request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(found)


def not_modified(found: str) -> Response:
    """What the client has is still true."""
    return labelled(Response(status=304), found)


def page(html: str, found: str) -> Response:
    """A page for people."""
    return labelled(Response(html, content_type=f"{HTML}; charset=utf-8"), found)


def moment(change: Change) -> datetime:
    """When a change was made."""
    return datetime.fromisoformat(change.time)


def http_time(change: Change) -> str:
    """When a change was made, as HTTP writes it: to the second."""
    return http_date(moment(change))
