"""`/graph/<source>/history/<change>/restore`: what the graph held once, it holds again."""

from __future__ import annotations

from flask import Blueprint, Response, request

from smartregions.publication.judging import Asked
from smartregions.publication.restoring import restore
from smartregions.publication.writing import Publisher
from smartregions.registry.change import Change
from smartregions.web import body, past, preconditions, published
from smartregions.web.history.asking import graph_of
from smartregions.web.history.state import standing
from smartregions.web.holders import holder, known, refuse_unless_granted, registry, spaces
from smartregions.web.languages import language
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.service import service

blueprint = Blueprint("restoring", __name__)

_RESTORE = Operation(
    (
        Parameter("source", "The name of the graph.", TEXT, "path"),
        Parameter("change", "The change after which the graph was as wanted.", TEXT, "path"),
    ),
    answers=published.WRITTEN,
    statuses=frozenset({401, 403, 404, 410, 412, 507}),
    evaluates=True,
    is_write=True,
)


@blueprint.post("/graph/<path:source>/history/<change>/restore")
@operation(_RESTORE)
def restore_one(source: str, change: str) -> Response:
    """Restore a graph as it stood after a change: a new change, judged like any other."""
    who, graph = holder(), graph_of(source)
    assert graph is not None
    refuse_unless_granted(who, "write", graph)
    body.read(request, service().settings.max_request_bytes)  # nothing is expected in it
    state = standing(graph, past.change_at(change))
    form = published.form()
    asked = Asked(
        graph, "put", spaces=spaces(who), known=known(who), form=form, language=language().tag
    )
    publisher = Publisher(registry(), service().index, service().run)
    outcome = restore(publisher, registry(), state, asked, who.grants.holder, _allowed)
    return published.respond(outcome, who, form)


def _allowed(_graph: str, last: Change | None) -> None:
    headers = request.headers
    preconditions.refuse(headers.get("If-Match"), headers.get("If-None-Match"), last)
