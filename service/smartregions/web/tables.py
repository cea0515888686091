"""Answers as tables for people: SPARQL JSON results to cells, without a framework."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from smartregions.namespaces import BASE, PREFIXES

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


def table(body: bytes, rows: int) -> Grid:
    """A SELECT answer in SPARQL JSON, its first rows as cells."""
    answer = json.loads(body)
    columns = answer["head"]["vars"]
    bindings = answer["results"]["bindings"]
    shown = [[_cell(binding.get(name)) for name in columns] for binding in bindings[:rows]]
    return Grid(columns, shown, len(bindings))


def described(iri: str) -> str:
    """Where this service says what it knows of an IRI."""
    return "/sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"})


def shortened(iri: str) -> str:
    """The IRI with a prefix of ours where one fits, the longest first."""
    fitting = [(namespace, prefix) for prefix, namespace in PREFIXES.items() if namespace in iri]
    for namespace, prefix in sorted(fitting, key=lambda pair: -len(pair[0])):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _cell(term: Mapping[str, Any] | None) -> Cell:
    if term is None:
        return Cell("")
    value = str(term["value"])
    if term["type"] == "uri":
        return Cell(shortened(value), _href(value), value)
    if term["type"] == "bnode":
        return Cell("_:" + value)
    return Cell(value, title=shortened(term.get("datatype", "")), language=term.get("xml:lang", ""))


def _href(iri: str) -> str:
    if iri.startswith(BASE):
        return described(iri)
    return iri if iri.lower().startswith(_LINKED) else ""
