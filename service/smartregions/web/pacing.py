"""Large answers on their way: handed over piece by piece, as they are read, a few at once.

What the server is given at once it holds until the client has read it. So of a large answer it gets
the next piece when the last one is gone; that holds a thread, and a place for it. Who takes nothing
is dropped by the kernel (see `answering`), and who takes too little at the next piece.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from smartregions.errors import Busy
from smartregions.web.clients.client import Clients
from smartregions.web.clients.scope import KEY, Scope
from smartregions.web.sending import Senders

LARGE = 262_144
"""Bytes up to which an answer is handed over whole."""
AT_ONCE, OF_ONE_CLIENT = 16, 4
ANSWERS_AT_ONCE, ANSWERS_OF_ONE_CLIENT = 4, 2
"""How many answers of the greatest length all of them may take together."""
SLOWEST = 16_384
"""Bytes a second that must be read on the whole, after the time for which nothing may be read."""

_PIECE = 65_536
_REFUSED = "smartregions.refused"
_STREAMED = "smartregions.streamed"


def install(app: Flask, most: int, unread_seconds: float) -> None:
    """Have the app hand over its large answers so; none is longer than `most` bytes."""
    app.before_request(_refuse)
    held: Scope = app.extensions[KEY]
    senders = Senders(AT_ONCE, OF_ONE_CLIENT, most * ANSWERS_AT_ONCE, most * ANSWERS_OF_ONE_CLIENT)
    refusing = partial(Flask.wsgi_app, app)
    app.wsgi_app = Paced(  # type: ignore[assignment]
        app.wsgi_app, refusing, held.clients, senders, unread_seconds
    )


def streams() -> None:
    """Say that the answer to this request comes piece by piece already, and has its place."""
    request.environ[_STREAMED] = True


class TooSlow(Exception):
    """The reader takes too little; the server ends the connection, and the answer is seen cut."""


class Paced:
    """A WSGI application that answers as another, and as `refusing` when there is no place."""

    def __init__(
        self,
        app: WSGIApplication,
        refusing: WSGIApplication,
        clients: Clients,
        senders: Senders,
        grace: float,
    ) -> None:
        self._app = app
        self._refusing = refusing
        self._clients = clients
        self._senders = senders
        self._grace = grace

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        told: list[tuple[str, str]] = []

        def started(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            told[:] = headers
            return start(status, headers, *error)

        answer = self._app(environ, started)
        size = _size(told)
        if size <= LARGE or environ["REQUEST_METHOD"] == "HEAD" or _STREAMED in environ:
            return answer
        content = b"".join(answer)
        _close(answer)
        held = ExitStack()
        try:
            held.enter_context(self._senders.place(self._clients.of(environ).name, size))
        except Busy as error:
            environ[_REFUSED] = error
            return self._refusing(environ, start)
        return Pieces(content, held, self._grace)


class Pieces:
    """Bytes piece by piece; the last to close them gives up what is held for them."""

    def __init__(self, content: bytes, held: ExitStack, grace: float) -> None:
        self._content = memoryview(content)
        self._held = held
        self._grace = grace
        self._at = 0
        self._began = time.monotonic()

    def __iter__(self) -> Pieces:
        return self

    def __next__(self) -> bytes:
        if self._at >= len(self._content):
            raise StopIteration
        if time.monotonic() - self._began > self._grace + self._at / SLOWEST:
            raise TooSlow
        piece = self._content[self._at : self._at + _PIECE]
        self._at += len(piece)
        return bytes(piece)

    def close(self) -> None:
        """Give up the place and the content; once is enough."""
        self._held.close()
        self._content = memoryview(b"")


def _size(headers: Iterable[tuple[str, str]]) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), 0)


def _close(answer: Iterable[bytes]) -> None:
    if close := getattr(answer, "close", None):
        close()


def _refuse() -> None:
    if (error := request.environ.get(_REFUSED)) is not None:
        raise error
