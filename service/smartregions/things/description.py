"""The description of a thing: what is said of it, what leads to it, and what that mentions.

Bounded and complete: so many statements make a page, and how many there are is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Triple

from smartregions.things.statements import Statement

OUTGOING, INCOMING = 1_000, 100
"""Statements of a thing and statements that lead to it, on one page."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the catalogue says of a graph."""

    graph: str
    iri: str = ""
    licences: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    """The day of the last change that its publisher states."""
    language: str = ""
    """Of the title."""


@dataclass(frozen=True, slots=True)
class Description:
    """One page of the description of a thing, or of several that are described together."""

    iri: str
    outgoing: Sequence[Statement]
    """What is said of it, and of nodes that exist only within it."""
    incoming: Sequence[Statement]
    """What leads to it."""
    mentioned: Sequence[Triple]
    """What the things that it mentions are called, and what they are."""
    said: int = 0
    """Statements of it in all, those of nodes within it aside."""
    arriving: Mapping[str, int] = field(default_factory=dict)
    """How many statements lead to it, by property."""
    datasets: Sequence[Dataset] = ()
    """The graphs that state this page."""
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return pages(self.said, sum(self.arriving.values()))


def pages(outgoing: int, incoming: int) -> int:
    """How many pages so many statements make."""
    return max(1, -(-outgoing // OUTGOING), -(-incoming // INCOMING))
