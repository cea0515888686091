"""`smartregions validate`: judge Turtle files and say what to mend, to the line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from smartregions import corpus
from smartregions.errors import InputError, TurtleSyntaxError, UnknownThing
from smartregions.settings import from_environment
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Unread, judge, packaged
from smartregions.validation.engines import ENGINES
from smartregions.validation.render import MEDIA_TYPES, render

MOST_BYTES = 256 * 1024 * 1024
"""Longest file that is read: about five million triples."""
LONG = 4 * 1024 * 1024
"""Bytes from which a judgement takes long enough to say how far it has come."""

STANDARD_INPUT = "-"


@click.command(epilog="Exit code: 0 accepted, 1 rejected, 2 could not be judged.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(MEDIA_TYPES)),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="fast",
    show_default=True,
    help="reference is pySHACL; both compares the two.",
)
@click.option(
    "--context",
    type=click.Choice(["packaged", "none"]),
    default="packaged",
    show_default=True,
    help="packaged: references to published data hold; none: the files stand on their own.",
)
def command(files: tuple[str, ...], form: str, engine: str, context: str) -> None:
    """Judge Turtle files together; - is standard input, a folder stands for its *.ttl files."""
    texts = list(_texts(files))
    large = sum(len(data) for _, data in texts) > LONG
    contributions, unread = _read(texts, large)
    _say(f"Judging {sum(len(c.triples) for c in contributions)} triples ...", large)
    replacing = [Path(name) for name, _ in texts if name != STANDARD_INPUT]
    home = corpus.find(from_environment(os.environ).corpus)
    judged_in = packaged(home, replacing, published=context == "packaged")
    report = judge(contributions, judged_in, engine, unread)
    colour = form == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(report, form, colour), nl=False)
    raise SystemExit(report.exit_code)


def _texts(files: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Each file once, by name and bytes; raises InputError for one that cannot be read."""
    names = dict.fromkeys(name for file in files for name in _files(file))
    for name in names:
        yield name, _bytes(name)


def _files(name: str) -> list[str]:
    folder = Path(name)
    if name == STANDARD_INPUT or not folder.is_dir():
        return [name]
    inside = sorted(str(path) for path in folder.rglob("*.ttl"))
    if not inside:
        raise UnknownThing(f"There is no *.ttl file in the folder {name}.")
    return inside


def _bytes(name: str) -> bytes:
    try:
        with sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnknownThing(f"{name} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise InputError(f"{name} is longer than {most} MB, which is the most: divide it.")
    return data


def _read(
    texts: Sequence[tuple[str, bytes]], large: bool
) -> tuple[list[Contribution], list[Unread]]:
    """The files that are Turtle, and those that are not."""
    contributions: list[Contribution] = []
    unread: list[Unread] = []
    for number, (name, data) in enumerate(texts, 1):
        _say(f"Reading {name} ({number} of {len(texts)}) ...", large)
        try:
            contributions.append(read(data, name))
        except TurtleSyntaxError as error:
            unread.append(Unread(name, data.decode(errors="replace"), error))
    return contributions, unread


def _say(line: str, large: bool) -> None:
    """One line of progress on standard error, when there is time to read it."""
    if large:
        click.echo(line, err=True)
