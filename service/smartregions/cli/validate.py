"""`smartregions validate`: judge files and say what to mend; in Turtle, to the line."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from smartregions import corpus, formats
from smartregions.cli import declaring
from smartregions.cli.contents import STANDARD_INPUT, content
from smartregions.cli.speaking import say
from smartregions.contribution import READERS, receive
from smartregions.contribution.longest import overlong
from smartregions.errors import Fault, InputError, RequestTooLarge, TurtleSyntaxError, UnknownThing
from smartregions.messages import Message, amount, plain
from smartregions.settings import from_environment
from smartregions.turtle.read import Contribution
from smartregions.validation import Unread, judge, packaged
from smartregions.validation.engines import ENGINES
from smartregions.validation.receipt import (
    VERDICTS,
    Receipt,
    Verdict,
    basis_of,
    beside,
    differences,
    read_receipt,
    receipt,
)
from smartregions.validation.render import MEDIA_TYPES, render
from smartregions.validation.render.text import clean

MOST_BYTES = 256 * 1024 * 1024
"""Longest file that is read: about five million triples."""
LONG = 4 * 1024 * 1024
"""Bytes from which a judgement takes long enough to say how far it has come."""

_TOLD = (Message("accepted"), Message("rejected"), Message("not judged"))
"""What is said for each of `VERDICTS`."""


@declaring.command(epilog="Exit code: 0 accepted, 1 rejected, 2 could not be judged.")
@declaring.argument("files", metavar="FILE...", nargs=-1, required=True)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(list(MEDIA_TYPES)),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@declaring.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="fast",
    show_default=True,
    help="What judges; reference is pySHACL, which is slow; both compares the two.",
)
@declaring.option(
    "--context",
    type=click.Choice(["packaged", "none"]),
    default="packaged",
    show_default=True,
    help="What the files may refer to; packaged: what this program comes with, too; none: nothing "
    "but one another.",
)
@declaring.language_option("The language of the report.  [that of LANGUAGE or LANG]")
@declaring.option(
    "--receipt",
    "written",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a receipt to this file: the verdict, and what it was reached with.",
)
@declaring.option(
    "--check-receipt",
    "checked",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge again and say what differs from this receipt; exit code 1 when anything does.",
)
def command(
    files: tuple[str, ...],
    form: str,
    engine: str,
    context: str,
    language: str,
    written: Path | None,
    checked: Path | None,
) -> None:
    """Judge files together; - is Turtle from standard input, a folder stands for its *.ttl files.

    A file is Turtle, unless its name ends in .nt, .trig, .jsonld or .rdf.
    """
    _refuse_both(written, checked)
    texts = list(_texts(files))
    large = sum(len(data) for _, data in texts) > LONG
    contributions, unread = _read(texts, large)
    if large:
        say(_judging(sum(len(c.triples) for c in contributions)), err=True)
    replacing = [Path(name) for name, _ in texts if name != STANDARD_INPUT]
    home = corpus.find(from_environment(os.environ).corpus)
    judged_in = packaged(home, replacing, published=context == "packaged")
    report = judge(contributions, judged_in, engine, unread)
    if written or checked:
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in texts}
        basis = basis_of(home, replacing, published=context == "packaged")
        issued = receipt(report, digests, basis)
        if checked:
            raise SystemExit(_check(checked, issued, language))
        _write(written, issued)
    colour = form == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(report, form, colour, language), nl=False)
    raise SystemExit(report.exit_code)


def _refuse_both(written: Path | None, checked: Path | None) -> None:
    if written and checked:
        raise InputError(
            Message(
                "--receipt writes a receipt and --check-receipt reads one: give one of the two."
            )
        )


def _texts(files: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Each file once, by name and bytes; raises InputError for one that cannot be read."""
    names = dict.fromkeys(name for file in files for name in _files(file))
    for name in names:
        yield name, content(name, MOST_BYTES)


def _files(name: str) -> list[str]:
    folder = Path(name)
    if name == STANDARD_INPUT or not folder.is_dir():
        return [name]
    inside = sorted(str(path) for path in folder.rglob("*.ttl"))
    if not inside:
        raise UnknownThing(Message("There is no *.ttl file in the folder {name}.", name=name))
    return inside


def _read(
    texts: Sequence[tuple[str, bytes]], large: bool
) -> tuple[list[Contribution], list[Unread]]:
    """The files that are what their names say, and those that are not."""
    contributions: list[Contribution] = []
    unread: list[Unread] = []
    for number, (name, data) in enumerate(texts, 1):
        if large:
            say(_reading(name, number, len(texts)), err=True)
        try:
            contributions.append(_contribution(data, name))
        except TurtleSyntaxError as error:
            unread.append(Unread(name, data.decode(errors="replace"), error))
    return contributions, unread


def _contribution(data: bytes, name: str) -> Contribution:
    """What is in a file. Raises TurtleSyntaxError, for a term that is too long, too."""
    ending = Path(name).suffix.lower().removeprefix(".")
    form = next((each for each in formats.GRAPHS if each.extension == ending), None)
    if form is None or form.name not in READERS:
        form = formats.GRAPHS[0]
    try:
        return receive(data, form.media_type, name, most=sys.maxsize).contribution
    except RequestTooLarge as error:
        fault = overlong(data.decode()) or Fault(plain(error.said), 1, 1, 1, 2)
        raise TurtleSyntaxError(fault, name=name) from None


def _write(file: Path | None, issued: Receipt) -> None:
    try:
        if file:
            file.write_text(issued.text, "utf-8")
    except OSError as error:
        raise InputError(
            Message("{file} cannot be written: {reason}.", file=file, reason=error.strerror)
        ) from error


def _check(file: Path, computed: Receipt, language: str) -> int:
    """Say whether a receipt is what the same files give now; the exit code."""
    try:
        given = read_receipt(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Message("{file} cannot be read as text.", file=file)) from error
    apart = list(differences(given, computed))
    unknown = beside(given, computed)
    for line in (*apart, unknown) if unknown else apart:
        click.echo(f"{file}: {clean(line.told(language))}")
    if not apart:
        click.echo(
            f"{file}: {clean(_same(given.time, computed.verdict, bool(unknown)).told(language))}"
        )
    return 1 if apart else 2 if computed.verdict == "not judged" else 0


def _same(time: str, verdict: Verdict, is_part: bool) -> Message:
    """That a receipt is what the same files give now, all of it or what can be computed here."""
    told = _TOLD[VERDICTS.index(verdict)]
    if is_part:
        return Message(
            "all that can be computed here is as the receipt of {time} says: {verdict}.",
            time=time,
            verdict=told,
        )
    return Message(
        "everything is as the receipt of {time} says: {verdict}.", time=time, verdict=told
    )


def _judging(number: int) -> Message:
    return Message("Judging {n} triples ...", n=amount(number))


def _reading(name: str, number: int, files: int) -> Message:
    return Message(
        "Reading {name} ({number} of {files}) ...", name=name, number=number, files=files
    )
