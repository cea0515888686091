"""A process that answers: the app of a service, served until it is told to go; and one that reads
for all of them what their pages say of the corpus."""

from __future__ import annotations

import gc
import logging
import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from flask import Flask

from smartregions import corpus
from smartregions.corpus import Corpus
from smartregions.documentation import filed
from smartregions.documentation.reading import Reader
from smartregions.errors import SmartRegionsError
from smartregions.index.forked import ForkedIndex
from smartregions.index.growth import keep_little
from smartregions.index.serving import Standing
from smartregions.index.titles import DOCUMENTER, PREPARER, WEB, entitle
from smartregions.library.shelf import Library
from smartregions.publication.keeping import at_once
from smartregions.registry.log import open_registry
from smartregions.settings import Settings
from smartregions.web import ahead, alternating, create_app, files, pacing
from smartregions.web.answering import answer
from smartregions.web.languages import languages
from smartregions.web.service import Service
from smartregions.web.wear import watch

_LOG = logging.getLogger(__name__)
_LOWER = 10  # the priority of what nobody waits for
_SPARE_THREADS = 4  # for what is refused, or was answered before


def answering(
    settings: Settings, run: Path, library: Library, listener: socket.socket, standing: Standing
) -> NoReturn:
    """Be a process that answers on a socket, from the index of the keeper in `run`."""
    entitle(WEB)
    keep_little()
    app = _build(settings, run, library)
    gc.freeze()  # what stays is not looked through again
    under_way = watch(app, standing.ask_for_successor)
    answer(listener, _threads(settings), app, standing.take_over, under_way.leave)


def documenting(settings: Settings, home: Corpus, run: Path, library: Library) -> NoReturn:
    """File the documentation and compile the templates, for all processes that answer.

    It would take each of them half a second, while somebody waits.
    """
    entitle(DOCUMENTER)
    os.nice(_LOWER)
    try:
        app = _build(settings, run, library)
        ahead.prepare(app)
        ahead.compile_templates(app)
        filed.write(run, Reader(home, library), languages())
    except (SmartRegionsError, OSError) as error:
        _LOG.warning("the documentation is read when it is asked for: %s", error)
    os._exit(0)


def preparing(settings: Settings, run: Path, library: Library) -> NoReturn:
    """File what the first pages of this state need, for all processes that answer."""
    entitle(PREPARER)
    os.nice(_LOWER)
    try:
        ahead.prepare(create_app(_service(settings, run, library)))
    except SmartRegionsError as error:
        _LOG.warning("what pages need is read when they are asked for: %s", error)
    os._exit(0)


def _threads(settings: Settings) -> int:
    """One for each request that may be inside, each large answer, and the spare ones."""
    return alternating.inside(settings) + pacing.AT_ONCE + files.AT_ONCE + _SPARE_THREADS


def _build(settings: Settings, run: Path, library: Library) -> Flask:
    return create_app(_service(settings, run, library), run)


def _service(settings: Settings, run: Path, library: Library) -> Service:
    index = ForkedIndex(
        run,
        settings.query_seconds,
        settings.queries_at_once,
        settings.queries_waiting,
        settings.queue_seconds,
        settings.service_queries_at_once if settings.endpoints else 0,
    )
    home = corpus.find(settings.corpus)
    told = replace(settings, queries_at_once=at_once(settings))
    registry = open_registry(settings.registry_place)
    return Service(told, index, library, registry, home.settings, run)
