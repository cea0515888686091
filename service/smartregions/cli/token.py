"""`smartregions token`: who may send changes, and which."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from smartregions.cli import declaring
from smartregions.cli.place import registry_option, using
from smartregions.cli.speaking import say
from smartregions.messages import Message
from smartregions.registry.holder import ANY, OPERATIONS, Grants
from smartregions.registry.tokens import Token, Tokens


@declaring.group()
def command() -> None:
    """Make, list and revoke tokens; a running service knows of it at once."""


@command.command()
@registry_option
@declaring.option(
    "--holder", metavar="NAME", required=True, help="Who holds it; the agent of the changes."
)
@declaring.option(
    "--operation",
    "operations",
    type=click.Choice(OPERATIONS),
    multiple=True,
    default=("write",),
    show_default=True,
    help="What it allows: write (PUT, POST, restoring), delete (DELETE), update (SPARQL Update); "
    "may be given several times, as may the next two.",
)
@declaring.option(
    "--graph",
    "graphs",
    metavar="IRI",
    multiple=True,
    required=True,
    help="A graph; everything below it when the IRI ends in / or #; * for all.",
)
@declaring.option(
    "--subject",
    "subjects",
    metavar="IRI",
    multiple=True,
    default=(ANY,),
    show_default=True,
    help="Things that may be described, as for --graph.",
)
@declaring.option("--publisher", default="", metavar="IRI", help="Publisher of the graphs.")
@declaring.option("--licence", default="", metavar="IRI", help="Licence of the graphs.")
@declaring.option("--title", metavar="TEXT", default="", help="Title of the graphs.")
@declaring.option("--description", metavar="TEXT", default="", help="Description of the graphs.")
@declaring.option("--expires", default="", metavar="DAY", help="When it ends, such as 2027-12-31.")
def create(place: Path | str, expires: str, **grants: str | tuple[str, ...]) -> None:
    """Make a token and show it, once."""
    with using(place) as registry:
        token, secret = Tokens(registry.database).create(Grants(**grants), expires)  # type: ignore[arg-type]
    click.echo(secret)
    made = Message(
        "Token {id} of {holder}: this is the only time that it is shown. Send it as "
        "`Authorization: Bearer ...`; `smartregions token revoke {id}` ends it, with the same "
        "--registry.",
        id=token.id,
        holder=token.grants.holder,
    )
    say(made, err=True)


@command.command("list")
@registry_option
@declaring.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the list is written.",
)
def list_(place: Path | str, form: str) -> None:
    """Show every token, without its secret."""
    with using(place) as registry:
        found = Tokens(registry.database).all()
    if form == "json":
        click.echo(json.dumps([asdict(token) for token in found], ensure_ascii=False, indent=2))
        return
    for token in found:
        say(_line(token))
    if not found:
        say(Message("There is no token yet: smartregions token create --help"), err=True)


@command.command()
@registry_option
@declaring.argument("token", metavar="TOKEN")
def revoke(place: Path | str, token: str) -> None:
    """End a token.

    TOKEN is its name, as `list` shows it. A running service refuses it at once.
    """
    with using(place) as registry:
        ended = Tokens(registry.database).revoke(token)
    done = Message(
        "Token {id} of {holder} has ended at {time}.",
        id=ended.id,
        holder=ended.grants.holder,
        time=ended.revoked,
    )
    say(done)


def _line(token: Token) -> Message:
    grants = token.grants
    return Message(
        "{id}  {state}  {holder}: {operations} on {graphs}, about {subjects}",
        id=token.id,
        state=_state(token),
        holder=grants.holder,
        operations=", ".join(grants.operations),
        graphs=", ".join(grants.graphs),
        subjects=", ".join(grants.subjects),
    )


def _state(token: Token) -> Message:
    if token.damaged:
        return Message("damaged")
    if token.holds and token.expires:
        return Message("holds, until {time}", time=token.expires)
    if token.holds:
        return Message("holds")
    return Message("revoked {time}", time=token.revoked) if token.revoked else Message("expired")
