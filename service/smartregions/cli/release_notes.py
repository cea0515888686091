"""`smartregions release-notes`: what differs between two versions of ontology and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import click

from smartregions import corpus
from smartregions.documentation.release import Note, Version, differences, step

HEADINGS = MappingProxyType(
    {
        "removed": "Removed",
        "stricter": "Stricter: may reject what was accepted",
        "looser": "Looser: accepts more",
        "added": "Added",
        "withdrawn": "Withdrawn",
        "changed": "Changed: read these, they may be stricter or looser",
        "reworded": "Reworded",
    }
)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option(
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
    names = [version.name or "without version" for version in versions]
    write = _markdown if form == "markdown" else _text
    for line in write(names, notes):
        click.echo(line)


def _sections(notes: Sequence[Note]) -> Iterator[tuple[str, list[Note]]]:
    """The notes under their headings, what breaks first."""
    order = list(HEADINGS)
    ordered = sorted(notes, key=lambda note: (order.index(note.sort), note))
    for sort, group in groupby(ordered, key=lambda note: note.sort):
        yield HEADINGS[sort], list(group)


def _summary(names: Sequence[str], notes: Sequence[Note]) -> str:
    ways = f"From {names[0]} to {names[1]}"
    if not notes:
        return f"{ways}: nothing differs."
    return f"{ways}: {len(notes)} changes, at least a {step(tuple(notes))} version."


def _text(names: Sequence[str], notes: Sequence[Note]) -> Iterator[str]:
    for heading, group in _sections(notes):
        yield f"{heading}:"
        yield from (f"  {note.subject}: {_line(note)}" for note in group)
        yield ""
    yield _summary(names, notes)


def _markdown(names: Sequence[str], notes: Sequence[Note]) -> Iterator[str]:
    yield f"## {names[1]}"
    yield ""
    yield _summary(names, notes)
    for heading, group in _sections(notes):
        yield f"\n### {heading}\n"
        yield from (f"- `{note.subject}`: {_line(note)}" for note in group)


def _line(note: Note) -> str:
    return " ".join(note.text.split())
