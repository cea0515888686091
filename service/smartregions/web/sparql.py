"""`/sparql`: the SPARQL 1.1 Protocol's query operation, and a form for people."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from smartregions.errors import BadRequest
from smartregions.index import Query
from smartregions.web import body, protocol
from smartregions.web.answers import Frame, respond
from smartregions.web.negotiation import prefers_page, wanted
from smartregions.web.protocol import Asked
from smartregions.web.service import service
from smartregions.web.summary import EXAMPLE

blueprint = Blueprint("sparql", __name__)


@blueprint.get("/sparql")
def by_get() -> Response:
    """A query by GET; without one, the form for a browser."""
    asked = protocol.by_get(request.query_string)
    if asked.query is None and prefers_page(request.headers.get("Accept")):
        return Response(render_template("sparql.html", query=EXAMPLE), mimetype="text/html")
    return _answered(asked)


@blueprint.post("/sparql")
def by_post() -> Response:
    """A query by POST, as a form or directly."""
    content = body.read(request, service().settings.max_request_bytes)
    charset = request.mimetype_params.get("charset")
    return _answered(protocol.by_post(request.query_string, request.mimetype, charset, content))


def _answered(asked: Asked) -> Response:
    if asked.query is None:
        raise BadRequest("There is no query: send it as the parameter query.")
    accepted = wanted(request.headers.get("Accept"), asked.format)
    query = Query(asked.query, accepted.formats, asked.default_graphs, asked.named_graphs)
    return respond(query, accepted, Frame("answer.html", {}))
