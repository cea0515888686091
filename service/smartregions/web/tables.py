"""Answers as tables for people: SPARQL JSON results to cells, without a framework."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from smartregions.library.titles import LABEL, columns
from smartregions.namespaces import BASE, PREFIXES
from smartregions.things import addresses

MOST_COLUMNS = 200
LONGEST = 10_000
"""Characters of a term that are shown."""
MOST_CHARACTERS = 200_000
"""Of a page, roughly: on a telephone more takes seconds, and each download has all."""
_MARKUP = 70  # characters of a page for a cell, beside those of its term and of its column

_LINKED = ("http://", "https://", "mailto:")
_DECODER = json.JSONDecoder()
_HEAD = re.compile(r'\s*\{\s*"head"\s*:\s*')
_ROWS = re.compile(r'\s*,\s*"results"\s*:\s*\{\s*"bindings"\s*:\s*\[\s*')
_NEXT = re.compile(r"\s*,?\s*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One term; `href` only where a link is safe to follow."""

    text: str
    href: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The first rows of an answer, and how many there are."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: int
    is_cut: bool = False
    """Whether these rows lack columns, or the ends of long terms."""


def table(body: bytes, rows: int, base: str = "/") -> Grid:
    """A SELECT answer in SPARQL JSON, its first rows as cells: as many as a page may hold.

    A column `x` with a column `xLabel` is shown as one: the label, leading to what it names.
    `base` is the path of the service.
    """
    text = body.decode()
    names, at = _head(text)
    all_names = columns(names)
    shown_names = all_names[:MOST_COLUMNS]
    shown: list[list[Cell]] = []
    total, room = 0, MOST_CHARACTERS
    for total, binding in enumerate(_bindings(text, at), 1):
        if total <= rows and room > 0:
            shown.append([_named(binding, name, base) for name in shown_names])
            room -= sum(map(_size, shown[-1])) + sum(map(len, shown_names))
    is_cut = len(shown_names) < len(all_names) or any(map(_has_cut, shown))
    return Grid(shown_names, shown, total, is_cut)


def _size(cell: Cell) -> int:
    """The characters of a page that a cell takes."""
    return len(cell.text) + len(cell.href) + len(cell.title) + _MARKUP


def _has_cut(row: Sequence[Cell]) -> bool:
    return any(len(cell.text) > LONGEST for cell in row)


def _head(text: str) -> tuple[list[str], int]:
    """The names of the columns, and where the first row is."""
    head, at = _DECODER.raw_decode(text, _to(_HEAD, text, 0))
    return head["vars"], _to(_ROWS, text, at)


def _bindings(text: str, at: int) -> Iterator[Mapping[str, Any]]:
    """Each row, of which none is kept: all at once may be a gigabyte, and nothing else of this
    process would go on until it is there."""
    while text[at] != "]":
        binding, end = _DECODER.raw_decode(text, at)
        yield binding
        at = _to(_NEXT, text, end)


def _to(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    assert found is not None, "an answer in the order of SPARQL 1.1 JSON Results, section 3"
    return found.end()


def described(iri: str, base: str = "/") -> str:
    """Where this service says what it knows of an IRI; `base` is its path."""
    if (path := addresses.path(iri)) is not None:
        return base + path
    return base + "sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"})


@lru_cache(maxsize=4096)
def shortened(iri: str) -> str:
    """The IRI with a prefix of ours where one fits, the longest first."""
    fitting = [(namespace, prefix) for prefix, namespace in PREFIXES.items() if namespace in iri]
    for namespace, prefix in sorted(fitting, key=lambda pair: -len(pair[0])):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _named(binding: Mapping[str, Any], name: str, base: str) -> Cell:
    cell, label = _cell(binding.get(name), base), _cell(binding.get(name + LABEL), base)
    return replace(cell, text=label.text, language=label.language) if label.text else cell


def _cell(term: Mapping[str, Any] | None, base: str) -> Cell:
    if term is None:
        return Cell("")
    value, kind = _cut(str(term["value"])), _cut(term.get("datatype", ""))
    if term["type"] == "uri":
        if len(value) > LONGEST:  # half an IRI leads nowhere
            return Cell(value)
        return Cell(shortened(value), _href(value, base), value)
    if term["type"] == "bnode":
        return Cell("_:" + value)
    return Cell(value, title=shortened(kind), language=_cut(term.get("xml:lang", "")))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _href(iri: str, base: str) -> str:
    if iri.startswith(BASE):
        return described(iri, base)
    return iri if iri.lower().startswith(_LINKED) else ""
