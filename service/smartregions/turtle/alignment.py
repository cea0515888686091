"""The places of a text and the triples of the parser, brought together.

A triple of named terms is found by its subject's statements: a place is its own when the tokens
there denote its predicate and object. Brackets have no name; their nodes are told apart by order,
subject by subject: the places that speak of a subject come in the order of its triples. So a
subject's statements are lined up with its triples, then, from there, those of the nodes inside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.namespaces import RDF
from smartregions.turtle.denotation import Scope
from smartregions.turtle.grammar import LABEL
from smartregions.turtle.productions import (
    FIRST,
    FIRST_NODE,
    NIL,
    REST,
    TOKEN,
    Place,
    Ref,
    productions,
)
from smartregions.turtle.read import Contribution
from smartregions.turtle.statements import Statement, Statements

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Known: TypeAlias = dict[tuple[Term | Ref, Term | Ref], Place]

_IMPLIED = {
    node: NamedNode(RDF + name) for node, name in ((FIRST, "first"), (REST, "rest"), (NIL, "nil"))
}
_KEPT = 10_000
"""Subjects whose places are remembered; then they are found out anew, to bound the memory."""
_LABEL = re.compile(LABEL)
_OUTER = (-1, -1)
"""Stands for the named subject of some statements, where brackets have (statement, node)."""


class Alignment:
    """Finds the place of a triple, and of a subject. Raises CannotJudge on any disagreement."""

    def __init__(self, contribution: Contribution) -> None:
        self._text = contribution.text
        self._triples = contribution.triples
        self.statements = Statements(contribution.text, contribution.base)
        self._named: dict[Term, Known] = {}
        self._aligned: dict[Term, Known] = {}

    def subject(self, term: Term) -> Ref | None:
        """The first place where the term is a subject."""
        known = self._inside(term) if self._anonymous(term) else self._outside(term)
        return next((subject for subject, _, _ in known.values()), None)

    def place(self, triple: Triple) -> Place | None:
        """The first place where the triple is stated; None when it is not one of the text."""
        subject, predicate, value = triple
        brackets = self._anonymous(subject) or self._anonymous(value)
        known = self._inside(subject) if brackets else self._outside(subject)
        place = known.get((predicate, value))
        if place is None and triple in self._stated:
            raise CannotJudge(
                Message("The place of a triple could not be found out: {triple}", triple=triple)
            )
        return place

    @cached_property
    def _stated(self) -> frozenset[Triple]:
        return frozenset(self._triples)

    @cached_property
    def _labels(self) -> frozenset[str]:
        """Every label in the text, and perhaps some more from its strings."""
        return frozenset(token[2:] for token in _LABEL.findall(self._text))

    def _anonymous(self, term: Term) -> bool:
        return isinstance(term, BlankNode) and term.value not in self._labels

    def _outside(self, subject: Term) -> Known:
        """The places of a named subject's triples, found by what their tokens denote."""
        if subject not in self._named:
            _bound(self._named)
            known = self._named[subject] = Known()
            for statement in self.statements.of(_key(subject)):
                outer = (p for p in self._places(statement) if p[0][2] <= TOKEN)
                for place in outer:
                    known.setdefault(self._meaning(place, statement.scope), place)
        return self._named[subject]

    def _places(self, statement: Statement) -> list[Place]:
        return productions(self._text, statement.start, statement.end)

    def _meaning(self, place: Place, scope: Scope) -> tuple[Term | Ref, Term | Ref]:
        _, predicate, value = place
        return self._denoted(predicate, scope), self._denoted(value, scope)

    def _denoted(self, ref: Ref, scope: Scope) -> Term | Ref:
        """The term that a token denotes; a bracket, which denotes none, as it is."""
        start, end, node = ref
        if node > TOKEN:
            return ref
        return scope.term(self._text[start:end]) if node == TOKEN else _IMPLIED[node]

    def _inside(self, subject: Term) -> Known:
        """The places of a subject's triples, brackets told apart by lining them up."""
        if subject not in self._aligned:
            _bound(self._aligned)
            self._align(self._owner(subject))
        return self._aligned.get(subject, {})

    @cached_property
    def _index(self) -> tuple[dict[Term, list[Triple]], dict[Term, Term]]:
        """The triples of each subject, and for each blank node its first referrer."""
        by_subject: defaultdict[Term, list[Triple]] = defaultdict(list)
        referrers: dict[Term, Term] = {}
        for triple in self._triples:
            subject, value = triple.subject, triple.object
            by_subject[subject].append(triple)
            if isinstance(value, BlankNode):
                referrers.setdefault(value, subject)
        return by_subject, referrers

    @cached_property
    def _roots(self) -> dict[Term, Statement]:
        """The statements that begin with a bracket, by the node of that bracket."""
        by_subject, referrers = self._index
        nodes = [s for s in by_subject if self._anonymous(s) and s not in referrers]
        statements = self.statements.anonymous()
        _agree(len(nodes) == len(statements))
        return dict(zip(nodes, statements, strict=True))

    def _owner(self, term: Term) -> Term:
        """The subject of the statement in which a node's bracket is."""
        _, referrers = self._index
        while self._anonymous(term) and term in referrers:
            term = referrers[term]
        return term

    def _align(self, owner: Term) -> None:
        root = self._roots.get(owner)
        statements = [root] if root else list(self.statements.of(_key(owner)))
        groups: defaultdict[tuple[int, int], list[tuple[int, Place]]] = defaultdict(list)
        for number, statement in enumerate(statements):
            for place in self._places(statement):
                node = place[0][2]
                key = (number, node) if node > TOKEN else _OUTER
                groups[key].append((number, place))
        waiting = [(owner, (0, FIRST_NODE) if root else _OUTER)]
        while waiting:
            subject, key = waiting.pop()
            places = [(statements[number].scope, number, place) for number, place in groups[key]]
            waiting += self._line_up(subject, places)

    def _line_up(
        self, subject: Term, places: list[tuple[Scope, int, Place]]
    ) -> Iterator[tuple[Term, tuple[int, int]]]:
        """Pair places with the subject's triples; yields the nodes met, each with its key."""
        triples = self._index[0].get(subject, [])
        if places and places[0][2][1][2] == FIRST:
            # The parser tells the member of a cell late when it is a string.
            triples[:2] = sorted(triples[:2], key=lambda triple: triple.predicate.value)
        known = self._aligned[subject] = {}
        _agree(len(triples) == len(places))
        for (scope, number, place), triple in zip(places, triples, strict=True):
            predicate, value = self._meaning(place, scope)
            if isinstance(value, tuple):
                _agree(self._anonymous(triple.object))
                yield triple.object, (number, value[2])
                value = triple.object
            _agree((predicate, value) == (triple.predicate, triple.object))
            known.setdefault((predicate, value), place)


def _bound(memory: dict[Term, Known]) -> None:
    if len(memory) >= _KEPT:
        memory.clear()


def _agree(agrees: bool) -> None:
    if not agrees:
        raise CannotJudge(Message("The places of the text and the triples of the parser disagree."))


def _key(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
