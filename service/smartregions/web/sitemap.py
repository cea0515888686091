"""`/sitemap.xml`: the pages for people and the document of each thing, with the day of its graph.

A list has at most 50 000 addresses; where there are more, it is a list of lists
(https://www.sitemaps.org/protocol.html).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from smartregions.errors import UnknownThing
from smartregions.index import Query
from smartregions.messages import Message
from smartregions.namespaces import BASE, DATASET, ID, SCHEME
from smartregions.registry.change import Change
from smartregions.things import addresses
from smartregions.web import edition
from smartregions.web.answers import AnsweringIndex, unchanging
from smartregions.web.navigation import PLACES, exists
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.service import service

blueprint = Blueprint("sitemap", __name__)

MOST = 50_000

_PAGES = ("/", "/catalog", "/feed", "/dumps/", "/docs", "/problems", "/shapes")
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IS_OURS = " || ".join(f'STRSTARTS(STR(?thing), "{space}")' for space in (ID, SCHEME, DATASET))
_THINGS = f"""SELECT DISTINCT ?thing ?graph WHERE {{
  GRAPH ?graph {{ ?thing a ?class }}
  FILTER({_IS_OURS})
}}"""
_ANSWERS = Operation(
    (Parameter("number", "Which of the lists, from 1.", {"type": "integer"}, "path"),),
    answers={"application/xml": TEXT},
    statuses=frozenset({404, 503}),
    evaluates=True,
    is_conditional=True,
)

Entry = tuple[str, str]
"""An address, and the day of the last change of what it shows."""


@blueprint.get("/sitemap.xml")
@operation(_ANSWERS)
def whole() -> Response:
    """The pages for people with the day of their last change, or the list of such lists."""
    entries = _entries()
    if len(entries) <= MOST:
        return _written("urlset", "url", entries)
    base, day = service().settings.address, max(day for _, day in entries)
    lists = [(f"{base}sitemap-{n + 1}.xml", day) for n in range(-(-len(entries) // MOST))]
    return _written("sitemapindex", "sitemap", lists)


@blueprint.get("/sitemap-<int:number>.xml")
@operation(_ANSWERS)
def part(number: int) -> Response:
    """One of several lists of pages for people."""
    entries = _entries()[(number - 1) * MOST : number * MOST] if number else []
    if not entries:
        raise UnknownThing(
            Message("There is no list {number}; /sitemap.xml names them.", number=number)
        )
    return _written("urlset", "url", entries)


def _entries() -> list[Entry]:
    """Each page once, in a fixed order."""
    day = edition.current().modified[:10]
    base = service().settings.address
    paths = [*_PAGES, *(place.path for place in PLACES if exists(place.path))]
    paths += [f"/queries/{asked.path}" for asked in service().library]
    pages = {base + path.removeprefix("/"): day for path in paths}
    return [*pages.items(), *sorted((base + path, day) for path, day in _things().items())]


def _things() -> dict[str, str]:
    """Where each thing opens, and the day of the last change of the graphs that say what it is."""
    days = {name: change.time[:10] for name, change in _standing().items()}
    answer = AnsweringIndex().query(Query(_THINGS, ("csv",)))
    found: dict[str, str] = {}
    for iri, graph in list(csv.reader(io.StringIO(answer.body.decode(), newline="")))[1:]:
        path = addresses.path(iri) if iri.startswith(BASE) and "#" not in iri else None
        if path:
            found[path] = max(found.get(path, ""), days.get(graph, ""))
    return found


def _standing() -> Mapping[str, Change]:
    registry = service().registry
    return registry.standing() if registry else {}


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
