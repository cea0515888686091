"""The service: processes that answer, and the processes of the index beside them."""

from __future__ import annotations

import gc
import logging
import os
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn
from zlib import error as Unpackable

from flask import Flask

from smartregions import corpus
from smartregions.documentation import filed
from smartregions.documentation.reading import Reader
from smartregions.errors import ServiceError, SmartRegionsError
from smartregions.index import Following, capacity
from smartregions.index.announced import announced
from smartregions.index.evaluation import Limits
from smartregions.index.forked import ForkedIndex, keep
from smartregions.index.guard import Guard
from smartregions.index.holding import Tell
from smartregions.index.keeper import Surroundings
from smartregions.index.post import published
from smartregions.index.progress import loaded
from smartregions.index.serving import Standing
from smartregions.index.titles import DOCUMENTER, SETTLER, WEB, entitle
from smartregions.index.worker import WorkerLimits
from smartregions.library.shelf import load
from smartregions.publication.following import follow
from smartregions.publication.tasks import tasks
from smartregions.registry.log import Registry, open_registry
from smartregions.settings import Settings
from smartregions.web import create_app, files, pacing, sending
from smartregions.web.answering import answer, listening
from smartregions.web.languages import languages
from smartregions.web.service import Service
from smartregions.web.wear import watch

_LOG = logging.getLogger(__name__)
_SPARE_THREADS = 4  # for what asks no query, such as /health
_ANSWER_SECONDS = 2.0
_LOWER = 10  # the priority of what nobody waits for


def address(settings: Settings) -> str:
    """Where the service answers on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def refuse_taken(settings: Settings) -> None:
    """Raise ServiceError when the address cannot be listened on.

    The processes that answer share it, with whoever else does, so this listens without sharing.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen()
        except OSError as error:
            raise ServiceError(
                f"{address(settings)} cannot be listened on: {error.strerror}. "
                "Choose another with --port, or stop what uses it."
            ) from error


def serve(
    settings: Settings, check: Callable[[], None], ready: Callable[[], None], progress: Tell
) -> None:
    """Answer until SIGTERM or SIGINT; `ready` is called when the first answer was given.

    Before that, `progress` is told how many triples of how many are loaded; `check` is called while
    they are, and nothing is answered before it has returned.
    The registry must hold the corpus already, and the state directory must be ours.
    Raises what `check` raises, and ServiceError when a process of the service ends as often as it
    is started.
    """
    with tempfile.TemporaryDirectory(prefix="smartregions-") as directory:
        run = Path(directory)
        place = (settings.host, settings.port, settings.unread_seconds)
        listeners = [listening(*place) for _ in range(settings.web_processes)]
        web = [partial(_answer, settings, run, listener) for listener in listeners]
        tidy = partial(_settle, settings)
        first = partial(_document, settings, run)
        guard = Guard(partial(_keep, settings, run), web, tidy, settings.settle_seconds, first)
        with announced(settings.state.expanduser(), run, settings.registry_place):
            guard.run(partial(_is_ready, settings, run, ready, progress), check)


def _is_ready(settings: Settings, run: Path, ready: Callable[[], None], progress: Tell) -> bool:
    """Look once whether the service answers, and tell how far it is."""
    if (state := loaded(run)) is not None:
        progress(*state)
    if published(run) is None or not _answers(settings):
        return False
    ready()
    return True


def _answers(settings: Settings) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address(settings) + "health", timeout=_ANSWER_SECONDS):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _answer(settings: Settings, run: Path, listener: socket.socket, standing: Standing) -> NoReturn:
    """Be a process that answers."""
    entitle(WEB)
    app = _build(settings, run)
    gc.freeze()  # what stays is not looked through again
    watch(app, standing.ask_for_successor)
    answer(listener, _threads(settings), app, standing.take_over)


def _threads(settings: Settings) -> int:
    """One for each query that runs or waits, each body or large answer, and the spare ones."""
    queries = settings.queries_at_once + settings.queries_waiting
    on_their_way = sending.AT_ONCE + pacing.AT_ONCE + files.AT_ONCE
    return queries + on_their_way + _SPARE_THREADS


def at_once(settings: Settings) -> int:
    """The queries that run at the same time: as chosen, or by default what the memory carries."""
    chosen = settings.queries_at_once
    if chosen != Settings().queries_at_once:
        return chosen
    return capacity.workers(chosen, settings.query_bytes, capacity.memory())


def _keep(settings: Settings, run: Path, surroundings: Surroundings) -> NoReturn:
    """Be the process that holds the index: no thread, no network, no query."""
    limits = Limits(
        settings.max_query_characters,
        settings.max_query_depth,
        settings.max_answer_bytes,
        settings.endpoints,
    )
    workers = WorkerLimits(memory=settings.query_bytes, deadline=settings.query_seconds)
    counts = (at_once(settings), settings.service_queries_at_once)
    home = corpus.find(settings.corpus)
    doing, merges = tasks(home, limits), home.settings.is_union
    try:
        keep(_Follow(settings), run, limits, workers, *counts, surroundings, doing, merges)
    except ServiceError as error:
        _LOG.error("the index cannot be filled: %s", error)
    os._exit(1)


def _document(settings: Settings, run: Path) -> NoReturn:
    """File the documentation, which would take each process that answers half a second."""
    entitle(DOCUMENTER)
    os.nice(_LOWER)
    try:
        home = corpus.find(settings.corpus)
        filed.write(run, Reader(home, load(home.queries)), languages())
    except (SmartRegionsError, OSError) as error:
        _LOG.warning("the documentation is read when it is asked for: %s", error)
    os._exit(0)


def _settle(settings: Settings) -> NoReturn:
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
                raise ServiceError("A content of the registry is damaged.") from error


def _build(settings: Settings, run: Path) -> Flask:
    index = ForkedIndex(
        run,
        settings.query_seconds,
        settings.queries_at_once,
        settings.queries_waiting,
        settings.queue_seconds,
        settings.service_queries_at_once if settings.endpoints else 0,
    )
    home = corpus.find(settings.corpus)
    library = load(home.queries)
    told = replace(settings, queries_at_once=at_once(settings))
    registry = open_registry(settings.registry_place)
    return create_app(Service(told, index, library, registry, home.settings, run), run)
