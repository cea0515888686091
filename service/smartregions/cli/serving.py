"""The service: processes that answer, and the processes of the index beside them.

Each is forked as soon as it can run. The keeper is first, and loads while the web face is imported
here, from where those that answer are forked (decision 0028).
"""

from __future__ import annotations

import os
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from smartregions.cli.importing import imported
from smartregions.cli.listening import address, listening
from smartregions.corpus import Corpus
from smartregions.index.announced import announced
from smartregions.index.chores import Behind, Chore, Every
from smartregions.index.growth import give_back
from smartregions.index.guard import Guard
from smartregions.index.holding import Tell
from smartregions.index.post import leave, published
from smartregions.index.progress import loaded
from smartregions.index.serving import LEAVE_SECONDS, Standing
from smartregions.library.shelf import Library, load
from smartregions.publication.keeping import hold, settle
from smartregions.publication.linked import LOOK_SECONDS, forget
from smartregions.settings import Settings

_ANSWER_SECONDS = 2.0
_WEB = "smartregions.web.server"
_MAKER = "smartregions.catalogue.making"
_QUIET_SECONDS = 2.0
"""After a change until the catalogue is made, which has the changes that come meanwhile, too."""
_SOON_SECONDS = 0.5
"""After a change until what its first pages need is read."""
_ALLOCATOR = ("_RJEM_MALLOC_CONF", "oversize_threshold:1048576")
"""The server's allocator reads it when it is loaded: blocks of a megabyte and more are returned at
once. By default those of 8 MB are, and others only when much more is asked for
(https://jemalloc.net/jemalloc.3.html, opt.oversize_threshold)."""


def serve(
    settings: Settings,
    home: Corpus,
    check: Callable[[], None],
    ready: Callable[[], None],
    progress: Tell,
) -> None:
    """Answer until SIGTERM or SIGINT; `ready` is called when the first answer was given.

    Before that, `progress` is told how many triples of how many are loaded; `check` is called while
    they are, and nothing is answered before it has returned.
    The registry must hold the corpus already, and the state directory must be ours.
    Raises what `check` raises, and ServiceError when a question of the corpus breaks the format or
    a process of the service ends as often as it is started.
    """
    library = load(home.queries)

    def meanwhile() -> None:
        os.environ.setdefault(*_ALLOCATOR)
        imported(_WEB)
        check()
        give_back()  # what that took, so that no process starts with it

    with tempfile.TemporaryDirectory(prefix="smartregions-") as directory:
        run = Path(directory)
        listeners = [listening(settings) for _ in range(settings.web_processes)]
        web = [partial(_answer, settings, run, library, listener) for listener in listeners]
        keep = partial(hold, settings, home, library, run)
        document = partial(_document, settings, home, run, library)
        chores = list(_chores(settings, run, library))
        leave_seconds = LEAVE_SECONDS + settings.query_seconds + settings.queue_seconds
        guard = Guard(keep, web, chores, document, partial(leave, run), leave_seconds)
        with announced(settings.state.expanduser(), run, settings.registry_place):
            guard.run(partial(_is_ready, settings, run, ready, progress), meanwhile)


def _chores(settings: Settings, run: Path, library: Library) -> Iterator[Chore]:
    every = Every(settings.settle_seconds)
    yield Chore("tidies the registry", partial(settle, settings), every)
    soon = Behind(partial(published, run), _SOON_SECONDS)
    yield Chore("reads what pages need", partial(_prepare, settings, run, library), soon)
    yield Chore("forgets reports", partial(forget, settings), Every(LOOK_SECONDS))
    if settings.catalogue_ahead:
        due = Behind(partial(published, run), _QUIET_SECONDS)
        yield Chore("makes the catalogue", partial(_make_catalogue, settings), due)


def _make_catalogue(settings: Settings) -> NoReturn:
    """Be the process that makes what portals harvest."""
    imported(_MAKER).ahead(settings)
    raise AssertionError("it never returns")


def _answer(
    settings: Settings, run: Path, library: Library, listener: socket.socket, standing: Standing
) -> NoReturn:
    """Be a process that answers."""
    imported(_WEB).answering(settings, run, library, listener, standing)
    raise AssertionError("it never returns")


def _document(settings: Settings, home: Corpus, run: Path, library: Library) -> NoReturn:
    """Be a process that reads for those that answer."""
    imported(_WEB).documenting(settings, home, run, library)
    raise AssertionError("it never returns")


def _prepare(settings: Settings, run: Path, library: Library) -> NoReturn:
    """Be the process that reads what the first pages after a change need."""
    imported(_WEB).preparing(settings, run, library)
    raise AssertionError("it never returns")


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
