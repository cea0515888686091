"""Which registry a command works on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from smartregions import settings
from smartregions.cli import declaring
from smartregions.errors import ServiceError, UnknownThing
from smartregions.index.announced import found
from smartregions.index.forked import ForkedIndex
from smartregions.messages import Message
from smartregions.namespaces import GRAPH
from smartregions.registry.lock import locked
from smartregions.registry.log import Registry, opened


def _place(_context: click.Context, _option: click.Parameter, value: str | None) -> Path | str:
    """The registry that was named, or that of the state directory."""
    if value is None:
        return settings.from_environment(os.environ).registry_place
    return settings.with_driver(value) if "://" in value else Path(value)


def registry_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--registry`, which every command of the registry has."""
    return declaring.option(
        "--registry",
        "place",
        metavar="PLACE",
        callback=_place,
        help="File of the registry, or its Postgres address.  [that of the state directory]",
    )(command)


@contextmanager
def using(place: Path | str) -> Iterator[Registry]:
    """The registry, which must exist. Raises UnknownThing and ServiceError."""
    if isinstance(place, Path) and not place.is_file():
        raise UnknownThing(
            Message(
                "There is no registry at {place}: `smartregions serve` makes one; --registry names "
                "another.",
                place=place,
            )
        )
    with opened(place) as registry:
        yield registry


def named(registry: Registry, given: str) -> str:
    """The IRI of a graph that has changes, given by that or by its name. Raises UnknownThing."""
    name = given if ":" in given else GRAPH + given
    if registry.last_of(name) is None:
        raise UnknownThing(Message("<{name}> never was in this registry.", name=name))
    return name


@contextmanager
def sharing(
    place: Path | str, registry: Registry, state: Path | None = None
) -> Iterator[ForkedIndex | None]:
    """The index of the service that runs on the registry, which judges and shows what is committed;
    None where none runs, and then none starts as long as the block lasts.

    The service is known from its state directory, `state` or that of the settings. Raises
    ServiceError when something else holds the registry, such as a service on another machine.
    """
    with ExitStack() as stack:
        index = None
        try:
            stack.enter_context(_held(place, registry))
        except ServiceError:
            index = _index_of_service(place, state)
            if index is None:
                raise
            stack.callback(index.close)
        yield index


def _held(place: Path | str, registry: Registry) -> AbstractContextManager[None]:
    return locked(place.parent) if isinstance(place, Path) else registry.database.held()


def _index_of_service(place: Path | str, state: Path | None) -> ForkedIndex | None:
    chosen = settings.from_environment(os.environ)
    if isinstance(place, Path):
        state = place.parent
    run = found(state or chosen.state.expanduser(), place)
    if run is None:
        return None
    return ForkedIndex(run, chosen.query_seconds, 1, 0, chosen.queue_seconds)
