"""Answers as tables for people: SPARQL JSON results to cells, without a framework."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from smartregions.namespaces import BASE, PREFIXES
from smartregions.things import addresses

_LABEL = "Label"
_LINKED = ("http://", "https://", "mailto:")


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
    answer = json.loads(body)
    names = answer["head"]["vars"]
    columns = [name for name in names if name.removesuffix(_LABEL) not in set(names) - {name}]
    bindings = answer["results"]["bindings"]
    shown = [[_named(binding, name, base) for name in columns] for binding in bindings[:rows]]
    return Grid(columns, shown, len(bindings))


def described(iri: str, base: str = "/") -> str:
    """Where this service says what it knows of an IRI; `base` is its path."""
    if (path := addresses.path(iri)) is not None:
        return base + path
    return base + "sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"})


def shortened(iri: str) -> str:
    """The IRI with a prefix of ours where one fits, the longest first."""
    fitting = [(namespace, prefix) for prefix, namespace in PREFIXES.items() if namespace in iri]
    for namespace, prefix in sorted(fitting, key=lambda pair: -len(pair[0])):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _named(binding: Mapping[str, Any], name: str, base: str) -> Cell:
    cell, label = _cell(binding.get(name), base), _cell(binding.get(name + _LABEL), base)
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
