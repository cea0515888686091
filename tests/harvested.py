"""An app over a small world that keeps a log, and so has something to harvest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

import smallworld
from describingindex import DescribingIndex
from smartregions import corpus
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.publication.entry import enter, gather
from smartregions.registry.log import opened
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service


@contextmanager
def harvested(
    root: Path, state: Path, run: Path | None = None, **chosen: object
) -> Iterator[Flask]:
    """The app over the corpus in `root`, which a test may change and enter again.

    `run` is where the processes of its service meet.
    """
    index = DescribingIndex(Limits(4_000, 100, 20_000), 60, 4)
    gather(corpus.find(root), index)
    settings = Settings(state=state, public_url="https://regions.example", **chosen)  # type: ignore[arg-type]
    with opened(Path(settings.registry_place)) as registry:
        enter(corpus.find(root), registry)
        yield create_app(Service(settings, index, load(root / "queries"), registry, run=run))


def world(folder: Path) -> Path:
    """A corpus with an empty state directory beside it."""
    (folder / "state").mkdir()
    return smallworld.write(folder / "corpus")
