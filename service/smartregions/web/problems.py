"""Every error as one shape: a problem document (RFC 9457), or the same as a page for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import cast

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from smartregions import messages
from smartregions.errors import (
    Gone,
    LimitReached,
    ParameterError,
    PositionedError,
    SmartRegionsError,
    Unauthorized,
    UnknownThing,
)
from smartregions.messages import Message
from smartregions.sparql.excerpt import excerpt
from smartregions.web.languages import SOURCE, language, told
from smartregions.web.negotiation import PROBLEM, prefers_page
from smartregions.web.offered import offered
from smartregions.web.parameters import readdressed
from smartregions.web.problem_types import (
    OF_STATUS,
    PROBLEMS,
    RETRY_SECONDS,
    TYPES,
    Problem,
    problem_of,
)

_MOMENTS = ("at", "from", "to")
"""The parameters that name a moment."""


def install(app: Flask) -> None:
    """Tell every error of the app in this shape."""
    app.register_error_handler(SmartRegionsError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)


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
    if isinstance(error, ParameterError):
        return offered(error)
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
    slug = OF_STATUS.get(status, "bad-request" if status < InternalServerError.code else "internal")
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
    if problem.slug in RETRY_SECONDS:
        response.headers["Retry-After"] = RETRY_SECONDS[problem.slug]
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _is_page() -> bool:
    return prefers_page(request.headers.get("Accept"))


def _page(problem: Problem, document: Mapping[str, object], in_english: bool) -> Response:
    is_ahead = problem.slug == "not-yet"
    body = render_template(
        "problem.html",
        problem=problem,
        document=document,
        in_english=in_english,
        query=g.get("query") or request.args.get("query"),  # what was refused unread
        now=_as_of_now() if is_ahead and request.method != "POST" else None,
    )
    return Response(body, problem.status, mimetype="text/html")


def _as_of_now() -> str:
    return readdressed(dict.fromkeys(_MOMENTS))


def _document(document: Mapping[str, object]) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, cast("int", document["status"]), content_type=PROBLEM)
