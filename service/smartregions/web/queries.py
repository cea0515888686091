"""`/queries`: the stored questions, each a form, a page and data."""

from __future__ import annotations

import json
from functools import cache
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from smartregions.index import Answer
from smartregions.library.choices import choices
from smartregions.library.question import Question
from smartregions.library.shelf import values
from smartregions.library.titles import title
from smartregions.messages import Message
from smartregions.web import past, protocol
from smartregions.web.answers import AnsweringIndex, Frame, respond, unchanging
from smartregions.web.choosing import told as offered
from smartregions.web.languages import told
from smartregions.web.negotiation import JSON, refuse_suffix, wanted_document
from smartregions.web.operations import (
    ANSWERS,
    OPTIONS,
    PAGE,
    SUFFIX,
    TEXT,
    Operation,
    Parameter,
    operation,
)
from smartregions.web.protocol import Asked
from smartregions.web.service import service
from smartregions.web.spoken import spoken

blueprint = Blueprint("queries", __name__)


_LIST = Operation(
    (Parameter("suffix", "json or html.", {"enum": ["json", "html"]}, "path"), OPTIONS[0]),
    answers={JSON.media_type: {"type": "object"}, **PAGE},
    is_conditional=True,
)
_ONE = Operation(
    (
        Parameter("topic", "The topic of the question.", TEXT, "path"),
        Parameter("name", "The name of the question.", TEXT, "path"),
        SUFFIX,
        *OPTIONS,
    ),
    answers=ANSWERS,
    evaluates=True,
    is_conditional=True,
)


@blueprint.get("/queries")
@blueprint.get("/queries.<suffix>", endpoint="all_questions_as")
@operation(_LIST)
def all_questions(suffix: str | None = None) -> Response:
    """The list of all questions: a page, or JSON."""
    refuse_suffix(suffix)
    options = protocol.options(protocol.pairs(request.query_string), suffix)
    questions = list(service().library)
    accept = request.headers.get("Accept")
    if wanted_document(accept, options.format, [JSON], Message("The list of questions")).page:
        topics = [(t, list(group)) for t, group in groupby(questions, lambda q: q.topic)]
        return unchanging(render_template("queries.html", topics=topics), "text/html")
    content = json.dumps({"queries": [_as_json(q) for q in questions]}, ensure_ascii=False)
    return unchanging(content, JSON.media_type)


@blueprint.get("/queries/<topic>/<name>")
@blueprint.get("/queries/<topic>/<name>.<suffix>", endpoint="one_question_as")
@operation(_ONE)
def one_question(topic: str, name: str, suffix: str | None = None) -> Response:
    """The answer to one question, with the given values for its parameters."""
    asked = service().library.get(f"{topic}/{name}")
    refuse_suffix(suffix)
    given = protocol.pairs(request.query_string)
    options = protocol.options(given, suffix)
    own = [pair for pair in given if pair[0] not in protocol.OPTIONS]
    at = past.change_at(options.at) if options.at else None
    text = asked.bound(values(asked, own, AnsweringIndex(at)))

    def shown(_: Answer) -> dict[str, object]:
        heading = cache(lambda name: told(title(name)))  # asked for each cell
        return {"question": asked, "fields": _fields(asked), "heading": heading, "spoken": spoken}

    frame = Frame("question.html", shown)
    return respond(Asked(options=options), text, frame)


def _fields(asked: Question) -> list[dict[str, object]]:
    """The form: each parameter with its choices and the value that it has now."""
    given = dict(protocol.pairs(request.query_string))
    return [
        {
            "parameter": parameter,
            "choices": offered(choices(AnsweringIndex(), parameter)),
            "value": given.get(parameter.name, ""),
        }
        for parameter in asked.parameters
    ]


def _as_json(asked: Question) -> dict[str, object]:
    """What the question says of itself, in the language of the request."""
    return {
        "path": f"/queries/{asked.path}",
        "summary": told(asked.summary),
        "description": told(asked.description) if asked.description else "",
        "parameters": [
            {"name": p.name, "type": p.type, "default": p.default, "help": told(p.help)}
            for p in asked.parameters
        ],
    }
