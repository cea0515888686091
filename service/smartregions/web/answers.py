"""From a query to a response: conditional requests, the best representation, the page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request

from smartregions import __version__
from smartregions.formats import FORMATS
from smartregions.index import Answer, Query
from smartregions.sparql.facts import facts
from smartregions.web.negotiation import Wanted
from smartregions.web.protocol import pairs
from smartregions.web.service import service
from smartregions.web.tables import table

_CONTENT_TYPES = {known.name: known.content_type for known in FORMATS}
_PAGE_FORMATS = ("json", "turtle")


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around an answer: its template, and what else the template shows."""

    template: str
    values: dict[str, object]


def respond(query: Query, wanted: Wanted, frame: Frame) -> Response:
    """The answer as the client wants it, or 304 when it has it already.

    Raises what the index raises; a part of an answer is never sent.
    """
    tag = None if facts(query.text).volatile else _tag(query, wanted)
    if tag and request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    elif wanted.page:
        response = _page(query, frame)
    else:
        answer = service().index.query(query)
        response = Response(answer.body, content_type=_CONTENT_TYPES[answer.format])
    if tag:
        response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def _tag(query: Query, wanted: Wanted) -> str:
    """One tag per state of the data, program, query, dataset and list of accepted formats."""
    state = service().index.revision
    parts = (
        __version__,
        state.hash,
        query.text,
        query.default_graphs,
        query.named_graphs,
        wanted.formats,
        wanted.page,
        request.full_path if wanted.page else "",
    )
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"{state.change}-{digest[:24]}"


def _page(query: Query, frame: Frame) -> Response:
    plain = Query(query.text, _PAGE_FORMATS, query.default_graphs, query.named_graphs)
    answer = service().index.query(plain)
    shown = render_template(
        frame.template,
        query=query.text,
        form=answer.form,
        grid=_grid(answer),
        boolean=answer.form == "ask" and json.loads(answer.body)["boolean"],
        turtle=answer.body.decode() if answer.form == "graph" else "",
        downloads=_downloads(answer),
        **frame.values,
    )
    return Response(shown, mimetype="text/html")


def _grid(answer: Answer) -> object:
    if answer.form != "select":
        return None
    return table(answer.body, service().settings.table_rows)


def _downloads(answer: Answer) -> list[tuple[str, str]]:
    """Name and address of each other representation of what this request asked by GET."""
    if request.method != "GET":
        return []
    kind = "graph" if answer.form == "graph" else "results"
    given = [pair for pair in pairs(request.query_string) if pair[0] != "format"]
    return [
        (known.name, f"{request.path}?{urlencode([*given, ('format', known.name)])}")
        for known in FORMATS
        if known.answers == kind
    ]
