"""What a write is answered with: its changes, or the report that says why there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from flask import Response, request

from smartregions import namespaces as ns
from smartregions.publication import telling
from smartregions.publication.writing import Published, Rejected
from smartregions.registry.holder import Holder
from smartregions.validation.render import MEDIA_TYPES, told_in
from smartregions.web.clients import lines
from smartregions.web.clients.scope import client
from smartregions.web.languages import language
from smartregions.web.negotiation import Accept
from smartregions.web.operations import TEXT, Schema
from smartregions.web.preconditions import tag
from smartregions.web.service import service

FORMS = {kind: form for form, kind in MEDIA_TYPES.items() if form != "github"}
"""Media type of a report to its format."""
REPORTS: Mapping[str, Schema] = {
    kind: {"type": "object"} if kind.endswith("json") else TEXT for kind in FORMS
}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_CHANGE: Schema = {
    "type": "object",
    "required": ["change", "graph", "kind", "time", "triples", "added", "removed", "sha256"],
    "properties": {
        **dict.fromkeys(("change", "triples", "added", "removed"), _NUMBER),
        **dict.fromkeys(("graph", "kind", "time", "sha256"), TEXT),
    },
}
WRITTEN: Mapping[str, Schema] = {
    "application/json": {
        "type": "object",
        "required": ["changes", "committed", "report", "receipt"],
        "properties": {
            "changes": {"type": "array", "items": _CHANGE},
            "committed": {"type": "boolean"},
            "report": {"type": "object"},
            "receipt": {"type": "object"},
            "reportText": TEXT,
        },
    }
}


def form() -> str:
    """The format in which the client wants a report; JSON when it does not care."""
    said = Accept(request.headers.get("Accept"))
    best = max(FORMS, key=lambda kind: (said.quality(kind), FORMS[kind] == "json"))
    return FORMS[best] if said.quality(best) > 0 else "json"


def respond(outcome: Published | Rejected, who: Holder, asked_form: str) -> Response:
    """The response to a write, which is logged too."""
    if isinstance(outcome, Rejected):
        response = _rejected(outcome, asked_form)
    else:
        response = _accepted(outcome)
    response.headers["Cache-Control"] = "no-store"
    _log(outcome, who, response.status_code)
    return response


def state_language(response: Response, form: str) -> None:
    """Say in which language a report in that format is told: Turtle has them all."""
    response.headers["Content-Language"] = ", ".join(told_in(form, language().tag))


def location(graph: str) -> str:
    """Where the graph is read and written."""
    name = graph.removeprefix(ns.GRAPH)
    if name != graph and name:
        return f"{service().settings.address}graph/{quote(name, safe='/')}"
    return f"{service().settings.address}graphs?graph={quote(graph, safe='')}"


def _rejected(outcome: Rejected, asked_form: str) -> Response:
    status = 422 if outcome.verdict.read else 400
    kind = MEDIA_TYPES[asked_form]
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    response = Response(outcome.verdict.report, status, content_type=kind + charset)
    response.vary.add("Accept")
    state_language(response, asked_form)
    return response


def _accepted(outcome: Published) -> Response:
    told = telling.published(outcome)
    response = Response(json.dumps(told, ensure_ascii=False), mimetype="application/json")
    state_language(response, "json")
    if not outcome.shown:
        response.status_code = 202
    if len(outcome.changes) == 1 and outcome.changes[0].stands:
        (change,) = outcome.changes
        response.set_etag(tag(change))
        response.headers["Location"] = location(change.graph)
        if outcome.anew and outcome.shown and change.kind == "create":
            response.status_code = 201
    return response


def _log(outcome: Published | Rejected, who: Holder, status: int) -> None:
    receipt = json.loads(outcome.verdict.receipt)
    changes = outcome.changes if isinstance(outcome, Published) else ()
    lines.tell(
        "write",
        client=client().name,
        token=who.token,
        holder=who.grants.holder,
        method=request.method,
        path=request.path,
        graphs=", ".join(change.graph for change in changes),
        changes=[change.sequence for change in changes][:20],
        sha256=receipt["files"][0]["sha256"] if receipt["files"] else "",
        verdict=receipt["verdict"],
        status=status,
    )
