"""A client for addresses that others write: slow, large, looping or odd answers end it politely.

It is `urllib` of the standard library: nothing else in this package needs an HTTP client, and what
matters here (each redirect looked at, bytes and seconds counted while they come, no decoding
behind our back) is code of ours with any library. No redirect leads out of http and https.
Addresses of this machine are allowed: a person's own command asks.
"""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Protocol

from smartregions import __version__
from smartregions.messages import Message

SCHEMES = ("http", "https")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
MOST_BYTES = 256 * 1024 * 1024
SECONDS = 120.0
"""What piveau gives a page."""
AGENT = f"smartregions-harvest-check/{__version__}"
_CHUNK = 64 * 1024
_KEPT = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request."""

    address: str
    """Where it came from in the end, after redirects."""
    status: int
    """0 when there was no answer at all; `fault` says why."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By names in lower case."""
    body: bytes = b""
    fault: Message = Message()

    @property
    def ok(self) -> bool:
        """Whether the status is one of success and the body is whole."""
        return 200 <= self.status < 300 and not self.fault

    @property
    def content_type(self) -> str:
        """As stated; empty when it is not."""
        return self.headers.get("content-type", "")

    @property
    def told(self) -> Message:
        """The outcome, for a person."""
        return self.fault or Message("status {n}", n=self.status)


class Client(Protocol):
    """Who asks for documents."""

    def get(self, address: str, accept: str = "*/*") -> Answer:
        """The document."""

    def head(self, address: str) -> Answer:
        """What a GET would say of the document."""


class HttpClient:
    """Over the network, within limits."""

    def __init__(self, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self._seconds = seconds
        self._most = most_bytes
        self._opener = urllib.request.OpenerDirector()
        handlers = urllib.request.ProxyHandler, urllib.request.HTTPHandler
        for handler in (*handlers, urllib.request.HTTPSHandler, urllib.request.UnknownHandler):
            self._opener.add_handler(handler())

    def get(self, address: str, accept: str = "*/*") -> Answer:
        """The document; nothing of it counts when it is not whole."""
        return self._ask("GET", address, accept)

    def head(self, address: str) -> Answer:
        """Status and headers."""
        return self._ask("HEAD", address, "*/*")

    def _ask(self, method: str, address: str, accept: str) -> Answer:
        until = time.monotonic() + self._seconds
        for _ in range(MOST_REDIRECTS + 1):
            if fault := _refused(address):
                return Answer(address, 0, fault=fault)
            answer = self._once(method, address, accept, until)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                return answer
            address = _joined(address, target)
        return Answer(address, 0, fault=Message("more than {n} redirects", n=MOST_REDIRECTS))

    def _once(self, method: str, address: str, accept: str, until: float) -> Answer:
        headers = {"Accept": accept, "User-Agent": AGENT}
        try:
            url = urllib.parse.quote(urllib.parse.urldefrag(address).url, safe=_KEPT)
            request = urllib.request.Request(url, headers=headers, method=method)
            with self._opener.open(request, timeout=max(0.01, until - time.monotonic())) as found:
                told = {name.lower(): value for name, value in found.headers.items()}
                body, fault = self._body(found, until) if method == "GET" else (b"", Message())
                return Answer(address, found.status, told, body, fault or _cut(body, told, method))
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", "") or error
            return Answer(address, 0, fault=Message("no answer: {reason}", reason=reason))

    def _body(self, found: _Readable, until: float) -> tuple[bytes, Message]:
        parts: list[bytes] = []
        size = 0
        while part := found.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self._most:
                return b"", Message("longer than {most} bytes", most=self._most)
            if time.monotonic() > until:
                return b"", Message("not whole after {n} s", n=f"{self._seconds:g}")
        return b"".join(parts), Message()


class _Readable(Protocol):
    def read1(self, n: int, /) -> bytes: ...


def _joined(address: str, target: str) -> str:
    try:
        return urllib.parse.urljoin(address, target)
    except ValueError:
        return target


def _refused(address: str) -> Message:
    """Why nobody may be asked for the address; empty when it may."""
    try:
        scheme = urllib.parse.urlsplit(address).scheme.lower()
    except ValueError as error:
        return Message("no address: {error}", error=error)
    if scheme in SCHEMES:
        return Message()
    return Message("{scheme} is not http(s)", scheme=scheme or Message("an address without scheme"))


def _cut(body: bytes, headers: Mapping[str, str], method: str) -> Message:
    """Whether the connection ended before the body did: `read1` does not say so."""
    stated = headers.get("content-length", "")
    is_short = method == "GET" and stated.isdecimal() and len(body) < int(stated)
    cut = Message("{n} bytes of {stated}", n=len(body), stated=stated)
    return cut if is_short else Message()
