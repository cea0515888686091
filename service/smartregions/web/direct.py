"""Queries by GET that want data, answered before the framework, which takes as long again.

What is out of the ordinary goes on to it: another method, another address, a condition, a page, the
past, whatever is refused. So it alone tells errors, and a query that failed is not tried twice.
An answer has, header for header, what the framework gives it (docs/decisions/0043).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g, request

from smartregions.errors import SmartRegionsError
from smartregions.formats import FORMATS
from smartregions.index import Answer, Query, Revision
from smartregions.sparql.facts import refuse_long
from smartregions.sparql.nature import nature
from smartregions.web import protocol
from smartregions.web.cache import Kept, hold
from smartregions.web.clients.current import before_framework
from smartregions.web.coding import CODINGS, IDENTITY, chosen
from smartregions.web.headers import ALWAYS
from smartregions.web.negotiation import Wanted, wanted
from smartregions.web.protocol import Asked
from smartregions.web.repeating import best, repeated, tag
from smartregions.web.service import Service

_PATH = "/sparql"
_CONDITION = "HTTP_IF_"
_ENDED = "smartregions.ended"
_CONTENT_TYPES = {known.name: known.content_type for known in FORMATS}


@dataclass(frozen=True, slots=True)
class Plain:
    """A query whose answer is asked for as data, and stays as long as the data do."""

    asked: Asked
    query: Query
    accepted: Wanted


@dataclass(frozen=True, slots=True)
class _Ended:
    asked: Asked
    error: Exception


def install(app: Flask, service: Service, memory: Kept) -> None:
    """Have an app answer so; what is installed later stands before this, too."""
    app.before_request(_raise)
    app.wsgi_app = Direct(app.wsgi_app, service, memory)  # type: ignore[assignment]


class Direct:
    """A WSGI application that answers plain queries, and as another whatever else comes."""

    def __init__(self, app: WSGIApplication, service: Service, memory: Kept) -> None:
        self._app = app
        self._service = service
        self._memory = memory

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        plain = self._plain(environ)
        if plain is None:
            return self._app(environ, start)
        try:
            with before_framework(environ):
                state = self._service.index.revision
                answer = best(plain.query, partial(self._answer, state))
        except Exception as error:  # noqa: BLE001 - the framework raises it, tells it and logs it
            environ[_ENDED] = _Ended(plain.asked, error)
            return self._app(environ, start)
        hold(environ, state)
        return _told(answer, tag(state, plain.query, plain.accepted), environ, start)

    def _plain(self, environ: WSGIEnvironment) -> Plain | None:
        """What a request asks; None for the framework, and for what it will refuse."""
        if environ["REQUEST_METHOD"] != "GET" or environ["PATH_INFO"] != _PATH:
            return None
        if any(name.startswith(_CONDITION) for name in environ):
            return None
        try:
            return self._read(environ)
        except SmartRegionsError:
            return None

    def _read(self, environ: WSGIEnvironment) -> Plain | None:
        chosen(environ.get("HTTP_ACCEPT_ENCODING"), 0)
        asked = protocol.by_get(environ.get("QUERY_STRING", "").encode("latin-1"))
        text, options = asked.query, asked.options
        if text is None or options.at:
            return None
        refuse_long(text, self._service.settings.max_query_characters)
        known = nature(text)
        accepted = wanted(environ.get("HTTP_ACCEPT"), options.format, known.form)
        if accepted.page or accepted.for_spreadsheets or not known.is_lasting:
            return None
        query = Query(
            text, accepted.formats, asked.default_graphs, asked.named_graphs, options.seconds
        )
        return Plain(asked, query, accepted)

    def _answer(self, state: Revision, query: Query) -> Answer:
        ask = partial(self._service.index.query, query)
        return repeated(self._memory, state, query, None, ask)


def _told(
    answer: Answer, tagged: str, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    body = answer.body
    headers = {
        "Content-Type": _CONTENT_TYPES[answer.format],
        "ETag": f'W/"{tagged}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
        **ALWAYS,
    }
    coding = chosen(environ.get("HTTP_ACCEPT_ENCODING"), len(body))
    if coding != IDENTITY:
        body = CODINGS[coding](body)
        headers["Content-Encoding"] = coding
    headers["Content-Length"] = str(len(body))
    start("200 OK", list(headers.items()))
    return [body]


def _raise() -> None:
    """What a plain query ended with, in the framework, as if it had asked."""
    ended = cast("_Ended | None", request.environ.get(_ENDED))
    if ended is not None:
        g.query, g.source = ended.asked.query, protocol.source(ended.asked)
        raise ended.error
