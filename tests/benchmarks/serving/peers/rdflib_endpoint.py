"""rdflib-endpoint from the Python index: rdflib's own store behind FastAPI and uvicorn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from serving.dataset import Dataset
from serving.installing import version_of, virtual_environment
from serving.peers.peer import Peer, Place, Served, answers
from serving.running import HOST, Running, free_port

PACKAGE = "rdflib-endpoint"
REQUIREMENTS = (f"{PACKAGE}[cli,web]==0.6.3",)


def _programs(cache: Path) -> Path:
    return virtual_environment(cache, PACKAGE, REQUIREMENTS)


def _install(cache: Path) -> str:
    return version_of(_programs(cache), PACKAGE)


@contextmanager
def _serve(place: Place, data: Dataset) -> Iterator[Served]:
    port = free_port()
    options = ["serve", "--host", HOST, "--port", str(port), data.ntriples]
    with Running([_programs(place.cache) / PACKAGE, *options], place.folder) as server:
        endpoint = f"http://{HOST}:{port}/?"
        server.wait(partial(answers, endpoint))
        yield Served(endpoint, server)


PEER = Peer(PACKAGE, _install, _serve)
