"""The processes of the index of a service: the one that holds it, and the one that tidies."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn
from zlib import error as Unpackable

from smartregions.corpus import Corpus
from smartregions.errors import ServiceError, SmartRegionsError
from smartregions.index import Following, capacity
from smartregions.index.evaluation import Limits
from smartregions.index.forked import keep
from smartregions.index.keeper import Surroundings
from smartregions.index.titles import SETTLER, entitle
from smartregions.index.worker import WorkerLimits
from smartregions.library.shelf import Library
from smartregions.messages import Message
from smartregions.publication.following import follow
from smartregions.publication.tasks import tasks
from smartregions.registry.log import Registry, open_registry
from smartregions.settings import Settings

_LOG = logging.getLogger(__name__)
_LOWER = 10  # the priority of what nobody waits for


def at_once(settings: Settings) -> int:
    """The queries that run at the same time: as chosen, or by default what the memory carries."""
    chosen = settings.queries_at_once
    if chosen != Settings().queries_at_once:
        return chosen
    return capacity.workers(chosen, settings.query_bytes, capacity.memory())


def hold(
    settings: Settings, home: Corpus, library: Library, run: Path, surroundings: Surroundings
) -> NoReturn:
    """Be the process that holds the index: no thread, no network, no query."""
    limits = Limits(
        settings.max_query_characters,
        settings.max_query_depth,
        settings.max_answer_bytes,
        settings.endpoints,
    )
    workers = WorkerLimits(
        memory=settings.query_bytes,
        deadline=settings.query_seconds,
        copied=settings.query_bytes // 2,
    )
    counts = (at_once(settings), settings.service_queries_at_once)
    doing, merges = tasks(home, library, limits), home.settings.is_union
    stored = [(each.text, [(b.start, b.end) for b in each.blocks]) for each in library]
    try:
        keep(_Follow(settings), run, limits, workers, *counts, surroundings, doing, merges, stored)
    except ServiceError as error:
        _LOG.error("the index cannot be filled: %s", error)
    os._exit(1)


def settle(settings: Settings) -> NoReturn:
    """Write the checkpoints that are due, so that the past of large graphs is near."""
    entitle(SETTLER)
    os.nice(_LOWER)
    try:
        with closing(open_registry(settings.registry_place)) as registry:
            registry.settle()
    except SmartRegionsError as error:
        _LOG.warning("checkpoints are written later: %s", error)
    os._exit(0)


class _Follow:
    """Reads what came after a change. Between two looks no file is open, for the keeper forks
    (https://sqlite.org/howtocorrupt.html); what was made of the queries is kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._registry: Registry | None = None

    @contextmanager
    def __call__(self, after: int) -> Iterator[Following]:
        if self._registry is None:
            self._registry = open_registry(self._settings.registry_place)
        with closing(self._registry):  # it opens its file again when it is asked
            try:
                yield follow(self._registry, after)
            except Unpackable as error:
                raise ServiceError(Message("A content of the registry is damaged.")) from error
