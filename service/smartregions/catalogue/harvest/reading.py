"""From the bytes of a page to its statements, by the rules of the harvesters.

A type must be stated and be one that piveau reads. The base of relative IRIs is the address that
was registered, not that of the page. Named graphs are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple

from smartregions.catalogue.statements import Statements
from smartregions.messages import Message, plain

RDF_TYPES: Mapping[str, RdfFormat] = MappingProxyType(
    {
        "text/turtle": RdfFormat.TURTLE,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "application/trig": RdfFormat.TRIG,
        "text/n3": RdfFormat.N3,
        "application/json": RdfFormat.JSON_LD,
    }
)
"""The media types that piveau reads."""
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "ttl": "text/turtle",
        "rdf": "application/rdf+xml",
        "xml": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "json": "application/ld+json",
        "nt": "application/n-triples",
        "trig": "application/trig",
        "n3": "text/n3",
    }
)
"""Endings of files and addresses, and what stands behind them."""
UNSTATED = "http://base.invalid/directory/document"
"""A base that no document names: an IRI of this host was relative."""
_PARTS = (UNSTATED, UNSTATED.removesuffix("document"), "http://base.invalid")
"""What resolving put before `#x` and `?x`, before `x`, and before `/x`."""

MOST_GROWN = 64 * 1024 * 1024
"""Bytes that entities may add to a document."""
_ENTITY = re.compile(rb"""<!ENTITY\s+([^\s"'>]+)\s+(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Text:
    """The statements of one document."""

    statements: Statements
    relative: tuple[str, ...] = ()
    """IRIs that were written without a scheme, as far as that can be told."""
    moves: bool = False
    """True when piveau's base and the document's own address give different statements."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a document has no statements."""

    message: Message
    elsewhere: bool = False
    """True for JSON-LD whose context is on another server, which is not asked here."""


def media_type(content_type: str) -> str:
    """The type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def read(body: bytes, kind: str, base: str, page: str) -> Text | Unreadable:
    """The statements of the document at `page`, of a media type of `RDF_TYPES`.

    `base` is the address that is registered with the portal.
    """
    form = RDF_TYPES[kind]
    if form == RdfFormat.RDF_XML and (fault := swells(body)):
        return Unreadable(fault)
    try:
        triples = _parsed(body, form, UNSTATED)
        relative = _relative(triples)
        if not relative:
            return Text(Statements(triples))
        triples = _parsed(body, form, base)
        moves = base != page and set(triples) != set(_parsed(body, form, page))
    except (SyntaxError, ValueError) as error:
        return Unreadable(plain(str(error)), "remote context" in str(error))
    return Text(Statements(triples), relative, moves)


def swells(body: bytes) -> Message:
    """Whether entities would make the document much longer than it is: the parser does not ask."""
    grown = len(body)
    for name, double, single in _ENTITY.findall(body):
        value = double or single
        if b"&" in value:
            entity = name.decode(errors="replace")
            return Message("the entity {name} is made of other entities", name=entity)
        grown += len(value) * body.count(b"&" + name + b";")
    swollen = Message("its entities stand for {n} bytes", n=grown)
    return swollen if grown > MOST_GROWN + len(body) else Message()


def _parsed(body: bytes, form: RdfFormat, base: str) -> list[Triple]:
    quads = pyoxigraph.parse(body, format=form, base_iri=base)
    return [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]


def _relative(triples: Iterable[Triple]) -> tuple[str, ...]:
    terms = {term for t in triples for term in (t.subject, t.predicate, t.object)}
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    return tuple(sorted(_as_written(iri) for iri in iris if iri.startswith(f"{_PARTS[-1]}/")))


def _as_written(iri: str) -> str:
    return next(iri.removeprefix(part) for part in _PARTS if iri.startswith(part))
