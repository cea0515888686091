"""`smartregions harvest-check`: what portals would make of a catalogue, and what to mend."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from smartregions.catalogue.harvest.advertised import Feeds
from smartregions.catalogue.harvest.check import Plan, check
from smartregions.catalogue.harvest.conformity import ShapesFile, shapes_file
from smartregions.catalogue.harvest.fetching import SCHEMES, SECONDS, Client, HttpClient
from smartregions.catalogue.harvest.files import FileClient
from smartregions.catalogue.harvest.judging import Measure
from smartregions.catalogue.harvest.links import Links
from smartregions.catalogue.harvest.rendering import RENDERINGS
from smartregions.catalogue.harvest.report import Report
from smartregions.cli import declaring
from smartregions.errors import CannotJudge, UnknownThing
from smartregions.messages import Message, told
from smartregions.validation.render.text import clean


@declaring.command(epilog="Exit code: 0 nothing is lost, 1 something is, 2 could not be judged.")
@declaring.argument("catalogue", metavar="URL_OR_FILE")
@declaring.option(
    "--shapes",
    "places",
    metavar="PATH_OR_URL",
    multiple=True,
    help="SHACL file, folder or address, such as the official ones of DCAT-AP; may be repeated.",
)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(list(RENDERINGS)),
    default="text",
    show_default=True,
    help="How the report is written; turtle is DQV, in all languages.",
)
@declaring.language_option("The language of the report.  [that of LANGUAGE or LANG]")
@declaring.option(
    "--timeout",
    metavar="NUMBER",
    type=click.FloatRange(min=0.1),
    default=SECONDS,
    show_default=True,
    help="Seconds that one answer may take.",
)
@declaring.option(
    "--links/--no-links", default=True, show_default=True, help="Ask whether links answer."
)
@declaring.option(
    "--again/--no-again", default=True, show_default=True, help="Fetch all pages a second time."
)
@declaring.option(
    "--feeds/--no-feeds",
    default=True,
    show_default=True,
    help="Follow OAI-PMH and the LDES that the catalogue names.",
)
@declaring.option(
    "--oai", metavar="URL", default="", help="Base URL of OAI-PMH, where none is named."
)
@declaring.option("--ldes", metavar="URL", default="", help="View of an LDES, where none is named.")
def command(
    catalogue: str,
    places: tuple[str, ...],
    form: str,
    language: str,
    timeout: float,
    links: bool,
    again: bool,
    feeds: bool,
    oai: str,
    ldes: str,
) -> None:
    """Read a DCAT-AP catalogue as data.europa.eu, CKAN and uData do.

    Says what is lost with whom, judges by the official shapes, and counts the points of the
    Metadata Quality Assessment.
    """
    client = HttpClient(timeout)
    shapes = [file for place in places for file in _shapes(place, client)]
    measure = Measure(shapes, Links(client) if links else None, datetime.now(UTC))
    if _is_address(catalogue):
        plan = Plan(measure, again=again, feeds=Feeds(oai, ldes) if feeds else None)
        report = _checked(client, catalogue, plan, language)
    else:
        plan = Plan(measure, formats=False, again=False, feeds=None)
        file = FileClient(_path(catalogue), timeout)
        report = _checked(file, file.address, plan, language)
    RENDERINGS[form](report, sys.stdout.buffer, language)
    raise SystemExit(report.exit_code)


def _checked(client: Client, address: str, plan: Plan, language: str) -> Report:
    """The report; neither progress nor an error that quotes the catalogue steers the terminal."""

    def say(line: Message) -> None:
        click.echo(clean(line.told(language)), err=True)

    try:
        return check(client, address, plan, say)
    except CannotJudge as error:
        raise CannotJudge(clean(told(error.said, language))) from error


def _is_address(text: str) -> bool:
    return text.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


def _path(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise UnknownThing(
            Message(
                "There is no file {name}; an address begins with http:// or https://.", name=text
            )
        )
    return path


def _shapes(place: str, client: HttpClient) -> Iterator[ShapesFile]:
    """The files of shapes at this place; raises UnknownThing when there are none."""
    found = [file for name, body in _texts(place, client) if (file := shapes_file(name, body))]
    if not found:
        raise UnknownThing(Message("There are no SHACL shapes in {place}.", place=place))
    yield from found


def _texts(place: str, client: HttpClient) -> Iterator[tuple[str, bytes]]:
    if _is_address(place):
        answer = client.get(place, "text/turtle")
        if not answer.ok:
            raise UnknownThing(
                Message("There are no shapes at {place}: {told}.", place=place, told=answer.told)
            )
        yield place, answer.body
    else:
        folder = Path(place)
        for path in sorted(folder.glob("*.ttl")) if folder.is_dir() else [_path(place)]:
            yield str(path), path.read_bytes()
