"""Oxigraph's own server from the Python index, with its store in memory as ours has it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from serving.dataset import Dataset
from serving.installing import version_of, virtual_environment
from serving.peers.peer import Peer, Place, Served, answers
from serving.running import HOST, Running, free_port

PACKAGE = "oxigraph"
REQUIREMENTS = (f"{PACKAGE}==0.5.13",)


def _programs(cache: Path) -> Path:
    return virtual_environment(cache, PACKAGE, REQUIREMENTS)


def _install(cache: Path) -> str:
    return version_of(_programs(cache), PACKAGE)


def post(url: str, ntriples: Path) -> None:
    """Send a file of N-Triples to a graph store, piece by piece."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {"Content-Type": "application/n-triples", "Content-Length": str(_size(ntriples))}
    with ntriples.open("rb") as body:
        request = urllib.request.Request(url, body, headers, method="POST")
        with opener.open(request, timeout=600) as response:
            response.read()


def _size(path: Path) -> int:
    return path.stat().st_size


@contextmanager
def _serve(place: Place, data: Dataset) -> Iterator[Served]:
    here = f"{HOST}:{free_port()}"
    command = [_programs(place.cache) / "oxigraph", "serve", "--bind", here]
    with Running(command, place.folder) as server:
        endpoint = f"http://{here}/query?"
        server.wait(partial(answers, endpoint), 30)
        post(f"http://{here}/store?default&no_transaction", data.ntriples)
        yield Served(endpoint, server)


PEER = Peer("oxigraph server", _install, _serve)
