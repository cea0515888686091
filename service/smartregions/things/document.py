"""The document about a thing, and what it says of itself: its thing, its graphs, its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.things.description import Description

HYDRA = "http://www.w3.org/ns/hydra/core#"

IS_TOPIC_OF = ns.FOAF + "isPrimaryTopicOf"

_TYPE = NamedNode(ns.RDF + "type")
_INTEGER = NamedNode(ns.XSD + "integer")


@dataclass(frozen=True, slots=True)
class Document:
    """Where a document is found: its first page, and how an address asks for another one."""

    address: str
    at: int | None = None
    """The change after which the thing was as the document tells; None for one that tells of now,
    which stands at the address without a parameter."""

    @property
    def told(self) -> dict[str, Any]:
        """The values, as a task carries them."""
        return asdict(self)

    def page(self, number: int) -> str:
        """The address of a page; that of the first is the document's own."""
        return self.page_as("", number)

    def page_as(self, suffix: str, number: int) -> str:
        """The address of a page in the format that the suffix names."""
        end = f".{suffix}" if suffix else ""
        state = {"at": self.at} if self.at is not None else {}
        asked = urlencode(state | ({"page": number} if number > 1 else {}))
        return f"{self.address}{end}" + (f"?{asked}" if asked else "")

    def view(self, number: int) -> str:
        """What names a page, and not the document."""
        return f"{self.page(1)}{'?' if self.at is None else '&'}page={number}"


def graph_of(found: Description, document: Document) -> Iterator[Triple]:
    """All triples of a page: the description, and what the document says of itself.

    The number of its items is that of the statements that lead to the thing
    (https://www.hydra-cg.com/spec/latest/core/#collections).
    """
    for statement in (*found.outgoing, *found.incoming):
        yield statement.triple
    yield from found.mentioned
    yield from about(found, document)


def about(found: Description, document: Document) -> Iterator[Triple]:
    """What the document says of itself."""
    here = NamedNode(document.page(1))
    yield Triple(here, _TYPE, NamedNode(ns.FOAF + "Document"))
    yield Triple(here, _TYPE, NamedNode(HYDRA + "Collection"))
    yield Triple(here, NamedNode(ns.FOAF + "primaryTopic"), NamedNode(found.iri))
    yield Triple(NamedNode(found.iri), NamedNode(IS_TOPIC_OF), here)
    arriving = Literal(str(sum(found.arriving.values())), datatype=_INTEGER)
    yield Triple(here, NamedNode(HYDRA + "totalItems"), arriving)
    for dataset in found.datasets:
        yield Triple(here, NamedNode(ns.DCTERMS + "source"), NamedNode(dataset.graph))
    for licence in sorted({name for dataset in found.datasets for name in dataset.licences}):
        yield Triple(here, NamedNode(ns.DCTERMS + "license"), NamedNode(licence))
    yield from _view(found, document, here)


def _view(found: Description, document: Document, here: NamedNode) -> Iterator[Triple]:
    if found.pages == 1:
        return
    view = NamedNode(document.view(found.page))
    yield Triple(here, NamedNode(HYDRA + "view"), view)
    yield Triple(view, _TYPE, NamedNode(HYDRA + "PartialCollectionView"))
    for name, number in neighbours(found.page, found.pages).items():
        yield Triple(view, NamedNode(HYDRA + name), NamedNode(document.view(number)))


def neighbours(page: int, pages: int) -> dict[str, int]:
    """The pages to which one of several leads, by what they are to it."""
    found = {"first": 1, "last": pages}
    if page > 1:
        found["previous"] = page - 1
    if page < pages:
        found["next"] = page + 1
    return found
