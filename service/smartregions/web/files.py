"""Files on their way: whole or by ranges (RFC 9110, sections 13 and 14), a few large ones at once.

A thread sends a large file for as long as its reader takes. So few are sent at once, fewer to one
client, and the threads of the rest stay free. A proxy that has the folder sends them by itself:
it is told their name (`X-Accel-Redirect`,
https://nginx.org/en/docs/http/ngx_http_proxy_module.html).
"""

from __future__ import annotations

import base64
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from smartregions.web.clients.scope import client, scope
from smartregions.web.pacing import streams
from smartregions.web.sending import Senders

AT_ONCE, OF_ONE_CLIENT = 16, 4

_KEY = "smartregions.files"
_LOCATION = "smartregions.files.location"
SMALL = 1_000_000
"""Bytes that are handed over in one piece, which holds no thread."""
_BLOCK = 262_144
_OURS = ("If-Range", "If-Match", "If-Unmodified-Since")


def install(app: Flask, location: str) -> None:
    """Have the app count the large files that it is sending; see `Settings.files_location`."""
    app.extensions[_KEY] = Senders(AT_ONCE, OF_ONE_CLIENT)
    app.extensions[_LOCATION] = location


class Sendable(Protocol):
    """A file, and what is known of it."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def modified(self) -> str: ...
    @property
    def content_type(self) -> str: ...


def sent(folder: Path, dump: Sendable) -> Response:
    """The file, or the part of it that is asked for, or 304; its bytes are never coded.

    Raises RequestedRangeNotSatisfiable, FileNotFoundError, and Busy when too many are on their way.
    """
    with ExitStack() as stack:
        is_handed_over = _is_handed_over(dump.size)
        content = [] if is_handed_over else _content(folder / dump.name, dump.size, stack)
        response = Response(content, content_type=dump.content_type, direct_passthrough=True)
        response.content_length = dump.size
        response.last_modified = datetime.fromisoformat(dump.modified)
        response.set_etag(dump.sha256)
        conditional(response, dump.size)
        stack.pop_all()
    if is_handed_over and response.status_code in (200, 206):
        _hand_over(response, dump.name)
    digest = base64.b64encode(bytes.fromhex(dump.sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return response


def document(folder: Path, made: Sendable) -> Response:
    """One of the forms of a description. Raises as `sent` does."""
    response = sent(folder, made)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def conditional(response: Response, size: int) -> Response:
    """A response of so many bytes as it is, as the range of it that is asked for, or as 304.

    Raises RequestedRangeNotSatisfiable.
    """
    try:
        response.make_conditional(_environ(), accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable as error:
        error.length = size
        raise
    return response


def _is_handed_over(size: int) -> bool:
    """Whether the proxy sends it. What asks for a tag is left to us: the proxy has other tags."""
    asks = request.method == "GET" and not any(name in request.headers for name in _OURS)
    is_large = size > SMALL and bool(current_app.extensions[_LOCATION])
    return asks and is_large and scope().clients.is_proxied(request.environ)


def _hand_over(response: Response, name: str) -> None:
    """Tell the proxy the name; it reads the range from the request by itself."""
    response.status_code = 200
    response.response = []
    for told in ("Content-Length", "Content-Range"):
        response.headers.pop(told, None)
    response.headers["X-Accel-Redirect"] = current_app.extensions[_LOCATION] + name


def _environ() -> WSGIEnvironment:
    """The request; several ranges are passed over: the whole is sent (RFC 9110, section 14.2).

    `If-Match` is seen to for all answers alike, in `preconditions`.
    """
    is_one = "," not in request.headers.get("Range", "")
    left = {"HTTP_IF_MATCH", *(() if is_one else ("HTTP_RANGE",))}
    return {k: v for k, v in request.environ.items() if k not in left}


def _content(path: Path, size: int, stack: ExitStack) -> list[bytes] | FileWrapper:
    """What is closed with `stack` unless it is sent."""
    if size <= SMALL:
        return [path.read_bytes()]
    held = stack.enter_context(ExitStack())
    senders: Senders = current_app.extensions[_KEY]
    held.enter_context(senders.place(client().name))
    streams()
    return _Large(held.enter_context(path.open("rb")), held)


class _Large(FileWrapper):
    """A file whose place is free again when it is closed."""

    def __init__(self, file: BinaryIO, held: ExitStack) -> None:
        super().__init__(file, _BLOCK)
        self._held = held

    def close(self) -> None:
        """Close the file; once is enough."""
        self._held.close()
