"""`smartregions history --restore`: by the service that runs on the registry, or without one."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from smartregions import corpus, settings
from smartregions.cli.place import named, sharing, using
from smartregions.errors import InputError, UnknownThing
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.publication.alone import LocalIndex
from smartregions.publication.judging import Asked
from smartregions.publication.restoring import restore
from smartregions.publication.tasks import tasks
from smartregions.publication.writing import Publisher, Rejected
from smartregions.registry import past
from smartregions.registry.change import OPERATOR

REJECTED = 1


def bring_back(place: Path | str, graph: str | None, number: int) -> None:
    """Make the graph what it was after a change, and say so; exit with 1 when it is rejected.

    Raises UnknownThing for a change that the log has not, InputError when the graph did not stand
    after it.
    """
    if graph is None:
        raise InputError("Name the graph that is to be restored: --restore N GRAPH.")
    chosen = settings.from_environment(os.environ)
    with using(place) as registry, sharing(place, registry) as shared:
        name = named(registry, graph)
        last = registry.last()
        if last is None or number > last.sequence:
            raise UnknownThing(
                f"There is no change {number} yet; the last one is {last.sequence if last else 0}."
            )
        state = past.last_by(registry, name, number)
        if state is None or not state.stands:
            raise InputError(f"<{name}> was not there after change {number}.")
        home = corpus.find(chosen.corpus)
        own = partial(LocalIndex, registry, merges=home.settings.is_union)
        publisher = Publisher(registry, shared or own(tasks(home, load(home.queries), Limits())))
        asked = Asked(name, "put", form="text")
        outcome = restore(publisher, registry, state, asked, OPERATOR, lambda *_: None)
    if isinstance(outcome, Rejected):
        click.echo(outcome.verdict.report.decode(), err=True)
        click.echo(f"Nothing was changed: what <{name}> was then is not valid now.", err=True)
        raise SystemExit(REJECTED)
    _tell(name, state.sequence, [change.sequence for change in outcome.changes], outcome.anew)


def _tell(graph: str, state: int, changes: list[int], anew: bool) -> None:
    if anew:
        click.echo(f"Change {changes[-1]}: <{graph}> is what change {state} left.")
    else:
        click.echo(f"<{graph}> is what change {state} left; nothing had to be changed.")
