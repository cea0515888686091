"""An app that answers in turns, so that a crowd of requests of one client keeps nobody waiting.

A refusal is a page, or a document in the language that is asked for, as all problems are; of a
crowd that is refused most get one that takes no time, in English.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from smartregions.errors import LimitReached
from smartregions.settings import Settings
from smartregions.web import sending
from smartregions.web.clients.client import Clients
from smartregions.web.clients.scope import KEY, Scope
from smartregions.web.clients.turns import KEY as TURN
from smartregions.web.clients.turns import SPARE, Turns
from smartregions.web.headers import ALWAYS
from smartregions.web.languages import SOURCE
from smartregions.web.negotiation import PROBLEM
from smartregions.web.problem_types import RETRY_SECONDS, TYPES, problem_of

WAITING = 128
"""Requests that may wait for their turn, in threads that are only started when they are needed."""
REFUSALS = 4
"""How many are written at once as all problems are."""

_REFUSED = "smartregions.turns.refused"


def inside(settings: Settings) -> int:
    """How many requests may be inside: the queries and the bodies that wait, those that wait for
    their turn, and the spare."""
    queries = settings.queries_at_once + settings.queries_waiting
    return queries + sending.AT_ONCE + WAITING + SPARE


def install(app: Flask, settings: Settings) -> None:
    """Have the app answer in turns; what is installed later answers out of turn."""
    app.before_request(_refuse)
    held: Scope = app.extensions[KEY]
    turns = Turns(inside(settings), settings.inside_per_client, settings.queue_seconds)
    refusing = partial(Flask.wsgi_app, app)
    app.wsgi_app = InTurn(app.wsgi_app, refusing, held.clients, turns)  # type: ignore[assignment]


class InTurn:
    """A WSGI application that answers as another, a request in its turn, and as `refusing` those
    that get none."""

    def __init__(
        self, app: WSGIApplication, refusing: WSGIApplication, clients: Clients, turns: Turns
    ) -> None:
        self._app = app
        self._refusing = refusing
        self._clients = clients
        self._turns = turns
        self._writing = threading.Semaphore(REFUSALS)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        try:
            turn = self._turns.enter(self._clients.of(environ))
        except LimitReached as error:
            return self._refused(error, environ, start)
        environ[TURN] = turn
        try:
            return self._app(environ, start)
        finally:
            self._turns.leave(turn)

    def _refused(
        self, error: LimitReached, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        if not self._writing.acquire(blocking=False):
            return _briefly(error, start)
        try:
            environ[_REFUSED] = error
            return self._refusing(environ, start)
        finally:
            self._writing.release()


def _briefly(error: LimitReached, start: StartResponse) -> Iterable[bytes]:
    """The problem document (RFC 9457), whatever is asked for (RFC 9110, section 15.5)."""
    problem = problem_of(error)
    document = {
        "type": TYPES + problem.slug,
        "title": problem.title,
        "status": problem.status,
        "detail": str(error),
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    retry = RETRY_SECONDS.get(problem.slug) or str(error.retry_after)
    headers = {
        "Content-Type": PROBLEM,
        "Content-Length": str(len(body)),
        "Content-Language": SOURCE,
        "Retry-After": retry,
        "Cache-Control": "no-store",
        **ALWAYS,
    }
    start(f"{problem.status} {HTTPStatus(problem.status).phrase}", list(headers.items()))
    return [body]


def _refuse() -> None:
    if (error := request.environ.get(_REFUSED)) is not None:
        raise error
