"""Where each triple of a contribution stands in its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.messages import Message
from smartregions.turtle.alignment import Alignment
from smartregions.turtle.document import Offsets, Stated
from smartregions.turtle.lines import Lines
from smartregions.turtle.matching import aligned
from smartregions.turtle.read import Contribution, Document

TOO_LONG = Message("The document is too long for its lines to be told: send it in parts.")
WAY_UNKNOWN = Message("The way in which the document says so is not read for its lines.")


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
    """The places of one contribution; built on demand, in time linear in the text.

    A named term stands where it is written, a literal with its language or datatype. A `[ ... ]`
    or `( ... )` stands at its opening bracket, a further cell of a collection at its member, the
    implied rdf:first and rdf:rest at the bracket, the closing rdf:nil at the closing bracket.

    Every place is checked against the parser's triples: its methods raise CannotJudge rather than
    give a place that is not the triple's.
    """

    def __init__(self, contribution: Contribution) -> None:
        self._contribution = contribution

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._contribution.text)

    @cached_property
    def _alignment(self) -> Alignment:
        return Alignment(self._contribution)

    def subject(self, term: NamedNode | BlankNode | Literal | Triple) -> Span | None:
        """The first place where the term stands as a subject."""
        ref = self._alignment.subject(term)
        return self._span(ref) if ref else None

    def triple(self, triple: Triple) -> TriplePlace | None:
        """The first place where the triple is stated; None when the text does not state it."""
        place = self._alignment.place(triple)
        return TriplePlace(*map(self._span, place)) if place else None

    def prefix(self, name: str) -> Span | None:
        """The declaration that gives the prefix (without colon) its last meaning."""
        offsets = self._alignment.statements.declared.get(name)
        return self._span(offsets) if offsets else None

    def why_nowhere(self) -> Message:
        """Why what the text states has no place, where that is so; nothing to say by default."""
        return Message()

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        return self._lines.line(number)

    def _span(self, ref: Sequence[int]) -> Span:
        return Span(*self._lines.place(ref[0]), *self._lines.place(ref[1]))


class DocumentPositions(Positions):
    """Those of a text in another format: of what its reader knows, and of blank nodes as far as
    they can be told apart."""

    def __init__(self, contribution: Contribution, document: Document) -> None:
        super().__init__(contribution)
        self._document = document

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._document.text)

    @cached_property
    def _stated(self) -> Mapping[Triple, Stated]:
        whole = self._contribution
        if not self._document.is_read:
            return {}
        return aligned(self._document.reading(self._document.text, whole.base), whole.triples)

    @cached_property
    def _subjects(self) -> Mapping[object, Offsets]:
        found: dict[object, Offsets] = {}
        for triple, each in self._stated.items():
            if triple.subject not in found or each.subject < found[triple.subject]:
                found[triple.subject] = each.subject
        return found

    def subject(self, term: NamedNode | BlankNode | Literal | Triple) -> Span | None:
        at = self._subjects.get(term)
        return self._span(at) if at else None

    def triple(self, triple: Triple) -> TriplePlace | None:
        each = self._stated.get(triple)
        places = (each.subject, each.predicate, each.object) if each else ()
        return TriplePlace(*map(self._span, places)) if each else None

    def prefix(self, name: str) -> Span | None:
        return None

    def why_nowhere(self) -> Message:
        return WAY_UNKNOWN if self._document.is_read else TOO_LONG


class NoPositions(Positions):
    """Those of triples that no text states: none."""

    def subject(self, term: NamedNode | BlankNode | Literal | Triple) -> Span | None:
        return None

    def triple(self, triple: Triple) -> TriplePlace | None:
        return None

    def prefix(self, name: str) -> Span | None:
        return None

    def line(self, number: int) -> str:
        return ""


def locate(contribution: Contribution) -> Positions:
    """The places of a contribution's triples."""
    if contribution.document:
        return DocumentPositions(contribution, contribution.document)
    return Positions(contribution) if contribution.text else NoPositions(contribution)
