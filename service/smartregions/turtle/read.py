"""Text to triples: the one place where contributed Turtle is parsed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

import pyoxigraph

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.messages import Message
from smartregions.turtle.document import Reading
from smartregions.turtle.faults import faults
from smartregions.turtle.mistakes.documents import decoded, triple_term


@dataclass(frozen=True, slots=True)
class Document:
    """A text in another format, and what finds the places in it."""

    text: str
    reading: Reading
    is_read: bool = True
    """Whether it is short enough to be read for its places."""
    format: str = ""
    """What its format is called."""


@dataclass(frozen=True)
class Contribution:
    """One text, parsed once."""

    name: str
    """What the person calls it: a path, or `-` for standard input."""
    text: str
    sha256: str
    """Of the bytes as received, in hexadecimal."""
    triples: tuple[pyoxigraph.Triple, ...]
    """In the parser's order, repetitions included, terms as written (`01` stays `01`)."""
    prefixes: Mapping[str, str]
    """The last declaration of each prefix."""
    base: str | None
    """The base that the text was read with, not one that it declares."""
    document: Document | None = None
    """What was read, where it is no Turtle; `text` is empty then."""

    @property
    def has_places(self) -> bool:
        """Whether there is a text in which its triples may be found."""
        return bool(self.text) or self.document is not None


def read(data: bytes, name: str, base: str | None = None) -> Contribution:
    """Parse RDF 1.1 Turtle strictly: UTF-8 without byte order mark, IRIs absolute unless `base`.

    Raises TurtleSyntaxError.
    """
    text = decoded(data, name)
    newer = triple_term(text)
    if newer and "<<" in newer.message:
        # Not even shown to the parser: deeply nested, these would end the process.
        raise TurtleSyntaxError(newer, name=name)
    # The line end: pyoxigraph 0.5.13 misreads an escaped name before a dot that ends the text.
    parser = pyoxigraph.parse(data + b"\n", format=pyoxigraph.RdfFormat.TURTLE, base_iri=base)
    try:
        triples = tuple(map(attrgetter("triple"), parser))
    except SyntaxError as error:
        found = faults(text, base) or (as_told(error),)
        raise TurtleSyntaxError(*found, name=name) from None
    if newer:
        raise TurtleSyntaxError(newer, name=name)
    return Contribution(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        triples=triples,
        prefixes=MappingProxyType(dict(parser.prefixes)),
        base=base,
    )


def as_told(error: SyntaxError) -> Fault:
    """The parser's own words, for a text that is not read again."""
    line, column = error.lineno or 1, error.offset or 1
    said = error.msg.partition(": ")[2] or error.msg
    code = "undeclared-prefix" if said.endswith("has not been declared") else "syntax"
    end = (error.end_lineno or line, error.end_offset or column)
    return Fault(Message("{said}.", said=said), line, column, *end, code=code)
