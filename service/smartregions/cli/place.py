"""Which registry a command works on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import click

from smartregions import settings
from smartregions.errors import UnknownThing
from smartregions.namespaces import GRAPH
from smartregions.registry.lock import locked
from smartregions.registry.log import Registry, opened


def _place(_context: click.Context, _option: click.Parameter, value: str | None) -> Path | str:
    """The registry that was named, or that of the state directory."""
    if value is None:
        return settings.from_environment(os.environ).registry_place
    return value if "://" in value else Path(value)


def registry_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--registry`, which every command of the registry has."""
    return click.option(
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
            f"There is no registry at {place}: `smartregions serve` makes one; --registry names "
            "another."
        )
    with opened(place) as registry:
        yield registry


def named(registry: Registry, given: str) -> str:
    """The IRI of a graph that has changes, given by that or by its name. Raises UnknownThing."""
    name = given if ":" in given else GRAPH + given
    if registry.last_of(name) is None:
        raise UnknownThing(f"<{name}> never was in this registry.")
    return name


def alone(place: Path | str, registry: Registry) -> AbstractContextManager[None]:
    """As long as no service, which would go on answering from what it has loaded.

    Raises ServiceError when there is one.
    """
    return locked(place.parent) if isinstance(place, Path) else registry.database.held()
