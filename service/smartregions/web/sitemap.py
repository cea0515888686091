"""`/sitemap.xml`: the pages for people and the document of each thing, with the day of its graph.

A list has at most 50 000 addresses; where there are more, it is a list of lists
(https://www.sitemaps.org/protocol.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from smartregions.catalogue.edition import Edition
from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.things import addresses
from smartregions.web import edition
from smartregions.web.answers import unchanging
from smartregions.web.navigation import PLACES, exists
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.service import service

blueprint = Blueprint("sitemap", __name__)

MOST = 50_000

_PAGES = ("/", "/catalog", "/feed", "/dumps/", "/docs", "/problems", "/shapes")
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ANSWERS = Operation(
    (Parameter("number", "Which of the lists, from 1.", {"type": "integer"}, "path"),),
    answers={"application/xml": TEXT},
    statuses=frozenset({404, 503}),
    is_conditional=True,
)

Entry = tuple[str, str]
"""An address, and the day of the last change of what it shows."""


@blueprint.get("/sitemap.xml")
@operation(_ANSWERS)
def whole() -> Response:
    """The pages for people with the day of their last change, or the list of such lists."""
    current = edition.current()
    entries, count = _entries(current, 0, MOST)
    if count <= MOST:
        return _written("urlset", "url", entries)
    base, day = service().settings.address, _day(current)
    lists = [(f"{base}sitemap-{n + 1}.xml", day) for n in range(-(-count // MOST))]
    return _written("sitemapindex", "sitemap", lists)


@blueprint.get("/sitemap-<int:number>.xml")
@operation(_ANSWERS)
def part(number: int) -> Response:
    """One of several lists of pages for people."""
    entries, _ = _entries(edition.current(), (number - 1) * MOST, MOST) if number else ([], 0)
    if not entries:
        raise UnknownThing(
            Message("There is no list {number}; /sitemap.xml names them.", number=number)
        )
    return _written("urlset", "url", entries)


def _entries(current: Edition, first: int, most: int) -> tuple[list[Entry], int]:
    """So many entries from a place on, and how many there are: pages first, then things."""
    pages = [(address, _day(current)) for address in _pages()]
    base = service().settings.address
    with edition.things(current) as things:
        behind = min(max(0, first - len(pages)), things.count())
        shown = pages[first : first + most]
        found = things.some(behind, most - len(shown))
        return [*shown, *_places(base, found)], len(pages) + things.count()


def _pages() -> list[str]:
    """The address of each page, once."""
    paths = [*_PAGES, *(place.path for place in PLACES if exists(place.path))]
    paths += [f"/queries/{asked.path}" for asked in service().library]
    base = service().settings.address
    return list(dict.fromkeys(base + path.removeprefix("/") for path in paths))


def _places(base: str, things: Sequence[Entry]) -> Iterator[Entry]:
    """Where each thing opens."""
    for iri, day in things:
        path = addresses.path(iri)
        assert path is not None, "it is one of ours"
        yield base + path, day


def _day(current: Edition) -> str:
    return current.modified[:10]


def _written(root: str, element: str, entries: Sequence[Entry]) -> Response:
    lines = "".join(
        f"<{element}><loc>{escape(address)}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + f"</{element}>\n"
        for address, day in entries
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    text = f'{head}<{root} xmlns="{_SPACE}">\n{lines}</{root}>\n'
    return unchanging(text, "application/xml")
