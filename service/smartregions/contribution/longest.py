"""How long one term may be: each format that a graph is offered in writes some characters as six,
and its reader takes 16 MB of one term, so a longer one could be stored and never offered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from smartregions.errors import RequestTooLarge
from smartregions.messages import Message, amount

MOST_CHARACTERS = 1_000_000
_TOGETHER = 2_000


def refuse_long(triples: Iterable[Triple]) -> None:
    """Raise RequestTooLarge for a literal, an IRI, or a label that is longer."""
    left = iter(triples)
    while some := list(islice(left, _TOGETHER)):
        written = serialize(some, format=RdfFormat.N_TRIPLES) or b""  # faster than to look at each
        if len(written) > MOST_CHARACTERS and any(map(_is_long, some)):
            raise RequestTooLarge(
                Message(
                    "A literal or an IRI may have {most} characters, and one of these has more.",
                    most=amount(MOST_CHARACTERS),
                )
            )


def _is_long(triple: Triple) -> bool:
    return any(_length(term) > MOST_CHARACTERS for term in triple)


def _length(term: NamedNode | BlankNode | Literal | Triple) -> int:
    if isinstance(term, Literal):
        return max(map(len, (term.value, term.language or "", term.datatype.value)))
    return 0 if isinstance(term, Triple) else len(term.value)
