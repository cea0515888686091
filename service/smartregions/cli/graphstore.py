"""A running service as the command line sees it: graphs are put there, files are judged there."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from smartregions.cli.progress import Sent
from smartregions.errors import InputError, ServiceError
from smartregions.messages import SOURCE, Message

CHUNK = 64 * 1024
SECONDS = 120.0
"""Time without a sign of the service after which it is given up."""
NO_SERVICE = (404, 405, 501)
"""Statuses that no service has for a graph that is put or a file that is judged: something else
answered."""
PARTS = frozenset(
    {"sparql", "graphs", "graph", "validate", "queries", "catalog", "history", "docs"}
)
"""What the path of a part of a service begins with."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said."""

    status: int
    media_type: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises ServiceError."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise ServiceError(
                Message("The service answered {status}, and not in JSON.", status=self.status)
            ) from None


@dataclass(frozen=True, slots=True)
class File:
    """What is sent."""

    name: str
    media_type: str
    data: bytes
    graph: str
    """The IRI of the graph that it fills."""


class Publishing(Protocol):
    """Where files are published: a service at an address, or a registry of this machine."""

    address: str
    """That of the service; empty for a registry."""
    verb: Message
    """What is done with a file first."""

    def put(self, file: File, accept: str, unchanged: int | None, sent: Sent) -> Answer:
        """Replace the graph of the file; `unchanged`: only while that change is its last, 0 for a
        graph that is not there."""

    def judge(self, file: File, form: str, sent: Sent) -> Answer:
        """What would become of the file in that graph, in JSON; `text`: with the report for
        people, too. Nothing is kept."""


class GraphStore:
    """A service at an address (SPARQL 1.1 Graph Store HTTP Protocol); `token` proves who writes."""

    verb = Message("Sending")

    def __init__(self, address: str, token: str | None = None, language: str = SOURCE) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                Message(
                    "{address} is not the address of a service: write http(s)://...",
                    address=address,
                )
            )
        self.address = address.rstrip("/") + "/"
        self.is_in_clear = parts.scheme == "http" and parts.hostname not in LOOPBACK
        self._token = token
        self._language = language

    def put(self, file: File, accept: str, unchanged: int | None, sent: Sent) -> Answer:
        """Replace the graph of the file; `unchanged`: only while that change is its last, 0 for a
        graph that is not there. Raises ServiceError when no service answers.
        """
        headers = {
            "Accept": accept,
            "Content-Type": file.media_type,
            "Content-Disposition": _disposition(file.name),
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if unchanged:
            headers["If-Match"] = f'"{unchanged}"'
        elif unchanged == 0:
            headers["If-None-Match"] = "*"
        return self._ask("PUT", "graphs", {"graph": file.graph}, headers, file.data, sent)

    def judge(self, file: File, form: str, sent: Sent) -> Answer:
        """What would become of the file in that graph, in JSON; `text`: with the report for
        people, too. Nothing is kept. As `put`."""
        given = {"graph": file.graph, "name": file.name, "format": "json"}
        if form == "text":
            given["also"] = form
        headers = {"Content-Type": file.media_type}
        return self._ask("POST", "validate", given, headers, file.data, sent)

    def _ask(
        self,
        method: str,
        path: str,
        given: Mapping[str, str],
        headers: Mapping[str, str],
        data: bytes,
        sent: Sent,
    ) -> Answer:
        always = {"Accept-Language": self._language, "Content-Length": str(len(data))}
        request = urllib.request.Request(
            f"{self.address}{path}?{urlencode(given)}",
            data=_pieces(data, sent),
            headers={**headers, **always},
            method=method,
        )
        try:
            with _opener().open(request, timeout=SECONDS) as response:
                kind = response.headers.get_content_type()
                return Answer(response.status, kind, response.read())
        except urllib.error.HTTPError as error:
            with error:
                if error.code in NO_SERVICE:
                    raise _no_service(self.address, error.code) from None
                return Answer(error.code, error.headers.get_content_type(), error.read())
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ServiceError(
                Message("{address} did not answer: {reason}", address=self.address, reason=reason)
            ) from error


def _no_service(address: str, status: int) -> ServiceError:
    front = _front(address)
    what = Message("write that of its front page")
    if front != address:
        what = Message("write that of its front page, such as {front}", front=front)
    return ServiceError(
        Message(
            "{address} is not the address of a service, it takes no graphs ({status}): {what}.",
            address=address,
            status=status,
            what=what,
        )
    )


def _front(address: str) -> str:
    """The front page of the service of which this is a part, if it is one; else of the host."""
    parts = urlsplit(address)
    folders = [folder for folder in parts.path.split("/") if folder]
    above = folders[: next((n for n, one in enumerate(folders) if one in PARTS), 0)]
    return f"{parts.scheme}://{parts.netloc}/" + "".join(f"{folder}/" for folder in above)


def _disposition(name: str) -> str:
    """The header that names a file, whatever its characters (RFC 6266, RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a file and a token go where they were sent."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Staying)


def _pieces(data: bytes, sent: Sent) -> Iterator[bytes]:
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        yield piece
        sent(len(piece))
