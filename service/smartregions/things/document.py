"""The document about a thing, and what it says of itself: its thing, its graphs, its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

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
    separator: str = "?"

    @property
    def told(self) -> dict[str, str]:
        """The values, as a task carries them."""
        return asdict(self)

    def page(self, number: int) -> str:
        """The address of a page; that of the first is the document's own."""
        return self.address if number == 1 else self.view(number)

    def view(self, number: int) -> str:
        """What names a page, and not the document."""
        return f"{self.address}{self.separator}page={number}"


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
    here = NamedNode(document.address)
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
