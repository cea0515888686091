"""How many rows a triple pattern can be expected to add, by statistics of the data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartregions.sparql.patterns import Pattern
from smartregions.sparql.statistics import Predicate, Statistics

CLOSURE = 10
"""How many times more pairs a path of any length is taken to join than one step of it."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ESCAPE = re.compile(r"\\(.)")
_UNUSED = Predicate(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The rows that a pattern matches by itself, and the values that its variables may have.

    The values are those of the predicate or the class, whatever else the pattern asks: two
    conditions on one variable are taken to be independent of each other.
    """

    rows: float
    distinct: Mapping[str, float]

    def rank(self, bound: Mapping[str, float]) -> tuple[bool, float]:
        """What a join with this pattern brings, the better the less, with these variables bound.

        First, whether it shares no variable with them, so that the join would be a product; then,
        by how much it multiplies the rows.
        """
        is_product = bool(self.distinct)
        rows = self.rows
        for name, distinct in self.distinct.items():
            if name in bound:
                is_product = False
                rows /= max(distinct, bound[name])
        return is_product, rows


class Estimator:
    """Estimates the patterns of one query, whose prefixes it knows."""

    def __init__(self, statistics: Statistics, prefixes: Mapping[str, str]) -> None:
        self._statistics = statistics
        self._prefixes = prefixes

    def estimate(self, pattern: Pattern) -> Estimate:
        """Rows by triples per subject and object; those of a class by its instances."""
        subject, target = variable(pattern.subject), variable(pattern.object)
        verb = self._verb(pattern.path)
        if target is None and len(pattern.path) == 1 and self._iri(pattern.verb) == _TYPE:
            instances = self._statistics.classes.get(self._iri(pattern.object) or "", 0)
            verb = Predicate(instances, instances, 1)
        rows = verb.triples
        if subject is None:
            rows /= max(verb.subjects, 1)
        if target is None:
            rows /= max(verb.objects, 1)
        elif target == subject:
            rows /= max(verb.subjects, verb.objects, 1)
        named = (
            (subject, verb.subjects),
            (target, verb.objects),
            (variable(pattern.verb), float(len(self._statistics.predicates))),
        )
        return Estimate(rows, {name: max(number, 1) for name, number in named if name is not None})

    def _verb(self, path: Sequence[str]) -> Predicate:
        """The pairs that a predicate, a variable or a path joins; its parentheses are ignored."""
        joined: Predicate | None = None
        operator, inverse, negated = "", False, False
        for token in path:
            if token in ("/", "|"):
                operator = token
            elif token == "^":
                inverse = True
            elif token == "!":
                negated = True
            elif token in ("+", "*", "?"):
                joined = self._repeated(joined or _UNUSED, token)
            elif token not in ("(", ")"):
                step = self._statistics.any if negated else self._step(token)
                step = Predicate(step.triples, step.objects, step.subjects) if inverse else step
                joined = step if joined is None else _combined(joined, operator, step)
                inverse = False
        return joined or _UNUSED

    def _step(self, name: str) -> Predicate:
        iri = self._iri(name)
        if iri is None:
            return self._statistics.any
        return self._statistics.predicates.get(iri, _UNUSED)

    def _repeated(self, step: Predicate, modifier: str) -> Predicate:
        triples = step.triples if modifier == "?" else step.triples * CLOSURE
        if modifier == "+":
            return Predicate(triples, step.subjects, step.objects)
        nodes = self._statistics.any.subjects
        return Predicate(triples + nodes, max(step.subjects, nodes), max(step.objects, nodes))

    def _iri(self, name: str) -> str | None:
        """The IRI of a term or step; None for another term and where only BASE could tell."""
        if name == "a":
            return _TYPE
        if name.startswith("<"):
            return name[1:-1] if ":" in name else None
        prefix, colon, local = name.partition(":")
        if not colon or prefix not in self._prefixes:
            return None
        return self._prefixes[prefix] + (_ESCAPE.sub(r"\1", local) if "\\" in local else local)


def variable(term: str) -> str | None:
    """The variable's name; a blank node of a pattern is one too, and `$x` is `?x`."""
    if term[0] in "?$":
        return "?" + term[1:]
    return term if term.startswith("_:") else None


def _combined(first: Predicate, operator: str, second: Predicate) -> Predicate:
    if operator == "/":
        met = max(first.objects, second.subjects, 1)
        return Predicate(first.triples * second.triples / met, first.subjects, second.objects)
    return Predicate(
        first.triples + second.triples,
        first.subjects + second.subjects,
        first.objects + second.objects,
    )
