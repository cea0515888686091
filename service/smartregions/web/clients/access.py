"""The access log: a line for every request, also for those that are answered from a cache."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from smartregions.settings import Settings
from smartregions.web.clients import lines
from smartregions.web.clients.client import Clients
from smartregions.web.clients.scope import KEY, Scope


def install(app: Flask, settings: Settings) -> None:
    """Log the requests of an app, if that is set; nothing that is installed later is logged."""
    if settings.access_log:
        held: Scope = app.extensions[KEY]
        app.wsgi_app = Logged(app.wsgi_app, held.clients)  # type: ignore[assignment]


class Logged:
    """A WSGI application that answers as another does, and logs each answer when it begins."""

    def __init__(self, app: WSGIApplication, clients: Clients) -> None:
        self._app = app
        self._clients = clients

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        began = time.monotonic()

        def started(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            seconds = time.monotonic() - began
            told = described(self._clients.of(environ).name, environ, status, dict(headers))
            lines.tell("request", **told, seconds=round(seconds, 4))
            return start(status, headers, *error)

        return self._app(environ, started)


def described(
    client: str, environ: WSGIEnvironment, status: str, headers: Mapping[str, str]
) -> dict[str, object]:
    """What the log says of a request; never its parameters, its headers or its body."""
    length = headers.get("Content-Length")
    return {
        "client": client,
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        "status": int(status[:3]),
        "bytes": int(length) if length else None,
        "agent": environ.get("HTTP_USER_AGENT", ""),
    }
