"""A contribution in whatever format it was sent: the triples that are judged and stored.

Turtle has places for every triple, and so have N-Triples and TriG, which are read as the Turtle
that is in them. JSON-LD and RDF/XML are read a second time for their places: what is not understood
then has none, and what is found in it names subject and path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smartregions.contribution import documents, trig
from smartregions.contribution.longest import MOST_CHARACTERS, overlong, refusal, refuse_long
from smartregions.errors import RequestTooLarge, UnsupportedMediaType
from smartregions.formats import GRAPHS
from smartregions.messages import Message
from smartregions.turtle.mistakes.documents import decoded
from smartregions.turtle.read import Contribution, read

MOST_TRIPLES = 2_000_000
"""Triples of one contribution; more are sent in several."""
_BUFFER = "buffer"


@dataclass(frozen=True, slots=True)
class Received:
    """What a text states, and about which graph it says so."""

    contribution: Contribution
    graph: str | None = None
    """The one graph that the text itself names; None when it names none."""


Reader = Callable[[bytes, str, str | None], tuple[Contribution, str | None]]


def receive(
    data: bytes,
    media_type: str,
    name: str,
    base: str | None = None,
    most: int = MOST_TRIPLES,
) -> Received:
    """Read a contribution; the media type has no parameters.

    Raises UnsupportedMediaType for a type that is not read, TurtleSyntaxError for a text that is
    not what its type says, with line and column as far as they are known, or that needs more than
    itself to be read (a remote context, a document type), RequestTooLarge for too many triples or a
    term that is too long.
    """
    reader = _TYPES.get(media_type.strip().lower())
    if reader is None:
        raise UnsupportedMediaType(
            Message(
                "{type} is not read here. {accepted}",
                type=media_type or Message("No type"),
                accepted=_accepted(),
            )
        )
    try:
        contribution, graph = reader(data, name, base)
    except MemoryError as error:
        if _BUFFER not in str(error):  # of which the parser speaks: else it is the machine's
            raise
        raise refusal(overlong(decoded(data, name))) from None
    if len(contribution.triples) > most:
        raise _too_many(len(contribution.triples), most)
    if len(data) > MOST_CHARACTERS:  # else no term is
        document = contribution.document
        refuse_long(contribution.triples, document.text if document else contribution.text)
    return Received(contribution, graph)


def _too_many(n: int, most: int) -> RequestTooLarge:
    return RequestTooLarge(
        Message(
            "{n} triples are more than the {most} of one contribution. Divide it into several "
            "graphs.",
            n=n,
            most=most,
        )
    )


def _turtle(data: bytes, name: str, base: str | None) -> tuple[Contribution, str | None]:
    return read(data, name, base), None


READERS: dict[str, Reader] = {
    "turtle": _turtle,
    "ntriples": documents.ntriples,
    "trig": trig.read_trig,
    "jsonld": documents.jsonld,
    "rdfxml": documents.rdfxml,
}
_TYPES = {one.media_type: READERS[one.name] for one in GRAPHS if one.name in READERS}


def _accepted() -> Message:
    return Message("Send one of {types}.", types=", ".join(sorted(_TYPES)))
