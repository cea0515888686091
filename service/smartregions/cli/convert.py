"""`smartregions convert`: between spreadsheets (XLSX) and Turtle; a template to fill in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from smartregions import corpus
from smartregions.cli import declaring
from smartregions.cli.contents import content
from smartregions.errors import InputError
from smartregions.messages import Message, counted
from smartregions.settings import from_environment
from smartregions.spreadsheet.judging import judged, turtle_of
from smartregions.spreadsheet.material import material
from smartregions.spreadsheet.opening import MOST_BYTES
from smartregions.spreadsheet.reading import read
from smartregions.spreadsheet.writing import template, workbook_of
from smartregions.validation import Report, packaged
from smartregions.validation.render import render
from smartregions.validation.render.fields import triples

TEMPLATE = "template"
WORKBOOK = ".xlsx"
TURTLE = ".ttl"


@declaring.command(
    epilog="Exit code: 0 done, 1 rejected (nothing is written), 2 could not be done."
)
@declaring.argument("file", metavar="template|FILE.xlsx|FILE.ttl")
@declaring.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; Turtle goes to standard output without it.",
)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@declaring.language_option(
    "The language of findings, and of the names and the help in a workbook.  "
    "[that of LANGUAGE or LANG]"
)
@declaring.option(
    "--unjudged", is_flag=True, help="Write the Turtle whatever the shapes say of it."
)
def command(file: str, output: Path | None, form: str, language: str, unjudged: bool) -> None:
    """Make a template, turn a filled one into Turtle, or a Turtle file into a workbook.

    A workbook is judged like a Turtle file; findings name the sheet and the cell.
    """
    home = corpus.find(from_environment(os.environ).corpus)
    if file == TEMPLATE:
        target = _named(output or Path(f"template{WORKBOOK}"), WORKBOOK)
        _write(target, template(material(home), language))
        done = Message(
            "Wrote {file}. Fill it in, then: smartregions convert {file} -o FILE.ttl", file=target
        )
        click.echo(done.told(language))
    elif file.lower().endswith(WORKBOOK):
        turtle = _named(output, TURTLE) if output else None
        _to_turtle(home, file, turtle, (form, language), unjudged)
    elif file.lower().endswith(TURTLE):
        target = _workbook_beside(output)
        _write(target, workbook_of(content(file, MOST_BYTES), file, material(home), language))
        done = Message("Wrote {file}, which reads back as the same Turtle.", file=target)
        click.echo(done.told(language))
    else:
        raise InputError(
            Message(
                "{file} is neither {workbook} nor {turtle}, nor the word {template}. Of another "
                "table, make a workbook: save it as {workbook}.",
                file=file,
                workbook=WORKBOOK,
                turtle=TURTLE,
                template=TEMPLATE,
            )
        )


def _workbook_beside(output: Path | None) -> Path:
    if output is None:
        raise InputError(
            Message("Say where to write the workbook: -o FILE{workbook}.", workbook=WORKBOOK)
        )
    return _named(output, WORKBOOK)


def _named(file: Path, ending: str) -> Path:
    """The file, whose name says what is written, so that no workbook is overwritten by Turtle."""
    other = {WORKBOOK: TURTLE, TURTLE: WORKBOOK}[ending]
    if file.suffix.lower() == other or (ending == WORKBOOK and file.suffix.lower() != ending):
        raise InputError(
            Message(
                "{file} would be written as {ending}: let its name end so.",
                file=file,
                ending=ending,
            )
        )
    return file


def _to_turtle(
    home: corpus.Corpus, file: str, output: Path | None, told: tuple[str, str], unjudged: bool
) -> None:
    """Judge a workbook, say what is to be mended, and write the Turtle of one that is accepted."""
    book = read(content(file, MOST_BYTES), file, material(home))
    if book.faults or not unjudged:
        replaced = [output or Path(Path(file).stem + TURTLE)]
        report = judged(book, file, packaged(home, replaced))
        if report.exit_code or any(each.findings for each in report.files):
            _tell(report, *told)
        if report.exit_code:
            raise SystemExit(report.exit_code)
    text = turtle_of(book, file)
    if output is None:
        click.echo(text, nl=False)
        return
    _write(output, text.encode())
    done = Message(
        "Wrote {file}: {triples}, {things}.",
        file=output,
        triples=triples(len(book.triples)),
        things=counted(len(book.rows), "{n} thing", "{n} things"),
    )
    click.echo(done.told(told[1]))


def _tell(report: Report, form: str, language: str) -> None:
    """The findings, on standard error: the Turtle may go to standard output."""
    colour = form == "text" and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(report, form, colour, language), nl=False, err=True)


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InputError(
            Message("{file} cannot be written: {reason}.", file=file, reason=error.strerror)
        ) from error
