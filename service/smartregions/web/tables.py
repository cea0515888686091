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


def table(body: bytes, rows: int, base: str = "/") -> Grid:
    """A SELECT answer in SPARQL JSON, its first rows as cells.

    A column `x` with a column `xLabel` is shown as one: the label, leading to what it names.
    `base` is the path of the service.
    """
    text = body.decode()
    names, at = _head(text)
    shown_names = columns(names)
    shown: list[list[Cell]] = []
    total = 0
    for total, binding in enumerate(_bindings(text, at), 1):
        if total <= rows:
            shown.append([_named(binding, name, base) for name in shown_names])
    return Grid(shown_names, shown, total)


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
    value = str(term["value"])
    if term["type"] == "uri":
        return Cell(shortened(value), _href(value, base), value)
    if term["type"] == "bnode":
        return Cell("_:" + value)
    return Cell(value, title=shortened(term.get("datatype", "")), language=term.get("xml:lang", ""))


def _href(iri: str, base: str) -> str:
    if iri.startswith(BASE):
        return described(iri, base)
    return iri if iri.lower().startswith(_LINKED) else ""
