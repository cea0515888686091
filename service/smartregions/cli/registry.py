"""`smartregions registry`: check, back up and redact the log of changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from smartregions import settings
from smartregions.catalogue import edition
from smartregions.cli import declaring
from smartregions.cli.agreement import check_index, check_service
from smartregions.cli.place import registry_option, sharing, using
from smartregions.cli.speaking import say
from smartregions.errors import Busy, InputError, ServiceError
from smartregions.index import WorkingIndex
from smartregions.messages import Message, counted, joined
from smartregions.publication.reserved import hidden_by, unopenable
from smartregions.registry.backup import back_up
from smartregions.registry.change import Change
from smartregions.registry.erasure import Record
from smartregions.registry.log import Registry
from smartregions.registry.triples import lines

_ATTEMPTS = 5
_STAYS = Message(
    "A file beside the registry that ends in -wal may still hold what was erased, because it is in "
    "use. Stop the service and run smartregions registry check, which empties it."
)


@declaring.group()
def command() -> None:
    """Check, back up and redact the registry, which holds every change of every graph.

    Restore: stop the service, put the backup in the place of registry.sqlite3, delete the files
    beside it that start with registry.sqlite3 and end in -wal, -shm and .head, start.
    """


@command.command()
@registry_option
@declaring.option("--repair", is_flag=True, help="First write anew what is derived from the log.")
@declaring.option("--url", metavar="URL", help="A running service on it, which is compared too.")
def check(place: Path | str, repair: bool, url: str | None) -> None:
    """See whether the registry is whole.

    Every digest, count and hash is compared, every state and the index are built anew.
    May run beside a service. --repair writes anew what is derived from the log; the log itself is
    never changed.
    """
    with using(place) as registry:
        if repair:
            registry.forget_checkpoints()
            registry.write_touches_anew()
            made = registry.settle()
            say(counted(made, "{n} checkpoint written anew.", "{n} checkpoints written anew."))
        say(_verified(registry.verify()))
        say(_replayed(registry.replay()))
        check_index(registry)
        for told in _ill_named(registry):
            say(told)
        if url:
            check_service(registry, url)


@command.command()
@registry_option
@declaring.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def backup(place: Path | str, file: Path) -> None:
    """Copy the registry to FILE.

    It may be in use. The copy is verified.
    """
    if not isinstance(place, Path):
        raise InputError(Message("A registry in Postgres is backed up by Postgres: use pg_dump."))
    with using(place):
        count = back_up(place, file)
    changes = counted(count, "{n} change", "{n} changes")
    say(Message("{file} holds {changes}, and is as it was written.", file=file, changes=changes))


@command.command()
@registry_option
@declaring.argument("change", metavar="CHANGE", type=click.IntRange(1))
@declaring.option("--reason", metavar="TEXT", required=True, help="Why; it stays in the log.")
@click.confirmation_option(
    cls=declaring.Option, prompt="What the change added will be gone for good. Go on?"
)
def redact(place: Path | str, change: int, reason: str) -> None:
    """Erase what CHANGE added.

    It is erased from every state of its graph, with the texts that may name it.
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
    say(_redacted(made, record))
    if not is_emptied:
        say(_STAYS, err=True)
    for graph in elsewhere:
        also = Message("<{graph}> says some of it too; redact its change as well.", graph=graph)
        say(also, err=True)


def _verified(number: int) -> Message:
    return counted(
        number, "{n} change is as it was written.", "{n} changes are as they were written."
    )


def _replayed(number: int) -> Message:
    return counted(
        number,
        "{n} state was built anew and is as the log says.",
        "{n} states were built anew and are as the log says.",
    )


def _redacted(made: Change, record: Record) -> Message:
    return Message(
        "Change {number}: {triples} went from <{graph}>, {lists} and {texts} were emptied "
        "(changes {changes}).",
        number=made.sequence,
        triples=counted(made.removed, "{n} triple", "{n} triples"),
        graph=made.graph,
        lists=counted(len(record.emptied), "{n} list", "{n} lists"),
        texts=counted(len(record.sources), "{n} text", "{n} texts"),
        changes=", ".join(map(str, record.sources)),
    )


def _ill_named(registry: Registry) -> Iterator[Message]:
    """What is to be said of graphs that could not be made under their names any more."""
    standing = registry.standing()
    for graph in sorted(standing):
        if why := unopenable(graph):
            yield joined(
                (why, Message("It stands, and MOVE in an update gives it another name.")), " "
            )
        elif hidden := hidden_by(graph, standing):
            yield Message(
                "<{graph}> is read where <{hidden}> would be in one format. MOVE in an update "
                "gives it another name.",
                graph=graph,
                hidden=hidden,
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
        Message(
            "It is erased from the registry, and the service still answers from what it holds in "
            "memory: stop it, and start it anew."
        )
    )


def _holds(text: bytes, gone: list[bytes]) -> bool:
    return not set(lines(text)).isdisjoint(gone)
