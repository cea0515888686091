"""`/validate`: a file is judged as if it were published now; nothing of it is kept unless its
contributor chooses to have the report linked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from smartregions.errors import (
    CannotJudge,
    DeadlineReached,
    EngineCrashed,
    LimitReached,
    MemoryReached,
    ParameterError,
)
from smartregions.index import Done
from smartregions.messages import Message, amount
from smartregions.publication import telling
from smartregions.publication.linked import Linked, reports, too_long
from smartregions.publication.previewing import Stated, divided
from smartregions.publication.reserved import refuse_name
from smartregions.validation.render.coded import coded, has_code
from smartregions.web import validate_body
from smartregions.web.boxes import EMPTY
from smartregions.web.clients.scope import client
from smartregions.web.languages import language
from smartregions.web.multipart import ACCEPTED, MULTIPART, TYPES
from smartregions.web.operations import (
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    operation,
    or_empty,
)
from smartregions.web.published import state_language
from smartregions.web.service import service
from smartregions.web.validate_body import Sent
from smartregions.web.validate_formats import NAMES, RECEIPT, REPORTS, media_type, wanted_report
from smartregions.web.validate_page import inert, term
from smartregions.web.validated import Judged, written

blueprint = Blueprint("validate", __name__)

PREVIEW_SECONDS = 15.0
"""The most that is taken to find out what would change."""
_ENDED = (DeadlineReached, MemoryReached, EngineCrashed)
_LINKABLE = ("json", "html")
_OBJECT: Schema = {"type": "object"}
_FILE: Schema = {"type": "string", "format": "binary"}
_PARAMETERS = (
    Parameter(
        "graph",
        "The graph that the file would fill: then the answer says what would change, too.",
    ),
    Parameter(
        "method",
        "put: the file is all that the graph holds; post: it is added to the graph.",
        or_empty({"type": "string", "enum": validate_body.METHODS}),
    ),
    Parameter("name", "What the file, or the pasted text, is called in the report."),
    Parameter(
        "format",
        "The format, which wins over Accept; receipt: what the verdict was reached with.",
        or_empty({"type": "string", "enum": NAMES}),
    ),
    Parameter("lang", "The language of the report, such as fr; it wins over Accept-Language."),
    Parameter(
        "also",
        "text: JSON has the report for people, too, as reportText.",
        or_empty({"type": "string", "enum": validate_body.ALSO}),
    ),
    Parameter(
        "link",
        "day: the report is kept with the text for a day; JSON and the page tell its link.",
        or_empty({"type": "string", "enum": validate_body.LINK}),
    ),
)
_BODIES: Mapping[str, Schema] = {
    **dict.fromkeys(TYPES, TEXT),
    MULTIPART: {
        "type": "object",
        "properties": {
            "file": {"type": "array", "items": _FILE, "maxItems": 5},
            "text": TEXT,
            "name": TEXT,
            "type": or_empty({"type": "string", "enum": TYPES}),
            "link": or_empty({"type": "string", "enum": validate_body.LINK}),
        },
    },
}
_REPORT: Mapping[str, Schema] = {
    known.media_type: _OBJECT if known.name in ("json", "sarif") else TEXT for known in REPORTS
} | dict(PAGE)


@blueprint.app_template_filter("clean")
def _clean(text: str) -> str:
    return inert(text)


@blueprint.app_template_filter("coded")
def _coded(text: str) -> Markup:
    return Markup(coded(inert(text)))  # noqa: S704


@blueprint.app_template_test("coded")
def _has_code(text: str) -> bool:
    return has_code(inert(text))


@blueprint.app_template_filter("term")
def _term(iri: str) -> str:
    return term(iri)


@blueprint.get("/validate")
@operation(Operation(answers=PAGE))
def form() -> str:
    """A form for people: choose a file or paste its text, and it is judged."""
    return render_template(
        "validate.html",
        formats=ACCEPTED,
        trial=None,
        boxes=(EMPTY,),
        address=service().settings.address,
    )


@blueprint.post("/validate")
@operation(
    Operation(
        _PARAMETERS,
        _BODIES,
        _REPORT,
        frozenset({409, 413, 415, 503}),
        evaluates=True,
        also={400: _REPORT},
    )
)
def judged() -> Response:
    """Judge files as if they were published now; nothing of them is kept unless `link` says so.

    200 with the report when there is a verdict, accepted or rejected: `accepted` says which.
    400 with the report when a file could not be read.
    """
    sent = validate_body.read(request, service().settings.max_upload_bytes)
    if (graph := sent.trial.graph) and (log := service().registry):
        refuse_name(graph, log.last_of(graph), log)
    form = wanted_report(request.headers.get("Accept"), sent.format)
    if sent.is_linked and form not in _LINKABLE:
        raise ParameterError(Message("link=day goes with format=json and format=html."))
    done, stated = divided(_verdict(sent, form), sent.trial.extends)
    outcome = Judged(sent.trial, done, _preview(stated) if stated else None)
    response = Response(
        written(form, outcome, _linked(outcome) if sent.is_linked else None),
        200 if done.values["read"] else 400,
        content_type=media_type(form),
    )
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    if form != RECEIPT:
        state_language(response, form)
    return response


def _verdict(sent: Sent, form: str) -> Done:
    """Raises CannotJudge where a worker did not come to an end with it."""
    rendered = "json" if form in ("html", RECEIPT) else form
    try:
        states = form in ("json", "html") and sent.trial.graph is not None
        also = sent.also == "text"
        return service().index.do(sent.trial.verdict(rendered, also, language().tag, states))
    except _ENDED as error:
        raise CannotJudge(_why(error)) from error


def _why(error: LimitReached) -> Message:
    settings = service().settings
    if isinstance(error, DeadlineReached):
        return Message(
            "There was no verdict within {seconds} seconds, so there is none: divide the file.",
            seconds=f"{settings.query_seconds:g}",
        )
    if isinstance(error, MemoryReached):
        return Message(
            "To judge this takes more than {n} bytes: divide the file.",
            n=amount(settings.query_bytes),
        )
    return Message("The process that judged this ended before there was a verdict: try again.")


def _preview(stated: Stated) -> Mapping[str, Any]:
    """What would change; where that was not found out, why."""
    seconds = min(PREVIEW_SECONDS, service().settings.query_seconds / 2)
    return telling.preview(service().index, stated, seconds, language().tag)


def _linked(outcome: Judged) -> Linked | Message:
    """Where the report can be read for a day; or why it is not kept."""
    size = sum(len(text.data) for text in outcome.trial.texts)
    return too_long(size) or reports(service().settings).link(client().key, outcome.content)
