"""Names of things in the place of their IRIs, in a table whose query did not ask for names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, islice

from pyoxigraph import NamedNode

from smartregions.errors import LimitReached
from smartregions.index import Query
from smartregions.namespaces import DCTERMS, RDFS, SKOS
from smartregions.web.answers import AnsweringIndex
from smartregions.web.languages import language
from smartregions.web.service import service
from smartregions.web.tables import Cell, Grid, shortened

MOST = 500
"""IRIs of one table that are given their names."""
SECONDS = 2.0

_QUERY = (
    "SELECT ?iri ?name { VALUES ?iri { % } "
    f"?iri <{SKOS}prefLabel>|<{RDFS}label>|<{DCTERMS}title> ?name }}"
)


def named(grid: Grid, at: int | None = None) -> Grid:
    """The same table; where a cell is an IRI that has a name, the name, with the IRI as title.

    In the language of the request, else in English, else in any. What takes too long is left out.
    """
    cells = chain.from_iterable(grid.rows)
    iris = dict.fromkeys(cell.title for cell in cells if _is_iri(cell))
    if not iris:
        return grid
    known = _names(iris, at)
    rows = [[_with_name(cell, known) for cell in row] for row in grid.rows]
    return replace(grid, rows=rows)


def asked(query: str, iris: Iterable[str], most: int) -> str:
    """The query with the first of these IRIs in the place of its one `%`.

    As many as it may hold, for it has the length that any query may have.
    """
    room = service().settings.max_query_characters - len(query)
    values: list[str] = []
    for value in (str(NamedNode(iri)) for iri in islice(iris, most)):
        if len(value) < room:
            values.append(value)
            room -= len(value) + 1
    return query.replace("%", " ".join(values))


def _is_iri(cell: Cell) -> bool:
    return bool(cell.href) and cell.text == shortened(cell.title)


def _with_name(cell: Cell, known: Mapping[str, tuple[str, str]]) -> Cell:
    if not _is_iri(cell) or cell.title not in known:
        return cell
    name, tag = known[cell.title]
    return replace(cell, text=name, language=tag)


def _names(iris: Iterable[str], at: int | None) -> Mapping[str, tuple[str, str]]:
    """The best name of each IRI, with its language."""
    text = asked(_QUERY, iris, MOST)
    try:
        answer = AnsweringIndex(at).query(Query(text, ("json",), seconds=SECONDS))
    except LimitReached:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for row in json.loads(answer.body)["results"]["bindings"]:
        name, tag = row["name"]["value"], row["name"].get("xml:lang", "")
        before = found.get(row["iri"]["value"])
        if before is None or (_rank(tag), name) < (_rank(before[1]), before[0]):
            found[row["iri"]["value"]] = name, tag
    return found


def _rank(tag: str) -> int:
    wanted = (language().tag, "en", "")
    short = tag.partition("-")[0]
    return wanted.index(short) if short in wanted else len(wanted)
