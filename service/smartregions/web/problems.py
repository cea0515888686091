"""Every error as one shape: a problem document (RFC 9457), or the same as a page for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from smartregions import errors, messages
from smartregions.errors import (
    Gone,
    LimitReached,
    PositionedError,
    SmartRegionsError,
    Unauthorized,
    UnknownThing,
)
from smartregions.messages import Message
from smartregions.namespaces import BASE
from smartregions.sparql.excerpt import excerpt
from smartregions.web.languages import SOURCE, language, told
from smartregions.web.negotiation import PROBLEM, prefers_page

TYPES = BASE + "problems#"


@dataclass(frozen=True, slots=True)
class Problem:
    """One type of problem; `slug` is the end of its address, where it is described."""

    slug: str
    status: int
    title: str
    advice: str


_LIST = (
    Problem("bad-request", 400, "The request cannot be read", "Mend the request; see its detail."),
    Problem("query-syntax", 400, "The query is not SPARQL", "Mend it at the line and column."),
    Problem("query-refused", 400, "A rule forbids the query", "Take out what the detail names."),
    Problem("parameter", 400, "A parameter cannot be used", "Use what the detail lists."),
    Problem("unauthorized", 401, "The request needs a token", "Send the token as a bearer."),
    Problem("forbidden", 403, "This is not allowed here", "Ask the operator; see its detail."),
    Problem("not-found", 404, "There is no such thing here", "Start from the front page."),
    Problem("method", 405, "The method is not allowed here", "Use what the detail lists."),
    Problem("not-acceptable", 406, "No such representation", "Ask for a format that exists."),
    Problem("stale", 409, "The graph was changed meanwhile", "Read it again, and try again."),
    Problem("conflict", 409, "This cannot be done to what is there", "See its detail."),
    Problem("precondition", 412, "The precondition does not hold", "Read it anew, and try again."),
    Problem("gone", 410, "What was here is gone", "Ask for an earlier state; see the detail."),
    Problem("length-required", 411, "The length is missing", "Send the body with Content-Length."),
    Problem("request-too-large", 413, "The request is too long", "Send less at once."),
    Problem("answer-too-large", 413, "The answer is too long", "Ask for less, or page by page."),
    Problem("too-far-back", 413, "Too much has changed since", "Ask for a later state."),
    Problem("address-too-long", 414, "The address is too long", "Send the query by POST."),
    Problem("media-type", 415, "The body is of an unknown type", "Send a type that is read."),
    Problem("range", 416, "No such part of the file", "Ask for bytes that are there, or for all."),
    Problem("too-many-at-once", 429, "Too many requests at once", "Await an answer, then ask."),
    Problem("budget", 429, "The client's time is used up", "Wait, and ask for less at once."),
    Problem("internal", 500, "Our side is at fault", "Try later; the log has the details."),
    Problem("endpoint", 502, "Another endpoint failed", "Ask it by itself, or use SERVICE SILENT."),
    Problem("stopped", 503, "The operator stopped the query", "Ask for less, or ask the operator."),
    Problem("deadline", 503, "The query took too long", "Ask for less, or more precisely."),
    Problem("memory", 503, "The query needs too much memory", "Ask for less."),
    Problem("crash", 503, "The engine did not survive the query", "Write it in another way."),
    Problem("banned", 503, "The query did harm a moment ago", "Write it in another way."),
    Problem("busy", 503, "There is no answer at the moment", "Ask again in a moment."),
    Problem("storage-full", 507, "There is no room to write", "Nothing was written; try later."),
    Problem("cannot-judge", 503, "No verdict was reached", "Try again; nothing was accepted."),
)
PROBLEMS: Mapping[str, Problem] = MappingProxyType({problem.slug: problem for problem in _LIST})

OF_ERRORS: Mapping[type[SmartRegionsError], str] = MappingProxyType(
    {
        errors.InputError: "bad-request",
        errors.BadRequest: "bad-request",
        errors.UnsupportedMediaType: "media-type",
        errors.TurtleSyntaxError: "bad-request",
        errors.NotFormattable: "bad-request",
        errors.QuerySyntaxError: "query-syntax",
        errors.QueryRefused: "query-refused",
        errors.ParameterError: "parameter",
        errors.UnknownThing: "not-found",
        errors.Gone: "gone",
        errors.NotAcceptable: "not-acceptable",
        errors.Conflict: "conflict",
        errors.PreconditionFailed: "precondition",
        errors.Unauthorized: "unauthorized",
        errors.Forbidden: "forbidden",
        errors.TooManyAtOnce: "too-many-at-once",
        errors.BudgetSpent: "budget",
        errors.QueryBanned: "banned",
        errors.RequestTooLarge: "request-too-large",
        errors.AnswerTooLarge: "answer-too-large",
        errors.LimitReached: "answer-too-large",
        errors.TooFarBack: "too-far-back",
        errors.DeadlineReached: "deadline",
        errors.MemoryReached: "memory",
        errors.EngineCrashed: "crash",
        errors.Stopped: "stopped",
        errors.EndpointFailed: "endpoint",
        errors.Busy: "busy",
        errors.CannotJudge: "cannot-judge",
        errors.StaleProposal: "stale",
        errors.StorageFull: "storage-full",
        errors.ServiceError: "internal",
        SmartRegionsError: "internal",
    }
)
_OF_STATUS = {
    404: "not-found",
    405: "method",
    411: "length-required",
    413: "request-too-large",
    414: "address-too-long",
    416: "range",
}

_RETRY_SECONDS = {"busy": "2", "deadline": "60", "memory": "60", "crash": "60", "stopped": "60"}


def install(app: Flask) -> None:
    """Tell every error of the app in this shape."""
    app.register_error_handler(SmartRegionsError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)


def problem_of(error: SmartRegionsError) -> Problem:
    """The type of problem that an error of ours is."""
    for kind in type(error).__mro__:
        if kind in OF_ERRORS:
            return PROBLEMS[OF_ERRORS[kind]]
    raise AssertionError("SmartRegionsError itself is in the table")


def _log() -> logging.Logger:
    return logging.getLogger("smartregions.web")


def _of_ours(error: SmartRegionsError) -> Response:
    problem = problem_of(error)
    if problem.status == InternalServerError.code:
        _log().error("%s %s", request.method, request.path, exc_info=error)
        return _told(problem)
    response = _told(problem, error.said, {**_place(error), **_elsewhere(error)})
    response.headers.update(_headers(error))
    return response


def _headers(error: SmartRegionsError) -> dict[str, str]:
    """What an error says to the client's program, where it knows better than its type."""
    if isinstance(error, LimitReached) and error.retry_after is not None:
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, Gone) and error.last:
        return {"Link": f'<{error.last}>; rel="predecessor-version"'}  # RFC 5829
    return {"WWW-Authenticate": error.challenge} if isinstance(error, Unauthorized) else {}


def _elsewhere(error: SmartRegionsError) -> Mapping[str, object]:
    """The addresses at which the client may find what it looks for."""
    if isinstance(error, UnknownThing) and error.near:
        return {"near": list(error.near)}
    return {"last": error.last} if isinstance(error, Gone) and error.last else {}


def _place(error: SmartRegionsError) -> Mapping[str, object]:
    """Where in the query of this request the error lies, and what stands there."""
    if not isinstance(error, PositionedError) or error.line is None:
        return {}
    place = {"line": error.line, "column": error.column}
    if (text := g.get("query")) is None:
        return place
    found = excerpt(text, error.line, error.column or 1)
    return {**place, "source": found.source, "caret": found.caret}


def _of_http(error: HTTPException) -> Response:
    status = error.code or InternalServerError.code
    slug = _OF_STATUS.get(
        status, "bad-request" if status < InternalServerError.code else "internal"
    )
    problem = PROBLEMS[slug]
    response = _told(problem, _said(error))
    response.status_code = status
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _said(error: HTTPException) -> Message | None:
    """What we say of it; what the framework says is for nobody."""
    said = error.description if isinstance(error.description, Message) else None
    if not isinstance(error, MethodNotAllowed) or not error.valid_methods:
        return said
    methods = ", ".join(sorted(error.valid_methods))
    if said:
        return Message("{said} Use {methods}.", said=said, methods=methods)
    return Message(
        "{method} is not allowed here; use {methods}.", method=request.method, methods=methods
    )


def _told(
    problem: Problem, detail: str | None = None, place: Mapping[str, object] | None = None
) -> Response:
    """The problem in the language of the request; its detail is the advice, where none is given."""
    tag = language().tag
    said = told(problem.advice) if detail is None else messages.told(detail, tag)
    document = {
        "type": TYPES + problem.slug,
        "title": told(problem.title),
        "status": problem.status,
        "detail": said,
        **(place or {}),
    }
    in_english = tag != SOURCE and said == detail
    response = _page(problem, document, in_english) if _is_page() else _document(document)
    response.headers["Content-Language"] = f"{tag}, {SOURCE}" if in_english else tag
    if problem.slug in _RETRY_SECONDS:
        response.headers["Retry-After"] = _RETRY_SECONDS[problem.slug]
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _is_page() -> bool:
    return prefers_page(request.headers.get("Accept"))


def _page(problem: Problem, document: Mapping[str, object], in_english: bool) -> Response:
    body = render_template(
        "problem.html",
        problem=problem,
        document=document,
        in_english=in_english,
        query=g.get("query") or request.args.get("query"),  # what was refused unread
    )
    return Response(body, problem.status, mimetype="text/html")


def _document(document: Mapping[str, object]) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, cast("int", document["status"]), content_type=PROBLEM)
