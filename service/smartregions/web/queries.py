"""`/queries`: the stored questions, each a form, a page and data."""

from __future__ import annotations

import json
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from smartregions.errors import BadRequest
from smartregions.index import Query
from smartregions.library.choices import choices
from smartregions.library.question import Question
from smartregions.library.shelf import values
from smartregions.web.answers import Frame, respond
from smartregions.web.negotiation import prefers_page, wanted
from smartregions.web.protocol import pairs
from smartregions.web.service import service

blueprint = Blueprint("queries", __name__)


@blueprint.get("/queries")
def all_questions() -> Response:
    """The list of all questions: a page, or JSON."""
    questions = list(service().library)
    if prefers_page(request.headers.get("Accept")):
        topics = [(t, list(group)) for t, group in groupby(questions, lambda q: q.topic)]
        return Response(render_template("queries.html", topics=topics), mimetype="text/html")
    listed = json.dumps({"queries": [_as_json(q) for q in questions]}, ensure_ascii=False)
    return Response(listed, mimetype="application/json")


@blueprint.get("/queries/<topic>/<name>")
def one_question(topic: str, name: str) -> Response:
    """The answer to one question, with the given values for its parameters."""
    asked = service().library.get(f"{topic}/{name}")
    given = pairs(request.query_string)
    formats = [value for key, value in given if key == "format"]
    if len(formats) > 1:
        raise BadRequest("The parameter format is given more than once.")
    terms = values(asked, (pair for pair in given if pair[0] != "format"), service().index)
    accepted = wanted(request.headers.get("Accept"), "".join(formats) or None)
    query = Query(asked.bound(terms), accepted.formats)
    frame = {"question": asked, "fields": _fields(asked) if accepted.page else [], "given": given}
    return respond(query, accepted, Frame("question.html", frame))


def _fields(asked: Question) -> list[dict[str, object]]:
    """The form: each parameter with its choices and the value that it has now."""
    given = dict(pairs(request.query_string))
    return [
        {
            "parameter": parameter,
            "choices": choices(service().index, parameter),
            "value": given.get(parameter.name, ""),
        }
        for parameter in asked.parameters
    ]


def _as_json(asked: Question) -> dict[str, object]:
    return {
        "path": f"/queries/{asked.path}",
        "summary": asked.summary,
        "description": asked.description,
        "parameters": [
            {"name": p.name, "type": p.type, "default": p.default, "help": p.help}
            for p in asked.parameters
        ],
    }
