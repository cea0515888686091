"""The triples of one statement, as places of its text, subject by subject in the parser's order.

Nothing here is recursive: a statement may nest brackets as deep as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.turtle.grammar import IRI, LABEL, LITERAL, NAME, NUMBER, SKIP, WORD

_PIECE = re.compile(
    rf"({SKIP})([,;()\[\]]|\.(?![0-9])|{IRI}|{LABEL}|{NAME}|{LITERAL}|{NUMBER}|{WORD})", re.DOTALL
)

TOKEN, FIRST, REST, NIL = 0, -1, -2, -3
"""The nodes of what is not a node: a token, and what a collection implies."""
FIRST_NODE = 1
"""The node of a statement's first bracket."""


Ref: TypeAlias = tuple[int, int, int]
"""A term where it is written: start and end in the text, and `TOKEN` or its node.

A bracket or a cell of a collection has as node a number of its own within the statement.
(Plain tuples, here and below: there is one for each term of a large file.)
"""
Place: TypeAlias = tuple[Ref, Ref, Ref]
"""Where subject, predicate and object of one triple are written."""


class _Frame:
    """An open bracket, or the statement itself."""

    __slots__ = ("opening", "predicate", "subject")

    def __init__(self, subject: Ref | None = None, opening: Ref | None = None) -> None:
        self.subject = subject
        self.predicate: Ref | None = None
        self.opening = opening
        """Of a collection: its bracket, which is also its first cell."""


class _Reader:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self._frame = _Frame()
        self._outer: list[_Frame] = []
        self._nodes = 0
        self.marks: dict[str, Callable[[int, int], None]] = {
            "[": self._open_node,
            "(": self._open_collection,
            "]": self._close_node,
            ")": self._close_collection,
            ";": self._next_predicate,
            ",": _nothing,
        }

    def value(self, ref: Ref) -> None:
        """A term is complete: what it is follows from what is open."""
        frame = self._frame
        if frame.opening is not None:
            self._member(frame, frame.opening, ref)
        elif frame.subject is None:
            frame.subject = ref
        elif frame.predicate is None:
            frame.predicate = ref
        else:
            self.places.append((frame.subject, frame.predicate, ref))

    def _member(self, frame: _Frame, opening: Ref, ref: Ref) -> None:
        cell = opening
        if frame.subject is not None:
            cell = self._node(ref[0], ref[1])
            self.places.append((frame.subject, (*opening[:2], REST), cell))
        frame.subject = cell
        self.places.append((cell, (*opening[:2], FIRST), ref))

    def _node(self, start: int, end: int) -> Ref:
        self._nodes += 1
        return start, end, self._nodes

    def _open_node(self, start: int, end: int) -> None:
        self._outer.append(self._frame)
        self._frame = _Frame(subject=self._node(start, end))

    def _open_collection(self, start: int, end: int) -> None:
        self._outer.append(self._frame)
        self._frame = _Frame(opening=self._node(start, end))

    def _close_node(self, start: int, end: int) -> None:
        node = self._frame.subject
        self._frame = self._outer.pop()
        assert node
        self.value(node)

    def _close_collection(self, start: int, end: int) -> None:
        opening, cell = self._frame.opening, self._frame.subject
        self._frame = self._outer.pop()
        assert opening
        if cell is None:
            self.value((opening[0], end, NIL))
        else:
            self.places.append((cell, (*opening[:2], REST), (start, end, NIL)))
            self.value(opening)

    def _next_predicate(self, start: int, end: int) -> None:
        self._frame.predicate = None


def _nothing(start: int, end: int) -> None:
    return


def productions(text: str, start: int, end: int) -> list[Place]:
    """The places of the triples of one statement that the parser has accepted.

    A bracket stands for its node, and for the first cell of its collection; a further cell stands
    where its member does. The predicates of cells, which nobody writes, stand at the opening
    bracket, and the end of the collection at the closing one.
    """
    reader = _Reader()
    marks, value = reader.marks, reader.value
    for skipped, token in _PIECE.findall(text, start, end):
        start += len(skipped)
        stop = start + len(token)
        if token in marks:
            marks[token](start, stop)
        elif token == ".":
            break
        else:
            value((start, stop, TOKEN))
        start = stop
    if stop != end:
        raise CannotJudge(Message("The positions of this text could not be found out."))
    return reader.places
