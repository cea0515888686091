"""Where a request ends, as far as the server leaves it open: one reading, or none. And what it
expects of who reads it.

RFC 9112, sections 3.2 and 6. The HTTP server hands over a body in chunks that was cut as if it
were whole, and it takes a request with no Host, or two, a method in any letters, and headers of
400 KB. See docs/decisions/0009-http-server.md. It sends 100 Continue when a body is begun to be
read, and says nothing to what else is expected (RFC 9110, section 10.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, abort, request
from werkzeug.exceptions import ExpectationFailed, LengthRequired

from smartregions.errors import BadRequest
from smartregions.messages import Message, amount
from smartregions.web.clients.client import Clients
from smartregions.web.clients.scope import KEY, Scope
from smartregions.web.sending import Awaited, Senders

LONGEST_HEADER = 10_000
"""Characters of a header that is taken apart: some readers of ours and of the framework's take the
square of its length."""

_TAKEN_APART = (
    *("CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_ACCEPT_DATETIME", "HTTP_ACCEPT_ENCODING"),
    *("HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_PROFILE", "HTTP_CONTENT_DISPOSITION", "HTTP_COOKIE"),
    *("HTTP_EXPECT", "HTTP_FORWARDED", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE"),
    "HTTP_X_FORWARDED_FOR",
)
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")
_NO_DATE = re.compile(r'(?!\s*(?:W/)?")[^"]*[0-9]{5}')
_CUT = "smartregions.cut"  # the name of a header that was too long, and is empty now
_KNOWN_EXPECTATIONS = ("", "100-continue")
_OLD = ("HTTP/1.0", "HTTP/1")  # the server says the second
_HOST = re.compile(r"(?:[A-Za-z0-9._~%!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")


def install(app: Flask) -> None:
    """Have the app refuse such requests, close their connections, and await few bodies at once.

    What stands before the app by now, such as a cache, sees only requests that are clear.
    """
    app.before_request(_refuse)
    app.after_request(_closed)
    refusing = partial(Flask.wsgi_app, app)
    held: Scope = app.extensions[KEY]
    app.wsgi_app = Framed(app.wsgi_app, refusing, held.clients)  # type: ignore[assignment]


class Framed:
    """A WSGI application before another, which sees only requests that are clear; `refusing` sees
    the rest.
    """

    def __init__(self, app: WSGIApplication, refusing: WSGIApplication, clients: Clients) -> None:
        self._app = app
        self._refusing = refusing
        self._clients = clients
        self._senders = Senders()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        _cut(environ)
        _ignore_dates(environ)
        body = environ["wsgi.input"]
        environ["wsgi.input"] = Awaited(body, self._senders, self._clients.of(environ).name)
        return (self._app if _is_clear(environ) else self._refusing)(environ, start)


def _refuse() -> None:
    if _is_chunked(request.environ):
        abort(LengthRequired.code)
    if not _expects_what_is_done(request.environ):
        abort(ExpectationFailed.code)
    if cut := request.environ.get(_CUT):
        raise BadRequest(
            Message(
                "The header {name} is longer than {most} characters.",
                name=cut.removeprefix("HTTP_").replace("_", "-").title(),
                most=amount(LONGEST_HEADER),
            )
        )
    if not _is_in_capitals(request.environ):
        raise BadRequest(Message("Methods are written in capitals, such as GET."))
    if not _names_a_host(request.environ):
        raise BadRequest(Message("A request names one host, in the header Host."))


def _closed(response: Response) -> Response:
    if not _is_clear(request.environ):
        response.headers["Connection"] = "close"
    return response


def _is_clear(environ: WSGIEnvironment) -> bool:
    is_whole = _CUT not in environ and not _is_chunked(environ)
    is_clear = is_whole and _is_in_capitals(environ) and _names_a_host(environ)
    return is_clear and _expects_what_is_done(environ)


def _cut(environ: WSGIEnvironment) -> None:
    """Empty a header that is too long, which nothing takes apart then."""
    for name in _TAKEN_APART:
        if len(environ.get(name, "")) > LONGEST_HEADER:
            environ[name] = ""
            environ[_CUT] = name


def _ignore_dates(environ: WSGIEnvironment) -> None:
    """Forget a condition whose date has a number of more than four digits: it is none (RFC 9110,
    sections 5.6.7 and 13.1.3), and the framework ends with an error on it."""
    for name in _DATES:
        if _NO_DATE.match(environ.get(name, "")):
            del environ[name]


def _is_in_capitals(environ: WSGIEnvironment) -> bool:
    """Whether the method is, as all that there are: another is another (RFC 9110, section 9.1)."""
    return bool(environ["REQUEST_METHOD"].isupper())


def _expects_what_is_done(environ: WSGIEnvironment) -> bool:
    """Whether a request expects no more than to be told to send its body: who expects another
    thing may wait for it, or not want without it what is asked."""
    expected = environ.get("HTTP_EXPECT", "").lower().split(",")
    return all(each.strip() in _KNOWN_EXPECTATIONS for each in expected)


def _is_chunked(environ: WSGIEnvironment) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ


def _names_a_host(environ: WSGIEnvironment) -> bool:
    host = environ.get("HTTP_HOST", "")
    if not host and environ.get("SERVER_PROTOCOL") in _OLD:
        return True
    return _HOST.fullmatch(host) is not None
