"""`smartregions serve`: from files to answers over HTTP, with no configuration."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import click

from smartregions import __version__, corpus, settings
from smartregions.cli import declaring
from smartregions.cli.listening import address, refuse_taken
from smartregions.cli.serving import serve
from smartregions.cli.speaking import say, spoken
from smartregions.corpus import Corpus
from smartregions.dataset import FILE
from smartregions.errors import InputError, ServiceError
from smartregions.index import sandbox
from smartregions.messages import Message, amount, counted, plain
from smartregions.publication.entry import Entry, enter, has_shapes, is_entered
from smartregions.registry.lock import locked
from smartregions.registry.log import opened
from smartregions.settings import Settings

_LINE_SECONDS = 2.0
_ASK = "curl --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 5' -H 'Accept: text/csv'"


@declaring.command()
@declaring.option("--host", metavar="ADDRESS", help="Address to listen on.  [127.0.0.1]")
@declaring.option(
    "--port", metavar="NUMBER", type=click.IntRange(1, 65535), help="Port to listen on.  [8000]"
)
@declaring.option(
    "--state",
    metavar="DIRECTORY",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the registry.  [~/.local/state/smart-regions]",
)
def command(host: str | None, port: int | None, state: Path | None) -> None:
    """Answer SPARQL and stored questions over HTTP.

    Loads the ontology, schemes, shapes and data into one named graph each; the default graph is
    their union. Every other setting is a variable: see docs/settings.md.
    """
    chosen = settings.from_environment(os.environ, host=host, port=port, state=state)
    refuse_unguarded(chosen)
    home = corpus.find(chosen.corpus)
    refuse_unjudged(chosen, home)
    refuse_shapeless(home)
    ask_for_proxies(chosen)
    refuse_taken(chosen)
    directory = chosen.state.expanduser()
    say(Message("Starting Smart Regions {version} ...", version=__version__))
    with locked(directory), _held(chosen.registry_place):
        check = _prepared(chosen, home)
        loading = _Loading()
        serve(chosen, home, check, partial(_tell_ready, chosen, loading), loading)
    say(Message("Stopped."))


def refuse_shapeless(home: Corpus) -> None:
    """Raise InputError where contributions are to be judged and there is nothing to judge by."""
    if home.settings.is_judging and not has_shapes(home):
        raise InputError(
            Message(
                "There are no shapes in {folder}, so no contribution could be judged. "
                "Add them, or write rejecting = [] in dataset.toml.",
                folder=home.root / "shapes",
            )
        )


def refuse_unguarded(chosen: Settings) -> None:
    """Raise InputError where others could reach the service, and its queries the network."""
    if chosen.is_public and not sandbox.available():
        raise InputError(
            Message(
                "This platform cannot keep a query from the network, so the service answers on a "
                "loopback address only. Use Linux on x86-64 or ARM64 for a public one."
            )
        )


def refuse_unjudged(chosen: Settings, home: Corpus) -> None:
    """Raise InputError where others could reach a service that judges nothing; else say so."""
    if home.settings.is_judging:
        return
    if chosen.is_public:
        raise InputError(
            Message(
                "{file} switches judging off, so the service answers on a loopback "
                'address only. For a public one write rejecting = ["Violation"] there.',
                file=home.root / FILE,
            )
        )
    off = Message(
        "{file} switches judging off: contributions are not judged.", file=home.root / FILE
    )
    say(off, err=True)


def ask_for_proxies(chosen: Settings) -> None:
    """Say what is missing where a proxy is likely: all who come through it are one client else."""
    if chosen.public_url and not chosen.trusted_proxies:
        missing = Message(
            "If a proxy stands between {url} and this service, give its address in "
            "SMARTREGIONS_TRUSTED_PROXIES; else all who come through it share one budget.",
            url=chosen.public_url,
        )
        say(missing, err=True)


@contextmanager
def _held(place: Path | str) -> Iterator[None]:
    """Be the one service on a registry in Postgres; the lock of the directory sees to a file.

    An SQLite file must not be open while processes are forked (https://sqlite.org/howtocorrupt.html).
    Raises ServiceError when another service is on it.
    """
    if isinstance(place, Path):
        yield
        return
    with opened(place) as registry:
        registry.close()  # what is open by now; the next connection is the one that holds
        with registry.database.held():
            yield


def _prepared(chosen: Settings, home: Corpus) -> Callable[[], None]:
    """What is still to be done beside the loading, before anything is answered.

    Where nothing enters the registry, that is to check it: both take seconds for a million triples.
    """
    prepare = partial(_prepare, chosen, home)
    with suppress(ServiceError), opened(chosen.registry_place) as registry:
        if is_entered(home, registry):
            return prepare
    prepare()  # it says what is wrong, if something is
    return lambda: None


def _prepare(chosen: Settings, home: Corpus) -> None:
    """The registry, whole and with the corpus in it."""
    with opened(chosen.registry_place) as registry:
        known = registry.verify()
        entry = enter(home, registry)
    is_elsewhere = isinstance(chosen.registry_place, str)
    where = plain("Postgres") if is_elsewhere else plain(str(chosen.state.expanduser()))
    _tell_entry(entry, known, where)


def _tell_entry(entry: Entry, known: int, where: Message) -> None:
    new = len(entry.changes)
    graphs = counted(new, "{n} graph", "{n} graphs")
    changes = counted(known, "{n} change", "{n} changes")
    first = Message(
        "First start: {graphs} of data recorded in {where}.", graphs=graphs, where=where
    )
    later = Message("Data in {where}: {changes}, {new} new.", where=where, changes=changes, new=new)
    say(later if known else first)
    for graph in entry.conflicts:
        kept = Message(
            "Kept <{graph}>: it was changed here, and the installed corpus has another text.",
            graph=graph,
        )
        say(kept, err=True)


class _Loading:
    """Shows how far the loading is: a bar on a terminal, else a line now and then."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._next = time.monotonic() + _LINE_SECONDS
        self._told = -1
        self._bar: Any = None

    def __call__(self, done: int, triples: int) -> None:
        if self._is_terminal:
            if self._bar is None:
                said = Message("Loading {n} triples", n=amount(triples))
                label = said.told(spoken(click.get_current_context()))
                self._bar = click.progressbar(length=triples, label=label)
            self._bar.update(done - self._bar.pos)
        elif time.monotonic() >= self._next and done != self._told:
            self._next = time.monotonic() + _LINE_SECONDS
            self._told = done
            say(_share(done, triples))

    def end(self) -> None:
        """The line of the bar is over."""
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.render_finish()


def _share(done: int, triples: int) -> Message:
    return Message(
        "Loading: {done} of {all} triples ({percent} %).",
        done=amount(done),
        all=amount(triples),
        percent=100 * done // max(triples, 1),
    )


def _tell_ready(chosen: Settings, loading: _Loading) -> None:
    loading.end()
    here = address(chosen)
    width = len(here) + len("validate")
    ready = Message(
        "Smart Regions is running. Open in a browser:\n"
        "\n"
        "  {here}  regions, actors, projects, maps\n"
        "  {sparql}  questions in SPARQL\n"
        "  {validate}  a check of your own file\n"
        "\n"
        "In another terminal:\n"
        "\n"
        "  {ask}\n"
        "  {program} validate FILE.ttl\n"
        "\n"
        "To stop it: Ctrl+C",
        here=here.ljust(width),
        sparql=f"{here}sparql".ljust(width),
        validate=f"{here}validate",
        ask=f"{_ASK} {here}sparql",
        program=_program(),
    )
    say(ready)


def _program() -> str:
    """What a person has to type for this program: in a clone, the path has no `smartregions`."""
    beside = Path(sys.executable).parent / "smartregions"
    is_on_path = shutil.which("smartregions") or not beside.exists()
    return "smartregions" if is_on_path else os.path.relpath(beside)
