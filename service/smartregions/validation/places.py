"""Where does a result stand? The statement at fault, and the place of its value in the text.

A result names a focus node, a path and a value; the text has triples. A value is shown where it
is written; what is missing is shown where the subject begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.turtle.locate import Span
from smartregions.validation import paths
from smartregions.validation.engines.result import Result, as_engines_write
from smartregions.validation.graph import Node, Term, object_of, subject_of
from smartregions.validation.parts import Part

CLOSED = ns.SH + "ClosedConstraintComponent"


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple of one part."""

    part: Part
    triple: Triple


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands; `value` is the term there as it is written."""

    part: Part
    span: Span | None
    value: Term | None


class Places:
    """The statements around some results, and the places of the results among them."""

    def __init__(self, parts: Sequence[Part], results: Iterable[Result]) -> None:
        wanted = {
            term for r in results for term in (r.focus_node, r.value) if isinstance(term, Node)
        }
        self._parts = parts
        self._from: defaultdict[Term, list[Statement]] = defaultdict(list)
        self._to: defaultdict[Term, list[Statement]] = defaultdict(list)
        self._ends: dict[tuple[Term, paths.Path], dict[Term, Statement]] = {}
        for part in parts:
            for triple in part.triples:
                if (subject := subject_of(triple)) in wanted:
                    self._from[subject].append(Statement(part, triple))
                if (value := object_of(triple)) in wanted:
                    self._to[value].append(Statement(part, triple))

    def values(self, focus: Term, path: paths.Path | None) -> list[Statement]:
        """The statements that give the focus node its values, in the order of the text."""
        match path:
            case paths.Predicate(iri):
                found = self._from[focus]
            case paths.Inverse(paths.Predicate(iri)):
                found = self._to[focus]
            case _:
                return []
        return [s for s in found if s.triple.predicate.value == iri]

    def predicates(self, focus: Term, predicate: NamedNode) -> list[Place]:
        """Where a property of the focus node is written, which is the value of each place."""
        found = self.values(focus, paths.Predicate(predicate.value))
        places = ((each.part, each.part.place(each.triple)) for each in found)
        return [Place(part, at.predicate if at else None, predicate) for part, at in places]

    def of(self, result: Result) -> Place:
        """The place of one result: its value if it is written here, else its focus node."""
        if result.value is not None and (statement := self._stating(result)):
            return self._at(statement, result)
        return self._at_subject(result)

    def all_of(self, result: Result) -> list[Place]:
        """The places of all values of the result's path, in the order of the text."""
        places = map(self._object, self.values(result.focus_node, result.path))
        return sorted(places, key=lambda p: (p.part.contribution.name, line_of(p.span)))

    def _stating(self, result: Result) -> Statement | None:
        """The statement that says the value at fault."""
        assert result.value is not None
        match result.path:
            case paths.Predicate() | paths.Inverse(paths.Predicate()):
                written = as_engines_write(result.value)
                return self._by_end(result.focus_node, result.path).get(written)
        exact = (s for s in self._reached(result) if _same(object_of(s.triple), result.value))
        return next(exact, None)

    def _by_end(self, focus: Term, path: paths.Path) -> Mapping[Term, Statement]:
        """The first statement for each value that the focus node has, as engines write it; made
        once, for a node may have thousands of values at fault."""
        if (focus, path) not in self._ends:
            end = object_of if isinstance(path, paths.Predicate) else subject_of
            found = reversed(self.values(focus, path))
            self._ends[focus, path] = {as_engines_write(end(s.triple)): s for s in found}
        return self._ends[focus, path]

    def _reached(self, result: Result) -> list[Statement]:
        """Statements that may be the last step of a longer path to the value."""
        if result.path is None or result.value is None:
            return []
        last = {step.iri for step in paths.steps(result.path) if not step.inverse}
        known = self._to[result.value] if isinstance(result.value, Node) else []
        near = [
            s for s in known + self._from[result.focus_node] if s.triple.predicate.value in last
        ]
        return sorted(near, key=lambda s: s.triple.subject != result.focus_node)

    def _at(self, statement: Statement, result: Result) -> Place:
        if result.component != CLOSED:
            return self._object(statement)
        place = statement.part.place(statement.triple)
        span = place.predicate if place else None
        return Place(statement.part, span, object_of(statement.triple))

    def _object(self, statement: Statement) -> Place:
        place = statement.part.place(statement.triple)
        return Place(statement.part, place.object if place else None, object_of(statement.triple))

    def _at_subject(self, result: Result) -> Place:
        focus = result.focus_node
        if stated := self._from[focus] or self._to[focus]:
            first = stated[0]
            span = first.part.subject(focus) or self._object(first).span
            return Place(first.part, span, result.value)
        return Place(self._parts[0], None, result.value)


def _same(written: Term, reported: Term) -> bool:
    return as_engines_write(written) == as_engines_write(reported)


def line_of(span: Span | None) -> tuple[int, int]:
    """A key that sorts spans by their beginning, those of nowhere first."""
    return (span.line, span.column) if span else (0, 0)
