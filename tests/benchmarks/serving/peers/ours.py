"""Our own service, as `smartregions serve` starts it, on other data than the packaged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from serving.dataset import Dataset
from serving.peers.peer import Peer, Place, Served, answers
from serving.running import HOST, Running, free_port
from smartregions import __version__

NAME = "Smart Regions"


@contextmanager
def started(folder: Path, corpus: Path | None, settings: Mapping[str, str]) -> Iterator[Served]:
    """The service on a corpus, without one on the packaged; its registry lies in the folder."""
    port = free_port()
    environment = {f"SMARTREGIONS_{name.upper()}": value for name, value in settings.items()}
    if corpus:
        environment["SMARTREGIONS_CORPUS"] = str(corpus)
    options = ["serve", "--host", HOST, "--port", str(port), "--state", folder / "state"]
    command = [sys.executable, "-m", "smartregions", *options]
    with Running(command, folder, environment) as server:
        endpoint = f"http://{HOST}:{port}/sparql?"
        server.wait(partial(answers, endpoint))
        yield Served(endpoint, server)


def peer(settings: Mapping[str, str]) -> Peer:
    """Our service with these settings."""

    @contextmanager
    def serve(place: Place, data: Dataset) -> Iterator[Served]:
        with started(place.folder, data.corpus, settings) as served:
            yield served

    return Peer(NAME, lambda cache: __version__, serve)
