"""`smartregions serve`: from files to answers over HTTP, with no configuration."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from smartregions import corpus, settings
from smartregions.errors import InputError
from smartregions.index import sandbox
from smartregions.publication import Entry, enter
from smartregions.registry.lock import locked
from smartregions.registry.log import open_registry
from smartregions.settings import Settings
from smartregions.web.server import REGISTRY, address, refuse_taken, serve


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [8000]")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the registry.  [~/.local/state/smart-regions]",
)
def command(host: str | None, port: int | None, state: Path | None) -> None:
    """Answer SPARQL and stored questions over HTTP.

    Loads the ontology, schemes, shapes and data into one named graph each; the default graph is
    their union. Every other setting is a variable: see docs/settings.md.
    """
    chosen = settings.from_environment(os.environ, host=host, port=port, state=state)
    _refuse_unguarded(chosen)
    refuse_taken(chosen)
    directory = chosen.state.expanduser()
    with locked(directory):
        _prepare(chosen, directory)
        serve(chosen, partial(_tell_ready, chosen))
    click.echo("Stopped.")


def _refuse_unguarded(chosen: Settings) -> None:
    if chosen.is_public and not chosen.public_url:
        raise InputError(
            f"{chosen.host} can be reached by others, and no client has a budget yet. If a "
            "proxy with limits of its own stands before this service, say so by setting "
            "SMARTREGIONS_PUBLIC_URL to its address."
        )
    if chosen.is_public and not sandbox.available():
        raise InputError(
            "This platform cannot keep a query from the network, so the service answers on a "
            "loopback address only. Use Linux on x86-64 or ARM64 for a public one."
        )


def _prepare(chosen: Settings, directory: Path) -> None:
    """The registry, whole and with the corpus in it, before anything is served."""
    registry = open_registry(directory / REGISTRY)
    known = registry.verify()
    entry = enter(corpus.find(chosen.corpus), registry)
    registry.close()
    _tell_entry(entry, known, directory)


def _tell_entry(entry: Entry, known: int, directory: Path) -> None:
    click.echo(f"Registry {directory}: {known} changes, {len(entry.changes)} new.")
    for graph in entry.conflicts:
        click.echo(
            f"Kept <{graph}>: it was changed here, and the installed corpus has another text.",
            err=True,
        )


def _tell_ready(chosen: Settings) -> None:
    here = address(chosen)
    click.echo(
        f"Smart Regions answers at {here}\n"
        "\n"
        f"  in a browser   {here}\n"
        f"  in SPARQL      curl --data-urlencode 'query=SELECT * {{ ?s ?p ?o }} LIMIT 5' "
        f"-H 'Accept: text/csv' {here}sparql\n"
        f"  your own file  smartregions validate FILE.ttl\n"
        "\n"
        "Ctrl+C stops it."
    )
