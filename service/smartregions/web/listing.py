"""The datasets of a catalogue for the page that people see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET, dcat, dct
from smartregions.things.labels import best
from smartregions.validation.graph import Node
from smartregions.web.finding.names import Text
from smartregions.web.languages import language


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a dataset."""

    title: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One dataset."""

    iri: str
    title: Text
    description: Text
    modified: str
    downloads: tuple[Download, ...]


def datasets(triples: Iterable[Triple]) -> list[Listed]:
    """By title."""
    said = Statements(triples)
    return sorted(
        (_listed(said, node) for node in said.typed(DATASET)), key=lambda d: d.title.text.casefold()
    )


def _listed(said: Statements, node: Node) -> Listed:
    def text(name: str) -> Text:
        texts = (o for o in said.objects(node, dct(name)) if isinstance(o, Literal))
        found = best(texts, [language().tag])
        return Text(found.value, found.language or "") if found else Text("")

    files = [f for f in said.objects(node, dcat("distribution")) if f in said]
    downloads = [
        Download(
            next(iter(said.texts(f, dct("title"))), "").rpartition("(")[2].rstrip(")"),
            next(o.value for o in said.objects(f, dcat("accessURL"))),
            int(next(iter(said.texts(f, dcat("byteSize"))), "0")),
        )
        for f in files
    ]
    ordered = tuple(sorted(downloads, key=lambda d: d.title))
    return Listed(node.value, text("title"), text("description"), text("modified").text, ordered)
