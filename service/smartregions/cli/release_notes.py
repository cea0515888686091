"""`smartregions release-notes`: what differs between two versions of ontology and shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import click

from smartregions import corpus
from smartregions.cli import declaring
from smartregions.cli.speaking import spoken
from smartregions.documentation.release import Note, Version, differences, step
from smartregions.messages import Message, counted, told

HEADINGS = MappingProxyType(
    {
        "removed": Message("Removed"),
        "stricter": Message("Stricter: may reject what was accepted"),
        "looser": Message("Looser: accepts more"),
        "added": Message("Added"),
        "withdrawn": Message("Withdrawn"),
        "changed": Message("Changed: read these, they may be stricter or looser"),
        "reworded": Message("Reworded"),
    }
)
_STEPS = MappingProxyType(
    {"major": Message("major"), "minor": Message("minor"), "patch": Message("patch")}
)
_BLANKS = re.compile(r"[ \t\r\n]+")
"""Those at which a text may be parted; not the no-break ones of French."""
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@declaring.command()
@declaring.argument("old", metavar="OLD", type=_FOLDER)
@declaring.argument("new", metavar="NEW", type=_FOLDER)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="How the notes are written.",
)
def command(old: Path, new: Path, form: str) -> None:
    """Say what changed from OLD to NEW, two folders that hold ontology/ and shapes/.

    Terms added, withdrawn, changed; shapes stricter or looser; and which part of the version
    number has to grow for it.
    """
    versions = [Version(corpus.find(folder)) for folder in (old, new)]
    notes = differences(*versions)
    names = [version.name or Message("without version") for version in versions]
    write = _markdown if form == "markdown" else _text
    for line in write(names, notes, spoken(click.get_current_context())):
        click.echo(line)


def _sections(notes: Sequence[Note]) -> Iterator[tuple[Message, list[Note]]]:
    """The notes under their headings, what breaks first."""
    order = list(HEADINGS)
    ordered = sorted(notes, key=lambda note: (order.index(note.sort), note))
    for sort, group in groupby(ordered, key=lambda note: note.sort):
        yield HEADINGS[sort], list(group)


def _summary(names: Sequence[str], notes: Sequence[Note]) -> Message:
    old, new = names
    if not notes:
        return Message("From {old} to {new}: nothing differs.", old=old, new=new)
    return Message(
        "From {old} to {new}: {changes}, at least a {step} version.",
        old=old,
        new=new,
        changes=counted(len(notes), "{n} change", "{n} changes"),
        step=_STEPS[step(tuple(notes))],
    )


def _text(names: Sequence[str], notes: Sequence[Note], language: str) -> Iterator[str]:
    for heading, group in _sections(notes):
        yield Message("{heading}:", heading=heading).told(language)
        yield from (f"  {_line(note.subject, note, language)}" for note in group)
        yield ""
    yield _summary(names, notes).told(language)


def _markdown(names: Sequence[str], notes: Sequence[Note], language: str) -> Iterator[str]:
    yield f"## {told(names[1], language)}"
    yield ""
    yield _summary(names, notes).told(language)
    for heading, group in _sections(notes):
        yield f"\n### {heading.told(language)}\n"
        yield from (f"- {_line(f'`{note.subject}`', note, language)}" for note in group)


def _line(subject: str, note: Note, language: str) -> str:
    line = Message("{subject}: {text}", subject=subject, text=note.text)
    return _BLANKS.sub(" ", line.told(language))
