"""`/openapi.json` and `/docs`: the API's description, read from the routes themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template
from werkzeug.routing import Rule

from smartregions import __version__
from smartregions.errors import LimitReached
from smartregions.formats import HTML
from smartregions.library.question import Question
from smartregions.web.answers import unchanging
from smartregions.web.apipage import said, sections, shared
from smartregions.web.languages import msgid
from smartregions.web.negotiation import PROBLEM
from smartregions.web.operations import (
    ANSWERS,
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    of_view,
    operation,
    or_empty,
)
from smartregions.web.problem_types import OF_ERRORS, PROBLEMS, TYPES
from smartregions.web.published import REPORTS, WRITTEN
from smartregions.web.service import service

blueprint = Blueprint("openapi", __name__)

Document = dict[str, Any]
TITLE = "Smart Regions"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Those that are described one by one: HEAD is where GET is, and OPTIONS everywhere."""

_ABOUT = msgid(
    "Linked data of an interregional partnership. HEAD answers wherever GET does, OPTIONS "
    "everywhere. An error is a problem document (RFC 9457), to a browser a page."
)
_FILES = msgid("A file that the pages need.")
_PART = msgid("A part of the address.")
_TOKEN = "token"
_ALWAYS = frozenset({400, 406, 500})
_PLACEHOLDER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_DEEP = re.compile(r"<path:([^<>]+)>")
_QUESTIONS = "/queries/<topic>/<name>"
_OF_TYPE: Mapping[str, Schema] = {
    "iri": TEXT,
    "string": {"type": "string", "maxLength": 1_000},
    "integer": {"type": "integer", "minimum": -(10**18) + 1, "maximum": 10**18 - 1},
    "date": {"type": "string", "format": "date"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
}


@blueprint.get("/openapi.json")
@operation(Operation(answers={"application/json": {"type": "object"}}, is_conditional=True))
def as_json() -> Response:
    """This description (OpenAPI 3.1)."""
    return unchanging(json.dumps(document(current_app)), "application/json")


@blueprint.get("/docs")
@operation(Operation(answers=PAGE))
def as_page() -> Response:
    """This description as a page."""
    api = document(current_app)
    page = render_template("docs.html", api=api, sections=sections(api["paths"]), shared=shared())
    return Response(page, mimetype=HTML)


def document(app: Flask) -> Document:
    """The description of an app: every route, every stored question, every kind of error."""
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": __version__, "description": _ABOUT},
        "servers": [{"url": service().settings.address.rstrip("/")}],
        "paths": dict(sorted([*_routes(app), *_questions(app)])),
        "components": {
            "schemas": {"Problem": _problem_schema()},
            "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}},
            "responses": {"Answer": _answer(ANSWERS)}
            | {_name(status): _problem(status) for status in _statuses()},
        },
    }


def _routes(app: Flask) -> Iterator[tuple[str, Document]]:
    found: dict[str, Document] = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in METHODS:
            if method in (rule.methods or ()):
                path = found.setdefault(_PLACEHOLDER.sub(r"{\1}", rule.rule), {})
                path[method.lower()] = _route(rule, method, view)
    return iter(found.items())


def _route(rule: Rule, method: str, view: Callable[..., Any]) -> Document:
    described = of_view(view)
    known = {parameter.name for parameter in described.parameters}
    in_path = [name for name in rule.arguments if name not in known]
    parameters = [Parameter(name, _PART, TEXT, "path") for name in in_path]
    of_path = [p for p in described.parameters if p.place != "path" or p.name in rule.arguments]
    summary, *more = said(view) or (_FILES,)
    told: Document = {
        "operationId": f"{rule.endpoint.replace('.', '-')}-{method.lower()}",
        "summary": summary,
        "tags": [rule.endpoint.partition(".")[0]],
        "parameters": [_parameter(p) for p in [*parameters, *of_path]],
        "responses": _responses(described, bool(rule.arguments)),
    }
    if more:
        told["description"] = more[0]
    if described.is_write:
        told["security"] = [{_TOKEN: []}, *([] if described.answers == WRITTEN else [{}])]
    if described.bodies and method != "GET":
        content = {kind: {"schema": schema} for kind, schema in described.bodies.items()}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _questions(app: Flask) -> Iterator[tuple[str, Document]]:
    """The address of each stored question with its own parameters."""
    (rule,) = (rule for rule in app.url_map.iter_rules() if rule.rule == _QUESTIONS)
    described = of_view(app.view_functions[rule.endpoint])
    for asked in service().library:
        yield f"/queries/{asked.path}", {"get": _question(asked, described)}


def _question(asked: Question, described: Operation) -> Document:
    own = [Parameter(p.name, p.help, or_empty(_OF_TYPE[p.type])) for p in asked.parameters]
    return {
        "operationId": "query-" + asked.path.replace("/", "-"),
        "summary": asked.summary,
        "description": asked.description,
        "tags": ["queries"],
        "parameters": [_parameter(each) for each in [*own, *OPTIONS]],
        "responses": _responses(described, False),
    }


def _parameter(parameter: Parameter) -> Document:
    told: Document = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.help,
        "required": parameter.place == "path",
        "schema": dict(parameter.schema),
    }
    return told | ({"example": parameter.example} if parameter.example else {})


def _responses(described: Operation, has_parts: bool) -> Document:
    statuses = _ALWAYS | described.statuses | ({404} if has_parts else set())
    if described.evaluates:
        statuses |= _of_evaluation()
    if described.bodies:
        statuses |= {411}
    if described.is_conditional:
        statuses |= {412}
    told: Document = {"200": _answer(described.answers)}
    if described.answers == ANSWERS:
        told["200"] = {"$ref": "#/components/responses/Answer"}
    if described.is_conditional:
        told["304"] = {"description": "What the client has is still true."}
    references = {str(s): {"$ref": f"#/components/responses/{_name(s)}"} for s in statuses}
    if described.is_write:
        references |= _of_judging()
    references |= {str(s): _problem_or(s, more) for s, more in described.also.items()}
    return told | dict(sorted(references.items()))


def _of_judging() -> Document:
    """What a write may be answered with beside 200: problems, and the reports of the judgement."""
    written = _answer(WRITTEN)
    reports = {kind: {"schema": dict(schema)} for kind, schema in REPORTS.items()}
    bad = _problem(400)
    return {
        "201": written | {"description": "A graph was made."},
        "202": written | {"description": "It is kept, and will be shown in a moment."},
        "400": bad | {"content": reports | bad["content"]},
        "422": {"description": "Rejected: nothing was stored.", "content": reports},
    }


def _answer(answers: Mapping[str, Schema]) -> Document:
    content = _content(answers)
    return {"description": "The whole answer."} | ({"content": content} if content else {})


def _content(answers: Mapping[str, Schema]) -> Document:
    return {kind: {"schema": dict(schema)} for kind, schema in answers.items()}


def _of_evaluation() -> set[int]:
    """The statuses of errors that only the evaluation of a query meets."""
    slugs = (slug for kind, slug in OF_ERRORS.items() if issubclass(kind, LimitReached))
    return {PROBLEMS[slug].status for slug in slugs}


def _statuses() -> list[int]:
    return sorted({problem.status for problem in PROBLEMS.values()})


def _name(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> Document:
    titles = [problem.title for problem in PROBLEMS.values() if problem.status == status]
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {PROBLEM: {"schema": schema}, HTML: {"schema": dict(TEXT)}}
    return {"description": "; ".join(titles) + ".", "content": content}


def _problem_or(status: int, more: Mapping[str, Schema]) -> Document:
    told = _problem(status)
    return told | {"content": _content(more) | told["content"]}


def _problem_schema() -> Document:
    number = {"type": "integer", "minimum": 1}
    types = [TYPES + problem.slug for problem in PROBLEMS.values()]
    return {
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": types},
            "title": dict(TEXT),
            "status": {"type": "integer", "enum": _statuses()},
            "detail": dict(TEXT),
            "line": number | {"description": "Where a text is at fault, from 1."},
            "column": number | {"description": "In characters, from 1."},
            "source": dict(TEXT) | {"description": "The line; a long one is cut around it."},
            "caret": dict(TEXT) | {"description": "White space and a caret under the place."},
            "near": {"type": "array", "items": dict(TEXT), "description": "What may be meant."},
            "all": dict(TEXT) | {"description": "Where all values of the parameter are."},
            "last": dict(TEXT) | {"description": "Where the last state is of what is gone."},
        },
    }
