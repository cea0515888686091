"""`smartregions registry`: check, back up and redact the log of changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from smartregions import settings
from smartregions.catalogue import edition
from smartregions.cli.agreement import check_index, check_service
from smartregions.cli.place import registry_option, sharing, using
from smartregions.errors import Busy, InputError, ServiceError
from smartregions.index import WorkingIndex
from smartregions.publication.reserved import hidden_by, unopenable
from smartregions.registry.backup import back_up
from smartregions.registry.log import Registry
from smartregions.registry.triples import lines

_ATTEMPTS = 5
_STAYS = (
    "A file beside the registry that ends in -wal may still hold what was erased, because it is in "
    "use. Stop the service and run smartregions registry check, which empties it."
)


@click.group()
def command() -> None:
    """Check, back up and redact the registry, which holds every change of every graph.

    Restore: stop the service, put the backup in the place of registry.sqlite3, delete the files
    beside it that start with registry.sqlite3 and end in -wal, -shm and .head, start.
    """


@command.command()
@registry_option
@click.option("--repair", is_flag=True, help="Write anew what follows from the log before.")
@click.option("--url", metavar="URL", help="A running service on it, which is compared too.")
def check(place: Path | str, repair: bool, url: str | None) -> None:
    """Compare every digest, count and hash, and build every state and the index anew.

    May run beside a service. --repair writes anew what is derived from the log; the log itself is
    never changed.
    """
    with using(place) as registry:
        if repair:
            registry.forget_checkpoints()
            registry.write_touches_anew()
            click.echo(f"{registry.settle()} checkpoints written anew.")
        click.echo(f"{registry.verify()} changes are as they were written.")
        click.echo(f"{registry.replay()} states were built anew and are as the log says.")
        check_index(registry)
        for told in _ill_named(registry):
            click.echo(told)
        if url:
            check_service(registry, url)


@command.command()
@registry_option
@click.argument("file", type=click.Path(path_type=Path))
def backup(place: Path | str, file: Path) -> None:
    """Copy the registry to FILE while it is in use, and verify the copy."""
    if not isinstance(place, Path):
        raise InputError("A registry in Postgres is backed up by Postgres: use pg_dump.")
    with using(place):
        count = back_up(place, file)
    click.echo(f"{file} holds {count} changes, and is as it was written.")


@command.command()
@registry_option
@click.argument("change", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why; it stays in the log.")
@click.confirmation_option(prompt="What the change added will be gone for good. Go on?")
def redact(place: Path | str, change: int, reason: str) -> None:
    """Erase what CHANGE added from every state of its graph, and the texts that may name it.

    Digests and counts stay, so that the chain still holds. A service that runs on the registry on
    this machine answers without it when this ends; one elsewhere must be stopped. Backups made
    before still hold it: redact in them too, or delete them.
    """
    with using(place) as registry, sharing(place, registry) as index:
        gone = lines(registry.delta(change).added)
        made, record = registry.redact(change, reason)
        edition.forget(_state(place) / edition.FOLDER)
        if index is not None:
            _have_forgotten(index, made.sequence)
        is_emptied = registry.scrub()
        elsewhere = [graph.change.graph for graph in registry.graphs() if _holds(graph.quads, gone)]
    click.echo(
        f"Change {made.sequence}: {made.removed} triples went from <{made.graph}>, "
        f"{len(record.emptied)} lists and {len(record.sources)} texts were emptied "
        f"(changes {', '.join(map(str, record.sources))})."
    )
    if not is_emptied:
        click.echo(_STAYS, err=True)
    for graph in elsewhere:
        click.echo(f"<{graph}> says some of it too; redact its change as well.", err=True)


def _ill_named(registry: Registry) -> Iterator[str]:
    """What is to be said of graphs that could not be made under their names any more."""
    standing = registry.standing()
    for graph in sorted(standing):
        if why := unopenable(graph):
            yield f"{why} It stands, and MOVE in an update gives it another name."
        elif hidden := hidden_by(graph, standing):
            yield (
                f"<{graph}> is read where <{hidden}> would be in one format. MOVE in an update "
                "gives it another name."
            )


def _state(place: Path | str) -> Path:
    """The state directory of the service on this registry."""
    if isinstance(place, Path):
        return place.parent
    return settings.from_environment(os.environ).state.expanduser()


def _have_forgotten(index: WorkingIndex, change: int) -> None:
    """Return when the service answers from the state after that change.

    Raises ServiceError when it does not.
    """
    for _ in range(_ATTEMPTS):
        with suppress(Busy):
            if index.refresh().change >= change:
                return
    raise ServiceError(
        "It is erased from the registry, and the service still answers from what it holds in "
        "memory: stop it, and start it anew."
    )


def _holds(text: bytes, gone: list[bytes]) -> bool:
    return not set(lines(text)).isdisjoint(gone)
