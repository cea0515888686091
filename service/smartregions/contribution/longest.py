"""How long one term may be: each format that a graph is offered in writes some characters as six,
and its reader takes 16 MB of one term, so a longer one could be stored and never offered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from smartregions.errors import Fault, RequestTooLarge
from smartregions.messages import Message, amount
from smartregions.turtle.lines import Lines
from smartregions.turtle.tokens import CLOSED, Token, tokens

MOST_CHARACTERS = 1_000_000
MOST_READ = 16 * 1024 * 1024
"""Bytes that the parser reads of one term, or of one comment."""
_TOGETHER = 2_000
_PIECES = MappingProxyType(
    {
        "comment": Message("This comment"),
        "iri": Message("This IRI"),
        "string": Message("This text"),
        "label": Message("This name"),
        "name": Message("This name"),
        "number": Message("This number"),
    }
)


def refuse_long(triples: Iterable[Triple], text: str = "") -> None:
    """Raise RequestTooLarge for a literal, an IRI, or a label that is longer.

    In the text that states it, it is told with its place.
    """
    left = iter(triples)
    while some := list(islice(left, _TOGETHER)):
        written = serialize(some, format=RdfFormat.N_TRIPLES) or b""  # faster than to look at each
        if len(written) > MOST_CHARACTERS and any(map(_is_long, some)):
            raise refusal(overlong(text))


def refusal(fault: Fault | None) -> RequestTooLarge:
    """What is raised because of something too long; its place is part of what it says."""
    if fault is None:
        return RequestTooLarge(
            Message(
                "A literal or an IRI may have {most} characters, and one of these has more.",
                most=amount(MOST_CHARACTERS),
            )
        )
    return RequestTooLarge(
        Message(
            "Line {line}, column {column}: {said} {help}",
            line=fault.line,
            column=fault.column,
            said=fault.message,
            help=fault.help,
        )
    )


def overlong(text: str) -> Fault | None:
    """The first term, or comment, of a text that is longer than one may be."""
    for token in tokens(text):
        length = token.end - token.start
        if length > MOST_READ or (length > MOST_CHARACTERS and token.kind != "comment"):
            return _fault(text, token)
    return None


def _fault(text: str, token: Token) -> Fault:
    line, column = Lines(text).place(token.start)
    if token.kind == "string" and not re.fullmatch(CLOSED, token.text, re.DOTALL):
        quotes = re.match("\"{3}|'{3}|.", token.text)
        mark = quotes.group() if quotes else '"'
        message = Message("The text that opens here with {quotes} is not closed.", quotes=mark)
        help_ = Message("Write {quotes} where it ends.", quotes=mark)
        return Fault(message, line, column, line, column + len(mark), help_)
    most = MOST_READ if token.kind == "comment" else MOST_CHARACTERS
    message = Message(
        "{what} has {n} characters, and one may have {most}.",
        what=_PIECES.get(token.kind, Message("This word")),
        n=amount(len(token.text)),
        most=amount(most),
    )
    return Fault(message, line, column, line, column + 1, Message("Divide it."))


def _is_long(triple: Triple) -> bool:
    return any(_length(term) > MOST_CHARACTERS for term in triple)


def _length(term: NamedNode | BlankNode | Literal | Triple) -> int:
    if isinstance(term, Literal):
        return max(map(len, (term.value, term.language or "", term.datatype.value)))
    return 0 if isinstance(term, Triple) else len(term.value)
