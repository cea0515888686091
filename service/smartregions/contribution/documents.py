"""N-Triples, JSON-LD and RDF/XML as contributions.

What these formats can fetch is refused before a parser sees it: a remote context, a document type
with its entities (which made 1 GB of 669 bytes). https://www.w3.org/TR/json-ld11/#iana-security
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from smartregions.contribution.json_cost import costs_too_much
from smartregions.contribution.json_search import context_in, repeated
from smartregions.contribution.jsonld import jsonld as jsonld_places
from smartregions.contribution.rdfxml import rdfxml as rdfxml_places
from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.messages import Message
from smartregions.turtle.document import Offsets, Reading
from smartregions.turtle.lines import Lines
from smartregions.turtle.mistakes.documents import decoded
from smartregions.turtle.newer import newer_in, refusal
from smartregions.turtle.read import Contribution, Document, as_told, read

DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
REMOTE = "No LoadDocumentCallback"
WHERE = (1, 1, 1, 2)
"""The place of a fault that concerns a whole document."""
MOST_PLACED = 8_000_000
"""Characters of a document that is read for its places, for which it takes 50 bytes of each."""

Read = tuple[Contribution, str | None]


def ntriples(data: bytes, name: str, base: str | None) -> Read:
    """N-Triples, which is Turtle too, so that it has its places."""
    contribution = read(data, name)
    try:
        triples = tuple(quad.triple for quad in pyoxigraph.parse(data, format=RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        told = replace(
            as_told(error), help=Message("N-Triples writes every term in full; or send Turtle.")
        )
        raise TurtleSyntaxError(told, name=name) from None
    return replace(contribution, triples=triples), None


def jsonld(data: bytes, name: str, base: str | None) -> Read:
    """JSON-LD 1.1 that needs no other document, with one graph at most."""
    text = decoded(data, name)
    try:
        read = json.loads(text, object_pairs_hook=_unrepeated, parse_int=str, parse_float=str)
    except _Repeated as error:
        key = str(error)
        message = Message("The key {key} stands twice in one object.", key=json.dumps(key))
        help_ = Message("keep one of the two, or write a list")
        raise _fault(name, message, help_, text, repeated(text, key)) from None
    except json.JSONDecodeError as error:
        message = Message("This is not JSON: {said}.", said=error.msg)
        at = (error.lineno, error.colno, error.lineno, error.colno + 1)
        raise TurtleSyntaxError(Fault(message, *at), name=name) from None
    except RecursionError:
        message = Message("The objects and lists of this document lie too deep in one another.")
        raise _fault(
            name, message, Message("give things an @id and write them side by side")
        ) from None
    if costs_too_much(read, len(text)):
        message = Message("The contexts of this document hold too much to be read for each thing.")
        help_ = Message("write one @context at the beginning, with the names that are used alone")
        raise _fault(name, message, help_, text, context_in(text))
    return _parsed(text, name, RdfFormat.JSON_LD, base, jsonld_places)


def rdfxml(data: bytes, name: str, base: str | None) -> Read:
    """RDF/XML without a document type, in UTF-8."""
    text = decoded(data, name)
    if declared := DOCTYPE.search(text):
        message = Message("A document type or an entity is declared, which is not read here.")
        help_ = Message("write every IRI in full, or send Turtle")
        raise _fault(name, message, help_, text, declared.span())
    return _parsed(text, name, RdfFormat.RDF_XML, base, rdfxml_places)


def _parsed(
    text: str, name: str, form: RdfFormat, base: str | None, reading: Reading | None = None
) -> Read:
    try:
        quads = list(pyoxigraph.parse(text.encode(), format=form, base_iri=base))
    except SyntaxError as error:
        raise TurtleSyntaxError(_told(error, text), name=name) from None
    graphs = {quad.graph_name for quad in quads}
    if len(graphs) > 1:
        message = Message(
            "This document has {graphs} graphs, and one is written at a time.", graphs=len(graphs)
        )
        raise _fault(name, message, Message("send each graph by itself"))
    if newer := next(filter(None, (newer_in(quad.triple) for quad in quads)), None):
        raise _fault(name, *refusal(newer))
    graph = next(iter(graphs), DefaultGraph())
    contribution = Contribution(
        name=name,
        text="",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        triples=tuple(quad.triple for quad in quads),
        prefixes={},
        base=base,
        document=Document(text, reading, len(text) <= MOST_PLACED, form.name) if reading else None,
    )
    return contribution, graph.value if isinstance(graph, NamedNode) else None


def _told(error: SyntaxError, text: str) -> Fault:
    if REMOTE in str(error):
        message = Message("A context lies elsewhere, and no other document is fetched.")
        return Fault(
            message,
            *_place(text, context_in(text, elsewhere=True)),
            Message('write the context itself in its place: "@context": {...}'),
        )
    return as_told(error)


def _fault(
    name: str, message: Message, help_: Message, text: str = "", at: Offsets | None = None
) -> TurtleSyntaxError:
    return TurtleSyntaxError(Fault(message, *_place(text, at), help_), name=name)


def _place(text: str, at: Offsets | None) -> tuple[int, int, int, int]:
    """Line and column of both ends; the beginning where it is not known where."""
    if at is None:
        return WHERE
    lines = Lines(text)
    return (*lines.place(at[0]), *lines.place(at[1]))


class _Repeated(Exception):  # noqa: N818 - does not leave this module
    """A key that an object has twice."""


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found
