"""A table as marks on the map, where a column names things whose places are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from smartregions.errors import LimitReached
from smartregions.index import Query
from smartregions.namespaces import PREFIXES, SR
from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.names import Text
from smartregions.web.labelling import asked
from smartregions.web.plotting import HEIGHT, WIDTH, Point, Seat, outline, points
from smartregions.web.tables import Cell, Grid

MOST = 500
"""Things of one table that are looked for on the map."""
COLUMNS = 8
"""Columns of one table in which they are looked for, since each is a query."""
FEWEST = 2
SECONDS = 2.0

_GEO = PREFIXES["wgs84"]
_PLACES = f"""SELECT ?iri (SAMPLE(?lat) AS ?latitude) (SAMPLE(?long) AS ?longitude) {{
  VALUES ?iri {{ % }}
  {{ ?iri <{_GEO}lat> ?lat ; <{_GEO}long> ?long }}
  UNION {{ ?iri <{SR}seat>|<{SR}place> ?place . ?place <{_GEO}lat> ?lat ; <{_GEO}long> ?long }}
}} GROUP BY ?iri"""


@dataclass(frozen=True, slots=True)
class Map:
    """The things of one column that have a place."""

    column: str
    points: Sequence[Point]
    total: int
    """The different things of the column."""
    outline: str
    width: int = WIDTH
    height: int = HEIGHT


def mapped(grid: Grid, at: int | None = None) -> Map | None:
    """The map of the first column of which at least two things have a place; None without one."""
    for column, cells in islice(_things(grid), COLUMNS):
        seats = list(_seats(cells, at))
        if len(seats) >= FEWEST and (found := points(seats)):
            return Map(column, found, len(cells), outline())
    return None


def _things(grid: Grid) -> Iterator[tuple[str, Mapping[str, Cell]]]:
    """The columns in which several things are, by their IRIs."""
    for number, column in enumerate(grid.columns):
        cells = {row[number].title: row[number] for row in grid.rows if row[number].href}
        if len(cells) >= FEWEST:
            yield column, cells


def _seats(cells: Mapping[str, Cell], at: int | None) -> Iterable[Seat]:
    """Those of the things whose place is published; none when that takes too long."""
    text = asked(_PLACES, cells, MOST)
    try:
        answer = AnsweringIndex(at).query(Query(text, ("json",), seconds=SECONDS))
    except LimitReached:
        return
    for row in json.loads(answer.body)["results"]["bindings"]:
        cell = cells[row["iri"]["value"]]
        yield Seat(
            iri=cell.title,
            address=cell.href,
            label=Text(cell.text, cell.language),
            role="",
            latitude=float(row["latitude"]["value"]),
            longitude=float(row["longitude"]["value"]),
        )
