"""`/sparql`: the SPARQL 1.1 Protocol, a form for people, and the description of the service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from smartregions.errors import BadRequest
from smartregions.formats import GRAPHS
from smartregions.messages import Message
from smartregions.sparql.explain import lacking
from smartregions.web import body, describing, protocol, updating
from smartregions.web.answers import Frame, respond
from smartregions.web.beginning import beginning
from smartregions.web.charts import chart
from smartregions.web.holders import holder
from smartregions.web.labelling import named
from smartregions.web.mapping import mapped
from smartregions.web.negotiation import refuse_suffix, wanted_document
from smartregions.web.operations import (
    ANSWERS,
    DATASET,
    OPTIONS,
    QUERY,
    SELECT,
    SUFFIX,
    UPDATE,
    USING,
    Operation,
    Parameter,
    Schema,
    operation,
)
from smartregions.web.protocol import Asked
from smartregions.web.published import WRITTEN
from smartregions.web.recipes import recipes
from smartregions.web.service import service

blueprint = Blueprint("sparql", __name__)

_BODIES: Mapping[str, Schema] = {
    protocol.FORM: {
        "type": "object",
        "properties": {
            each.name: dict(each.schema) for each in (QUERY, *DATASET, UPDATE, *USING, *OPTIONS)
        },
    },
    protocol.DIRECT: {"type": "string", "examples": [SELECT]},
    protocol.DIRECT_UPDATE: {"type": "string", "examples": [UPDATE.example]},
}
_QUESTION = Parameter(
    "question", "Without a query: the stored question, topic/name, that the editor begins with."
)
_BY_GET = Operation(
    (SUFFIX, QUERY, *DATASET, *OPTIONS, _QUESTION), {}, ANSWERS, evaluates=True, is_conditional=True
)
_BY_POST = Operation(
    (SUFFIX, *DATASET, *USING, *OPTIONS),
    _BODIES,
    {**ANSWERS, **WRITTEN},
    frozenset({401, 403, 409, 413, 415, 507}),
    evaluates=True,
    is_write=True,
)
_DESCRIPTION = "There is no query; what the service says of itself"


@blueprint.app_template_filter("lacking")
def _lacking(text: str) -> list[str]:
    return lacking(text)


@blueprint.get("/sparql")
@blueprint.get("/sparql.<suffix>", endpoint="by_get_as")
@operation(_BY_GET)
def by_get(suffix: str | None = None) -> Response:
    """A query by GET; without one, the form for a browser, else the service description."""
    refuse_suffix(suffix)
    asked = protocol.by_get(request.query_string, suffix)
    if asked.query is not None:
        return _answered(asked)
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, asked.options.format, GRAPHS, _DESCRIPTION)
    if accepted.page:
        form = Response(_form(request.args.get("question", "")), mimetype="text/html")
        form.vary.add("Accept")
        return form
    return describing.respond(accepted.formats[0])


@blueprint.post("/sparql")
@blueprint.post("/sparql.<suffix>", endpoint="by_post_as")
@operation(_BY_POST)
def by_post(suffix: str | None = None) -> Response:
    """A query or an update by POST, as a form or directly; an update needs a token."""
    refuse_suffix(suffix)
    who = holder() if request.mimetype == protocol.DIRECT_UPDATE else None
    content = body.read(request, service().settings.max_request_bytes)
    charset = request.mimetype_params.get("charset")
    asked = protocol.by_post(request.query_string, request.mimetype, charset, content, suffix)
    if asked.update is not None and asked.options.at:
        raise BadRequest(
            Message("What was cannot be changed: leave at= away; docs/history.md restores it.")
        )
    if asked.update is not None:
        return updating.respond(asked, asked.update, who or holder())
    return _answered(asked)


def _form(question: str) -> str:
    """The editor, with a stored question or a first one in it. Raises UnknownThing."""
    library = service().library
    begun = library.get(question).text if question else beginning()
    topics = [(topic, list(group)) for topic, group in groupby(library, lambda q: q.topic)]
    return render_template("sparql.html", query=begun, topics=topics)


def _answered(asked: Asked) -> Response:
    if asked.query is None:
        raise BadRequest(Message("There is no query: send it as the parameter query."))
    return respond(asked, asked.query, Frame("answer.html", lambda _: _beside(asked)))


def _beside(asked: Asked) -> dict[str, object]:
    """What the page of an answer has besides: how to ask the same elsewhere."""
    given = urlencode(protocol.source(asked), doseq=True)
    endpoint = f"{service().settings.address}sparql" + (f"?{given}" if given else "")
    asking = partial(recipes, asked.query or "", endpoint)
    return {"recipes": asking, "chart": chart, "named": named, "mapped": mapped}
