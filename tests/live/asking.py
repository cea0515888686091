"""One request over HTTP from a client with an address of its own, and what came back."""

from __future__ import annotations

import http.client
import itertools
import json as _json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"

_numbers = itertools.count()


def client() -> str:
    """The address of a client that has asked nothing yet; Linux answers for all of 127.0.0.0/8."""
    number = next(_numbers)
    return f"127.{10 + number // 62_500 % 200}.{number // 250 % 250}.{2 + number % 250}"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes out; header values and the path are not checked on the way."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str | bytes] = field(default_factory=dict, hash=False)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All of a response."""

    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def type(self) -> str:
        """The end of a problem document's type; empty where the body is none."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(self.json()["type"]).rpartition("#")[2]

    def json(self) -> Any:
        """The body as JSON."""
        return _json.loads(self.body)


def query(text: str, accept: str = "application/sparql-results+json, text/turtle") -> Request:
    """A query by POST, as a form."""
    body = urlencode({"query": text}).encode()
    return Request("/sparql", "POST", {"Accept": accept, "Content-Type": FORM}, body)


def by_get(text: str, accept: str = "text/csv") -> Request:
    """A query by GET."""
    return Request(f"/sparql?query={quote(text)}", headers={"Accept": accept})


def ask(port: int, request: Request, source: str = HOST, seconds: float = 60.0) -> Answer:
    """Raises OSError and http.client.HTTPException when no whole response came."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds, source_address=(source, 0))
    try:
        return on(connection, request, began)
    finally:
        connection.close()


def on(
    connection: http.client.HTTPConnection, request: Request, began: float | None = None
) -> Answer:
    """The answer to a request on a connection that may stand already."""
    began = time.monotonic() if began is None else began
    own_host = "Host" in request.headers
    connection.putrequest(request.method, request.path, own_host, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    if request.body is not None:
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders()
    if request.body is not None:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused: the answer may be there
            connection.send(request.body)
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read(), time.monotonic() - began)
