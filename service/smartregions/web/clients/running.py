"""`/queries/running`: what is worked on at the moment, for the operator, who can stop it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request

from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.web.clients.authorization import require_operator
from smartregions.web.clients.job import excerpt
from smartregions.web.clients.ledger import Place
from smartregions.web.clients.scope import scope
from smartregions.web.negotiation import prefers_page
from smartregions.web.operations import PAGE, TOKEN, Operation, operation

blueprint = Blueprint("running", __name__)


@blueprint.get("/queries/running")
@operation(Operation(answers={"application/json": {"type": "object"}, **PAGE}, statuses=TOKEN))
def all_running() -> Response:
    """The queries that workers have, in all processes: a page, or JSON."""
    require_operator()
    queries = [_described(place) for place in scope().ledger.running()]
    queries.sort(key=lambda query: query["started"])
    if prefers_page(request.headers.get("Accept")):
        page = render_template("running.html", queries=queries)
        response = Response(page, mimetype="text/html")
    else:
        body = json.dumps({"queries": queries}, ensure_ascii=False)
        response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


@blueprint.delete("/queries/running/<id_>")
@operation(Operation(statuses=TOKEN))
def stop(id_: str) -> Response:
    """Stop a query; whoever waits for it is told."""
    require_operator()
    for place in scope().ledger.running():
        if place.id == id_ and scope().stop(place.query.job):
            return Response(status=204)
    raise UnknownThing(Message("No query with the id {id} runs; it may have ended.", id=id_))


def _described(place: Place) -> dict[str, str | float | int]:
    query = place.query
    return {
        "id": place.id,
        "client": query.client,
        "started": datetime.fromtimestamp(query.started, UTC).isoformat(timespec="milliseconds"),
        "seconds": round(time.monotonic() - query.since, 3),
        "hash": query.digest.hex(),
        "characters": query.characters,
        "query": excerpt(query.excerpt),
    }
