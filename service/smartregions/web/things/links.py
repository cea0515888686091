"""The links of a thing's document: FAIR Signposting, level 2 (https://signposting.org/FAIR/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smartregions import namespaces as ns
from smartregions.formats import HTML
from smartregions.things import addresses
from smartregions.things.description import pages
from smartregions.things.document import Document, neighbours
from smartregions.things.parcel import datasets
from smartregions.web import links as typed
from smartregions.web.links import Link
from smartregions.web.negotiation import PAGE
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


def schema_types(types: Sequence[str]) -> list[str]:
    """The classes in the words of schema.org, as far as it has them."""
    return sorted({_SCHEMA + _TYPES[each] for each in types if each in _TYPES})


def links(
    outline: Mapping[str, Any],
    document: Document,
    base: str,
    form: str,
    past: Sequence[Link] = (),
) -> tuple[Link, ...]:
    """The links of one representation; `base` is the address of the service.

    Those to the past come early, and the parts of a thing late: a header does not hold all.
    """
    of_form = _of_page if form == PAGE.name else _of_description
    return tuple(dict.fromkeys((*past, *of_form(outline, document, base))))


def linkset(
    outline: Mapping[str, Any], document: Document, base: str, past: Sequence[Link] = ()
) -> str:
    """The links of the page, of its descriptions, and of the parts that open here (level 2)."""
    return typed.linkset(_contexts(outline, document, base, past))


def _contexts(
    outline: Mapping[str, Any], document: Document, base: str, past: Sequence[Link]
) -> Iterator[tuple[str, Sequence[Link]]]:
    page = document.page(outline["page"])
    yield page, links(outline, document, base, PAGE.name, past)
    for known in FORMATS:
        if known is not LINKSET:
            address = suffixed(document, known.suffix, outline)
            yield address, links(outline, document, base, known.name, past)
    for part in _parts(outline, base):
        yield part, [Link("collection", page, HTML)]


def _of_page(outline: Mapping[str, Any], document: Document, base: str) -> Iterator[Link]:
    """The page is what describes the thing to people."""
    yield from _of_any(outline, document, base)
    yield Link("type", _SCHEMA + _OF_ANYTHING)
    for kind in schema_types(outline["types"]):
        yield Link("type", kind)
    for known in FORMATS:
        relation = "linkset" if known is LINKSET else "describedby"
        yield Link(relation, suffixed(document, known.suffix, outline), known.media_type)
    yield Link("alternate", suffixed(document, PAGE.suffix, outline), HTML)
    yield from _neighbours(outline, document)
    for part in _parts(outline, base):
        yield Link("item", part)


def _of_description(outline: Mapping[str, Any], document: Document, base: str) -> Iterator[Link]:
    """A format for programs describes the page."""
    yield from _of_any(outline, document, base)
    yield Link("describes", document.page(outline["page"]), HTML)
    for known in (*FORMATS, PAGE):
        relation = "linkset" if known is LINKSET else "alternate"
        yield Link(relation, suffixed(document, known.suffix, outline), known.media_type)
    yield from _neighbours(outline, document)


def _of_any(outline: Mapping[str, Any], document: Document, base: str) -> Iterator[Link]:
    yield Link("canonical", document.page(outline["page"]))
    yield Link("cite-as", outline["iri"])
    yield from _provenance(outline, base)


def _parts(outline: Mapping[str, Any], base: str) -> list[str]:
    """Where the parts of the thing are that open here."""
    return [base + path for path in map(addresses.path, outline["parts"]) if path]


def _neighbours(outline: Mapping[str, Any], document: Document) -> Iterator[Link]:
    count = pages(outline["said"], sum(outline["arriving"].values()))
    if count > 1:
        for name, number in neighbours(outline["page"], count).items():
            yield Link("prev" if name == "previous" else name, document.page(number))


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
