"""A real HTTP server that says what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOKS_SECONDS = 0.01
"""Between two looks whether a server is to end: by default it takes half a second to."""


@dataclass
class Reply:
    """One answer; `headers` override what the server would say."""

    body: bytes | str = b""
    kind: str | None = "text/turtle"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Route = Reply | Callable[["Asked"], Reply]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    accept: str


class Site:
    """A running server: `site.routes[path] = Reply(...)`; every request is kept in `asked`."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                asked = Asked(self.command, self.path, self.headers.get("Accept", ""))
                site.asked.append(asked)
                route = site.routes.get(self.path, Reply(b"", "text/plain", 404))
                reply = route(asked) if callable(route) else route
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                if reply.kind is not None:
                    self.send_header("Content-Type", reply.kind)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = _answer  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(LOOKS_SECONDS,), daemon=True
        )
        self._thread.start()

    def at(self, path: str) -> str:
        return self.address + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
