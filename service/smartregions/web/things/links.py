"""The links of a thing's document: FAIR Signposting, level 2 (https://signposting.org/FAIR/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smartregions import namespaces as ns
from smartregions.formats import HTML, Format
from smartregions.things import addresses
from smartregions.things.description import pages
from smartregions.things.document import Document, neighbours
from smartregions.things.parcel import datasets
from smartregions.web.things.forms import FORMATS, LINKSET

_SCHEMA = "https://schema.org/"
_TYPES: Mapping[str, str] = {
    ns.DCAT + "Dataset": "Dataset",
    ns.SKOS + "Concept": "DefinedTerm",
    ns.SKOS + "ConceptScheme": "DefinedTermSet",
    ns.SR + "Actor": "Organization",
    ns.SR + "Event": "Event",
    ns.SR + "Document": "CreativeWork",
    ns.SR + "Source": "CreativeWork",
    ns.SR + "Place": "Place",
    ns.SR + "Region": "AdministrativeArea",
    ns.SR + "NutsUnit": "AdministrativeArea",
    ns.SR + "Project": "Project",
    ns.SR + "Partnership": "Organization",
}
_OF_ANYTHING = "AboutPage"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link (RFC 8288)."""

    relation: str
    target: str
    media_type: str = ""

    @property
    def header(self) -> str:
        """The link as a header field has it."""
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.target}>; rel="{self.relation}"{kind}'


def schema_types(types: Sequence[str]) -> list[str]:
    """The classes in the words of schema.org, as far as it has them."""
    return sorted({_SCHEMA + _TYPES[each] for each in types if each in _TYPES})


def links(
    outline: Mapping[str, Any], document: Document, base: str, past: Sequence[Link] = ()
) -> tuple[Link, ...]:
    """The links of every representation; `base` is the address of the service.

    Those to the past come early: a header does not hold all.
    """
    return tuple(dict.fromkeys((*past, *_links(outline, document, base))))


def _links(outline: Mapping[str, Any], document: Document, base: str) -> Iterator[Link]:
    count = pages(outline["said"], sum(outline["arriving"].values()))
    yield Link("canonical", document.page(outline["page"]))
    yield Link("cite-as", outline["iri"])
    yield Link("describes", outline["iri"])
    yield Link("type", _SCHEMA + _OF_ANYTHING)
    for kind in schema_types(outline["types"]):
        yield Link("type", kind)
    for known in FORMATS:
        yield Link(_relation(known), suffixed(document, known.suffix, outline), known.media_type)
    yield Link("alternate", suffixed(document, "html", outline), HTML)
    for path in map(addresses.path, outline["parts"]):
        if path:
            yield Link("item", base + path)
    yield from _provenance(outline, base)
    if count > 1:
        for name, number in neighbours(outline["page"], count).items():
            yield Link("prev" if name == "previous" else name, document.page(number))


def _relation(known: Format) -> str:
    if known is LINKSET:
        return "linkset"
    return "describedby"


def suffixed(document: Document, suffix: str, outline: Mapping[str, Any]) -> str:
    """The address of one representation of a page."""
    return document.page_as(suffix, outline["page"])


def _provenance(outline: Mapping[str, Any], base: str) -> Iterator[Link]:
    for dataset in datasets(outline):
        yield from (Link("license", each) for each in dataset.licences)
        yield from (Link("author", each) for each in dataset.publishers)
        whole = dataset.iri or dataset.graph
        if (path := addresses.path(whole)) and whole != outline["iri"]:
            yield Link("collection", base + path)


def linkset(found: Sequence[Link], document: Document) -> bytes:
    """The links as a set (RFC 9264, section 4.2)."""
    told: dict[str, Any] = {"anchor": document.page(1)}
    for link in found:
        target = {"href": link.target} | ({"type": link.media_type} if link.media_type else {})
        told.setdefault(link.relation, []).append(target)
    return json.dumps({"linkset": [told]}, ensure_ascii=False).encode()
