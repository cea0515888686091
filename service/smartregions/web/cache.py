"""Answers that are kept for whoever asks the same again, while the data are as they were.

Two things are kept in one bounded memory: the answer to a query, whatever it was asked by; and the
whole response to a request, which is given out before the framework sees the same one again.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import current_app, request

from smartregions.errors import Busy, SmartRegionsError
from smartregions.index import Index, Revision
from smartregions.web.languages import remembered
from smartregions.web.protocol import DIRECT, FORM

KEY = "smartregions.kept"
LONGEST_BODY = 65_536
"""Bytes of a body up to which it is compared with those that came before."""
LARGEST_SHARE = 4
"""One answer may take at most this part of the memory, or it would cost all others their place."""

_BEYOND = (
    "IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "CONTENT_ENCODING",
)  # fmt: skip
"""Headers that a kept response does not depend on."""
_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)
_HOLDS_FOR = "smartregions.holds_for"
_OVERHEAD = 500  # bytes of the objects around an answer, roughly


class Shared:
    """Work that several want at once, done once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Hashable, _Work] = {}

    def do(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """What the work gives, or what it gave to who began it.

        An error belongs to who got it (it may be about the client): the others do it themselves.
        """
        with self._lock:
            running = self._running.get(key)
            is_first = running is None
            if running is None:
                running = self._running[key] = _Work(threading.Event())
        if not is_first:
            running.done.wait()
            return work() if running.result is None else running.result
        try:
            running.result = work()
            return running.result
        finally:
            with self._lock:
                del self._running[key]
            running.done.set()


@dataclass(slots=True)
class _Work:
    done: threading.Event
    result: Any = None


class Kept:
    """A memory of at most so many bytes, for one state of the data; the least used goes first."""

    def __init__(self, max_bytes: int) -> None:
        self.shared = Shared()
        self._max = max_bytes
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._state = ""

    @property
    def bytes(self) -> int:
        """What the answers take."""
        return self._bytes

    def get(self, state: str, key: Hashable) -> Any:
        """What was kept under the key in this state; None for nothing."""
        with self._lock:
            if state != self._state:
                return None
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(
        self, state: str, key: Hashable, value: Any, size: int, share: int = LARGEST_SHARE
    ) -> None:
        """Keep a value of so many bytes, unless that is more than this part of the memory.

        A new state empties the rest.
        """
        size += _OVERHEAD
        if size > self._max // share:
            return
        with self._lock:
            if state != self._state:
                self._values.clear()
                self._bytes, self._state = 0, state
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = (value, size)
            self._bytes += size - before
            while self._bytes > self._max:
                _, (_, gone) = self._values.popitem(last=False)
                self._bytes -= gone


def kept() -> Kept:
    """The memory of the app that handles this request."""
    return cast("Kept", current_app.extensions[KEY])


def keep_response(state: Revision) -> None:
    """Say that the response to this request holds as long as the data are in this state."""
    hold(request.environ, state)


def hold(environ: WSGIEnvironment, state: Revision) -> None:
    """Say so of the request of this environment."""
    environ[_HOLDS_FOR] = state.hash


def let_go() -> None:
    """Say that the response to this request is not to be kept after all."""
    request.environ.pop(_HOLDS_FOR, None)


@dataclass(frozen=True, slots=True)
class _Response:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Repeated:
    """A WSGI application before another: a question that was answered is answered again."""

    def __init__(self, app: WSGIApplication, index: Index, memory: Kept) -> None:
        self._app = app
        self._index = index
        self._kept = memory

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, else by the application."""
        key = _key(environ)
        if key is None:
            return self._app(environ, start)
        try:
            state = self._index.revision.hash
        except SmartRegionsError:
            return self._app(environ, start)
        found: _Response | None = self._kept.get(state, key)
        if found is not None:
            start(found.status, found.headers.copy())
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]
        return self._first(environ, start, key)

    def _first(
        self, environ: WSGIEnvironment, start: StartResponse, key: tuple[str | bytes, ...]
    ) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def started(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            told.append((status, headers))
            return start(status, headers, *error)

        answer = self._app(environ, started)
        state = environ.get(_HOLDS_FOR)
        is_whole = environ["REQUEST_METHOD"] != "HEAD" and told[-1][0].startswith("200")
        if state is None or not is_whole:
            return answer
        body = b"".join(answer)
        status, headers = told[-1]
        size = len(body) + sum(map(len, key))
        self._kept.put(state, key, _Response(status, headers.copy(), body), size)
        _close(answer)
        return [body]


def _key(environ: WSGIEnvironment) -> tuple[str | bytes, ...] | None:
    """All of a request that a kept response depends on; None where it depends on more."""
    get = environ.get
    if any(f"HTTP_{name}" in environ for name in _BEYOND):
        return None
    method = environ["REQUEST_METHOD"]
    if method == "POST":
        body = _short_body(environ)
    elif method in ("GET", "HEAD") and not get("CONTENT_LENGTH"):
        body = b""
    else:
        return None
    if body is None or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    return (
        environ["PATH_INFO"],
        get("QUERY_STRING", ""),
        get("HTTP_ACCEPT", ""),
        get("HTTP_ACCEPT_ENCODING", ""),
        get("HTTP_ACCEPT_DATETIME", ""),
        get("HTTP_ACCEPT_LANGUAGE", ""),
        remembered(environ),
        get("CONTENT_TYPE", "") if body else "",
        body,
    )


def _short_body(environ: WSGIEnvironment) -> bytes | None:
    """A query's body, which the application finds as it was; None for another and a long one.

    None, too, when the body may not be awaited now: the application says so.
    """
    kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH", "")
    if not kind.startswith((FORM, DIRECT)) or not _DIGITS.fullmatch(length):
        return None
    if not 0 < int(length) <= LONGEST_BODY:
        return None
    try:
        body: bytes = environ["wsgi.input"].read(int(length))
    except Busy:
        return None
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == int(length) else None


def _close(answer: Iterable[bytes]) -> None:
    if close := getattr(answer, "close", None):
        close()
