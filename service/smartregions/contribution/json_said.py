"""The statements of a JSON-LD document, and where each stands.

The first cell of a list stands at the bracket that opens it, each other at its member; what leads
on to the next stands at the bracket, and the end at the one that closes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.contribution.json_context import Meaning
from smartregions.contribution.json_text import Item
from smartregions.contribution.json_values import Node
from smartregions.turtle.document import Offsets, Stated

_FIRST, _REST, _NIL = (NamedNode(ns.RDF + name) for name in ("first", "rest", "nil"))


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing, and where it stands."""

    node: Node
    at: Offsets


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a thing by one key, before its values."""

    subject: Placed
    predicate: NamedNode
    predicate_at: Offsets
    key: str
    meaning: Meaning
    cells: Cells | None = None
    """The list whose members the values are."""


class Cells:
    """A list as far as it is known."""

    def __init__(self, said: Said | None, item: Item) -> None:
        self.said = said
        """What is said by the list; None where nothing is."""
        self.opened = item.offsets
        self.closed = item.last if item.items is not None else item.offsets
        self.last: Placed | None = None


_NOTHING = Said(Placed(BlankNode(), (0, 0)), _FIRST, (0, 0), "", Meaning(None))
"""Of what a list is a value by which nothing is said: its members are its own all the same."""


class Statements:
    """All that is stated, in the order in which it was read."""

    def __init__(self) -> None:
        self.stated: list[Stated] = []
        self._lists: list[Cells] = []

    def state(
        self, subject: Placed, predicate: NamedNode, at: Offsets, value: Node | Literal, to: Offsets
    ) -> None:
        """A triple, and where its terms stand."""
        triple = Triple(subject.node, predicate, value)
        self.stated.append(Stated(triple, subject.at, at, to))

    def say(self, said: Said, value: Node | Literal, at: Offsets) -> None:
        """A value of what is said."""
        said = self._member(said, at)
        if not said.meaning.is_reverse:
            self.state(said.subject, said.predicate, said.predicate_at, value, at)
        elif not isinstance(value, Literal):
            turned, subject = Placed(value, at), said.subject
            self.state(turned, said.predicate, said.predicate_at, subject.node, subject.at)

    def listed(self, said: Said | None, item: Item) -> Said:
        """What is said by the members of a list."""
        cells = Cells(said and self._member(said, item.offsets), item)
        self._lists.append(cells)
        return replace(said or _NOTHING, cells=cells)

    def end(self) -> None:
        """No list has a member more."""
        for cells in self._lists:
            self._lead(cells, Placed(_NIL, cells.closed))

    def _member(self, said: Said, at: Offsets) -> Said:
        """What is said of a thing, or by a list of its next member."""
        if (cells := said.cells) is None:
            return said
        cell = Placed(BlankNode(), at if cells.last else cells.opened)
        self._lead(cells, cell)
        cells.last = cell
        return replace(said, subject=cell, predicate=_FIRST, predicate_at=cells.opened, cells=None)

    def _lead(self, cells: Cells, to: Placed) -> None:
        if cells.last is None:
            if cells.said:
                self.say(cells.said, to.node, to.at)
        else:
            self.state(cells.last, _REST, cells.opened, to.node, to.at)
