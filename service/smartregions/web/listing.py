"""The datasets of a catalogue for the page that people see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET, dcat, dct
from smartregions.validation.graph import Node


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
    title: str
    description: str
    modified: str
    downloads: tuple[Download, ...]


def datasets(triples: Iterable[Triple]) -> list[Listed]:
    """By title."""
    said = Statements(triples)
    return sorted(
        (_listed(said, node) for node in said.typed(DATASET)), key=lambda d: d.title.casefold()
    )


def _listed(said: Statements, node: Node) -> Listed:
    def text(name: str) -> str:
        return next(iter(said.texts(node, dct(name))), "")

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
    return Listed(node.value, text("title"), text("description"), text("modified"), ordered)
