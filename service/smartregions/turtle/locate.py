"""Where each triple of a contribution stands in its text."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph

from smartregions.turtle.read import Contribution


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; lines and columns count from 1, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class TriplePlace:
    """Where the three terms of one triple are written."""

    subject: Span
    predicate: Span
    object: Span


class Positions:
    """The places of one contribution; built on demand, in time linear in the text."""

    def __init__(self, contribution: Contribution) -> None:
        self._contribution = contribution

    def subject(self, term: object) -> Span | None:
        """The first place where the term stands as a subject."""
        raise NotImplementedError

    def triple(self, triple: pyoxigraph.Triple) -> TriplePlace | None:
        """The first place where the triple is stated; None when the text does not state it."""
        raise NotImplementedError

    def prefix(self, name: str) -> Span | None:
        """The declaration that gives the prefix (without colon) its last meaning."""
        raise NotImplementedError

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        raise NotImplementedError


def locate(contribution: Contribution) -> Positions:
    """The places of a contribution's triples."""
    return Positions(contribution)
