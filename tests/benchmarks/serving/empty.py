"""An app that does nothing: what Flask itself costs, under the server that ours runs under."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from flask import Flask, Response

from serving.asking import NoAnswer, ask
from serving.running import HOST, Running, free_port

BENCHMARKS = Path(__file__).parents[1]


def create_app() -> Flask:
    """An app with one route, which answers with two bytes."""
    app = Flask(__name__)

    @app.get("/")
    def nothing() -> Response:
        return Response("ok", mimetype="text/plain")

    return app


@contextmanager
def serving(folder: Path, processes: int, threads: int) -> Iterator[str]:
    """The address of that app, under granian with so many processes and threads in each."""
    port = free_port()
    size = ["--workers", str(processes), "--blocking-threads", str(threads)]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log", *size]
    listen = ["--host", HOST, "--port", str(port), "--factory", "serving.empty:create_app"]
    with Running([*command, *listen], folder, {"PYTHONPATH": str(BENCHMARKS)}) as server:
        url = f"http://{HOST}:{port}/"
        server.wait(partial(_answers, url), 30)
        yield url


def _answers(url: str) -> bool:
    try:
        return ask(url, "*/*", 1) == b"ok"
    except NoAnswer:
        return False
