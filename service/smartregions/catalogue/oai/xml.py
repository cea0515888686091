"""XML as a tree of elements, written with the prefixes that people know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesNSImpl

from smartregions import namespaces as ns
from smartregions.catalogue.writing import PREFIXES

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = OAI + "oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

_PREFIXES: Mapping[str, str] = MappingProxyType(
    {iri: name for name, iri in PREFIXES.items()}
    | {OAI_DC: "oai_dc", DC: "dc", XSI: "xsi", XML: "xml", ns.RDF: "rdf"}
)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def named(namespace: str, local: str) -> str:
    """A name as elements have it."""
    return f"{{{namespace}}}{local}"


def legal(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 cannot hold (section 2.2)."""
    return _ILLEGAL.sub("\ufffd", text)


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A new last child in the namespace of OAI-PMH, or in another that the name says."""
    full = name if name.startswith("{") else named(OAI, name)
    child = SubElement(parent, full, {key: legal(value) for key, value in attributes.items()})
    child.text = legal(text) or None
    return child


def written(root: Element) -> bytes:
    """The document in UTF-8; its own namespace is the default, others are declared where they are
    first needed.
    """
    file = BytesIO()
    writer = XMLGenerator(file, "UTF-8", short_empty_elements=True)
    writer.startDocument()
    _write(root, writer, {"xml": XML})
    writer.endDocument()
    return file.getvalue() + b"\n"


def _write(element: Element, writer: XMLGenerator, known: Mapping[str, str]) -> None:
    name = _split(element.tag)
    new = dict(_declared(element, known))
    for prefix, iri in new.items():
        writer.startPrefixMapping(prefix or None, iri)
    attributes: dict[Any, str] = {_split(key): value for key, value in element.items()}
    names: dict[Any, str] = {key: key[1] for key in attributes}
    writer.startElementNS(name, name[1], AttributesNSImpl(attributes, names))
    if element.text:
        writer.characters(element.text)
    within = {**known, **new} if new else known
    for child in element:
        _write(child, writer, within)
        if child.tail:
            writer.characters(child.tail)
    writer.endElementNS(name, name[1])
    for prefix in new:
        writer.endPrefixMapping(prefix or None)


def _declared(element: Element, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The namespaces that are declared here: of an element of another kind, all that it needs."""
    taken = set(known.values())
    if _split(element.tag)[0] in taken and _split(element.tag)[0] != OAI:
        return
    within = [element] if _split(element.tag)[0] == OAI else element.iter()
    needed = {_split(name)[0] for each in within for name in (each.tag, *each.keys())}
    for number, iri in enumerate(sorted(iri for iri in needed if iri and iri not in taken)):
        yield ("" if iri == OAI else _PREFIXES.get(iri, f"ns{number}")), iri


@lru_cache(maxsize=1_000)
def _split(name: str) -> tuple[str | None, str]:
    space, _, local = name.rpartition("}")
    return space.removeprefix("{") or None, local
