"""`smartregions history --restore`: by the service that runs on the registry, or without one."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from smartregions import corpus, settings
from smartregions.cli.place import named, sharing, using
from smartregions.cli.speaking import say, spoken
from smartregions.errors import InputError, UnknownThing
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.messages import Message
from smartregions.publication.alone import LocalIndex
from smartregions.publication.judging import Asked
from smartregions.publication.restoring import restore
from smartregions.publication.tasks import tasks
from smartregions.publication.writing import Publisher, Rejected
from smartregions.registry import past
from smartregions.registry.change import OPERATOR, Change
from smartregions.registry.log import Registry

REJECTED = 1


def bring_back(place: Path | str, graph: str | None, number: int) -> None:
    """Make the graph what it was after a change, and say so; exit with 1 when it is rejected.

    Raises UnknownThing for a change that the log has not, InputError when the graph did not stand
    after it.
    """
    if graph is None:
        raise InputError(Message("Name the graph that is to be restored: --restore N GRAPH."))
    chosen = settings.from_environment(os.environ)
    with using(place) as registry, sharing(place, registry) as shared:
        name = named(registry, graph)
        state = _state(registry, name, number)
        home = corpus.find(chosen.corpus)
        own = partial(LocalIndex, registry, merges=home.settings.is_union)
        publisher = Publisher(registry, shared or own(tasks(home, load(home.queries), Limits())))
        asked = Asked(name, "put", form="text", language=spoken(click.get_current_context()))
        outcome = restore(publisher, registry, state, asked, OPERATOR, lambda *_: None)
    if isinstance(outcome, Rejected):
        click.echo(outcome.verdict.report.decode(), err=True)
        refused = Message(
            "Nothing was changed: what <{name}> was then is not valid now.", name=name
        )
        say(refused, err=True)
        raise SystemExit(REJECTED)
    _tell(name, state.sequence, [change.sequence for change in outcome.changes], outcome.anew)


def _state(registry: Registry, graph: str, number: int) -> Change:
    """The change that left what the graph was after that one."""
    last = registry.last()
    if last is None or number > last.sequence:
        newest = last.sequence if last else 0
        raise UnknownThing(
            Message(
                "There is no change {number} yet; the last one is {last}.",
                number=number,
                last=newest,
            )
        )
    state = past.last_by(registry, graph, number)
    if state is None or not state.stands:
        raise InputError(
            Message("<{name}> was not there after change {number}.", name=graph, number=number)
        )
    return state


def _tell(graph: str, state: int, changes: list[int], anew: bool) -> None:
    if anew:
        done = Message(
            "Change {number}: <{graph}> is what change {state} left.",
            number=changes[-1],
            graph=graph,
            state=state,
        )
    else:
        done = Message(
            "<{graph}> is what change {state} left; nothing had to be changed.",
            graph=graph,
            state=state,
        )
    say(done)
