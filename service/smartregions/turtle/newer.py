"""Terms of RDF 1.2, which the parsers and the store know, and nobody else here (decision 0005)."""

from __future__ import annotations

from pyoxigraph import Literal, Triple

from smartregions.messages import Message


def newer_in(triple: Triple) -> str:
    """The mark of a term of RDF 1.2 in the triple, as Turtle writes it; empty where there is none.

    Only an object is one: a triple, or a text with a direction.
    """
    term = triple.object
    if isinstance(term, Triple):
        return "<<("
    direction = term.direction if isinstance(term, Literal) else None
    return f"--{direction.value}" if direction else ""


def refusal(mark: str) -> tuple[Message, Message]:
    """What is told of a mark, and what to write instead."""
    instead = (
        Message("describe the statement by a node of its own")
        if mark == "<<("
        else Message("leave the direction of the text away")
    )
    return Message("`{found}` belongs to RDF 1.2, and RDF 1.1 is read here.", found=mark), instead
