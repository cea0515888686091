"""The answer to a stored question in the language of the request, as a page shows it.

A query picks labels in English, else in any language, so that its answer is the same for everybody;
a page tells them in the language of its reader.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from smartregions.errors import LimitReached
from smartregions.index import Query
from smartregions.library.titles import LABEL, words
from smartregions.namespaces import DCTERMS, RDFS, SKOS, SR
from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.names import Names, Text, names
from smartregions.web.finding.words import collated
from smartregions.web.labelling import MOST, SECONDS, asked
from smartregions.web.languages import SOURCE, elsewhere, gettext, language, told
from smartregions.web.overview.ordering import order
from smartregions.web.tables import Cell, Grid, shortened

_BOOLEAN = "xsd:boolean"
_QUERIES = 4
"""Of `MOST` things each, for the texts of one table."""
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NAMES = f"""SELECT ?iri ("" AS ?property) ?text {{
  VALUES ?iri {{ % }} ?iri <{SKOS}prefLabel>|<{RDFS}label>|<{DCTERMS}title> ?text
  FILTER(isLiteral(?text))
}}"""
_SEVERAL = (SR + "aim", SR + "theme")
"""Of which a thing may have many in one language, so that none is known as the same in another."""
_PROPERTIES = (DCTERMS + "description", SR + "dateNote", *_SEVERAL, DCTERMS + "rights")
_TEXTS = f"""SELECT ?iri ?property ?text {{
  VALUES ?iri {{ % }}
  {{ VALUES ?property {{ {" ".join(f"<{each}>" for each in _PROPERTIES[:-1])} }}
    ?iri ?property ?text }}
  UNION {{ ?iri <{DCTERMS}rights> ?statement . ?statement <{RDFS}label> ?text
    BIND(<{DCTERMS}rights> AS ?property) }}
  FILTER(isLiteral(?text))
}}"""


class _Known:
    """What things are called, in the language of the request and in others."""

    def __init__(self, found: Names) -> None:
        self._called = found.called
        self._things: dict[str, tuple[Text | None, dict[str, Text]]] = {}
        self._tag = language().tag

    def label(self, iri: str) -> Text | None:
        """What to call it; None for what has no label."""
        return self._thing(iri)[0]

    def said(self, text: str, iris: Iterable[str]) -> Text | None:
        """What the first of these is called which is called so in some language."""
        for iri in iris:
            if found := self._thing(iri)[1].get(text):
                return found
        return None

    def _thing(self, iri: str) -> tuple[Text | None, dict[str, Text]]:
        """Its label, and by each of its names what to say for it: the label for another label."""
        if (found := self._things.get(iri)) is None:
            called = self._called(iri)
            label = called.label(self._tag) if called.labels else None
            told_ = {other.text: self._here(other) for other in called.others}
            if label:
                label = self._here(label)
                told_ |= dict.fromkeys((each.text for each in called.labels), label)
            found = self._things[iri] = label, told_
        return found

    def _here(self, text: Text) -> Text:
        return Text(text.text, elsewhere(text.language))


def spoken(grid: Grid, query: str, at: int | None = None) -> Grid:
    """The same table with labels and other texts in the language of the request.

    A text is told in that language where a thing of the same row has it so, else as it is, with
    its language. Words of the query itself are messages. An IRI that has a name is shown by it.
    Where the language is not that of the query, and the table is whole, the rows are put in order
    of what is shown.
    """
    known = _Known(names() if at is None else _asked(_NAMES, grid.rows, at))
    rows = [_row(row, known, words(query)) for row in grid.rows]
    pairs = list(zip(grid.rows, rows, strict=True))
    still = [row for before, row in pairs if any(map(_is_open, before, row))]
    if still:
        known = _Known(_asked(_TEXTS, still, at))
        rows = [_texts(before, row, known) for before, row in pairs]
    if language().tag != SOURCE and len(rows) == grid.total:
        rows = _ordered(rows, grid.columns, query)
    return replace(grid, rows=rows)


def _asked(query: str, rows: Iterable[Sequence[Cell]], at: int | None) -> Names:
    """Texts of the things in these rows, by the IRI with that of the property.

    Of more things than a few queries hold, and of what takes too long, none.
    """
    iris = list(dict.fromkeys(cell.title for row in rows for cell in row if cell.href))
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, min(len(iris), MOST * _QUERIES), MOST):
        said = asked(query, iris[start : start + MOST], MOST)
        try:
            answer = AnsweringIndex(at).query(Query(said, ("json",), seconds=SECONDS))
        except LimitReached:
            break
        for row in json.loads(answer.body)["results"]["bindings"]:
            of, text = row["property"]["value"], row["text"]
            key = row["iri"]["value"] + of
            order_ = "3" if of in _SEVERAL else "0"
            found[key] = (*found.get(key, ()), order_, text.get("xml:lang", ""), text["value"])
    return Names(found)


def _row(row: Sequence[Cell], known: _Known, own: frozenset[str]) -> list[Cell]:
    iris = [cell.title for cell in row if cell.href]
    return [_cell(cell, known, iris, own) if cell.text else cell for cell in row]


def _texts(before: Sequence[Cell], row: Sequence[Cell], known: _Known) -> list[Cell]:
    iris = [cell.title + each for cell in row if cell.href for each in _PROPERTIES]
    return [
        _with(cell, known.said(cell.text, iris)) if _is_open(was, cell) else cell
        for was, cell in zip(before, row, strict=True)
    ]


def _cell(cell: Cell, known: _Known, iris: Sequence[str], own: frozenset[str]) -> Cell:
    if cell.href:
        is_bare = cell.text == shortened(cell.title)
        return _with(
            cell, known.label(cell.title) if is_bare else known.said(cell.text, [cell.title])
        )
    if cell.title == _BOOLEAN:
        return replace(cell, text=gettext("Yes") if cell.text == "true" else gettext("No"))
    if cell.title:
        return cell
    if cell.text in own and not cell.language:
        return replace(cell, text=told(cell.text))
    return _with(cell, known.said(cell.text, iris))


def _with(cell: Cell, text: Text | None) -> Cell:
    """The cell with a text and its language, where there is one."""
    if text is not None:
        return replace(cell, text=text.text, language=text.language)
    return replace(cell, language=elsewhere(cell.language)) if cell.language else cell


def _is_open(before: Cell, cell: Cell) -> bool:
    """Whether it has words of which no name said the language."""
    is_told = cell != before or cell.title or cell.language
    return not is_told and bool(_LETTERS.search(cell.text))


def _ordered(rows: list[list[Cell]], columns: Sequence[str], query: str) -> list[list[Cell]]:
    """The rows by what the query orders by, as far as that is shown; else as they come."""
    keys = list(_keys(order(query), columns))
    return sorted(rows, key=lambda row: [key(row[column]) for column, key in keys])


_Key = tuple[int, float, tuple[str, str]]


def _keys(
    names_: Iterable[str], columns: Sequence[str]
) -> Iterator[tuple[int, Callable[[Cell], _Key]]]:
    for name in names_:
        thing = name.removesuffix(LABEL)
        if thing not in columns:
            return
        yield columns.index(thing), partial(_key, is_label=thing != name)


def _key(cell: Cell, is_label: bool) -> _Key:
    """As SPARQL 1.1, section 15.1, orders terms; labels as people do."""
    if not cell.text:
        return 0, 0.0, ("", "")
    if cell.href:
        return 1, 0.0, collated(cell.text) if is_label else (cell.title, "")
    try:
        number = float(cell.text) if cell.title else math.inf
    except ValueError:
        number = math.inf
    is_number = math.isfinite(number)
    return (2, number, ("", "")) if is_number else (3, 0.0, (cell.text, ""))
