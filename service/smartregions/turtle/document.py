"""The places of a contribution that is no Turtle: what its text states, beside what was parsed.

The parser of such a format tells triples and no places. So the text is read a second time, by a
reader that knows places and need not know everything of the format: a place is told where what it
read is a triple of the parser's (`matching`), and none where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Triple

Offsets = tuple[int, int]
"""The first character, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A triple, and where its terms are written; blank nodes that the text does
    not name have names of the reader's own."""

    triple: Triple
    subject: Offsets
    predicate: Offsets
    object: Offsets


class Reading(Protocol):
    """Reads a text for what it states and where, as far as it knows the format."""

    def __call__(self, text: str, base: str | None, /) -> Iterable[Stated]:
        """In the order of the text. Raises nothing for a text that the parser has read."""
