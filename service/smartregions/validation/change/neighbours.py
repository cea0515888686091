"""The triples at a node, looked up once for all its properties where they are few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from pyoxigraph import NamedNode, Triple

from smartregions.validation.change.state import State
from smartregions.validation.graph import Node, Term

FEW = 48
"""Triples up to which all of a node are kept; of a hub, each property is looked up by itself."""

Sorted = dict[NamedNode, list[Triple]]


class Neighbours:
    """The triples of a state at one node after another."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[tuple[Term, bool], Sorted | None] = {}

    def triples(self, node: Term, predicate: NamedNode | None, inverse: bool) -> Iterable[Triple]:
        """Those with the node as subject, or, inverse, as value; of one property, or of all."""
        key = (node, inverse)
        if key not in self._known:
            self._known[key] = self._sorted(node, inverse)
        known = self._known[key]
        if known is None:
            return self._matching(node, predicate, inverse)
        return chain(*known.values()) if predicate is None else known.get(predicate, ())

    def _sorted(self, node: Term, inverse: bool) -> Sorted | None:
        found: Sequence[Triple] = tuple(islice(self._matching(node, None, inverse), FEW + 1))
        if len(found) > FEW:
            return None
        by_property: Sorted = {}
        for triple in found:
            by_property.setdefault(triple.predicate, []).append(triple)
        return by_property

    def _matching(self, node: Term, predicate: NamedNode | None, inverse: bool) -> Iterable[Triple]:
        if inverse:
            return self._state.matching(None, predicate, node)
        return self._state.matching(node, predicate, None) if isinstance(node, Node) else ()
