"""`smartregions token`: who may send changes, and which."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from smartregions.cli.place import registry_option, using
from smartregions.registry.holder import ANY, OPERATIONS, Grants
from smartregions.registry.tokens import Token, Tokens


@click.group()
def command() -> None:
    """Make, list and revoke tokens; a running service heeds it at once."""


@command.command()
@registry_option
@click.option("--holder", required=True, help="Who holds it; the agent of the changes.")
@click.option(
    "--operation",
    "operations",
    type=click.Choice(OPERATIONS),
    multiple=True,
    default=("read-report", "write"),
    show_default=True,
    help="What it allows; may be given several times, as may the next two.",
)
@click.option(
    "--graph",
    "graphs",
    metavar="IRI",
    multiple=True,
    required=True,
    help=f"A graph; everything below it when the IRI ends in / or #; {ANY} for all.",
)
@click.option(
    "--subject",
    "subjects",
    metavar="IRI",
    multiple=True,
    default=(ANY,),
    show_default=True,
    help="Things that may be described, as for --graph.",
)
@click.option("--publisher", default="", metavar="IRI", help="Publisher of the graphs.")
@click.option("--licence", default="", metavar="IRI", help="Licence of the graphs.")
@click.option("--title", default="", help="Title of the graphs.")
@click.option("--description", default="", help="Description of the graphs.")
@click.option("--expires", default="", metavar="DAY", help="When it ends, such as 2027-12-31.")
def create(place: Path | str, expires: str, **grants: str | tuple[str, ...]) -> None:
    """Make a token and show it, once."""
    with using(place) as registry:
        token, secret = Tokens(registry.database).create(Grants(**grants), expires)  # type: ignore[arg-type]
    click.echo(secret)
    click.echo(
        f"Token {token.id} of {token.grants.holder}: this is the only time that it is shown. "
        f"Send it as `Authorization: Bearer ...`; `smartregions token revoke {token.id}` ends it.",
        err=True,
    )


@command.command("list")
@registry_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_(place: Path | str, form: str) -> None:
    """Show every token, without its secret."""
    with using(place) as registry:
        found = Tokens(registry.database).all()
    if form == "json":
        click.echo(json.dumps([asdict(token) for token in found], ensure_ascii=False, indent=2))
        return
    for token in found:
        click.echo(_line(token))
    if not found:
        click.echo("There is no token yet: smartregions token create --help", err=True)


@command.command()
@registry_option
@click.argument("token")
def revoke(place: Path | str, token: str) -> None:
    """End a token, by the name that `list` shows; a running service refuses it at once."""
    with using(place) as registry:
        ended = Tokens(registry.database).revoke(token)
    click.echo(f"Token {ended.id} of {ended.grants.holder} has ended at {ended.revoked}.")


def _line(token: Token) -> str:
    grants = token.grants
    ended = f"revoked {token.revoked}" if token.revoked else "expired"
    state = "damaged" if token.damaged else "holds" if token.holds else ended
    until = f", until {token.expires}" if token.expires and token.holds else ""
    return (
        f"{token.id}  {state}{until}  {grants.holder}: {', '.join(grants.operations)} "
        f"on {', '.join(grants.graphs)}, about {', '.join(grants.subjects)}"
    )
