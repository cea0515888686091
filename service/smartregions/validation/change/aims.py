"""Which shapes judge a node, and which nodes does a shape judge? Both asked of a state.

SHACL 2.1.3; a class counts with every class below it, in the vocabulary and in the data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Triple

from smartregions.validation.change.state import State
from smartregions.validation.graph import SUBCLASS, TYPE, Node, Term, object_of, subject_of
from smartregions.validation.shapes import Shapes, sh
from smartregions.validation.targets import CLASS_TYPES

Aimed = Mapping[Term, frozenset[str]]


@dataclass(frozen=True)
class Aims:
    """The targets of the active shapes: for each target, the places of the shapes that have it."""

    classes: Aimed
    nodes: Aimed
    subjects_of: Aimed
    objects_of: Aimed

    @classmethod
    def of(cls, shapes: Shapes) -> Aims:
        """Those that the shapes declare; a class that is a shape is its own target."""
        graph = shapes.graph
        implicit = (
            (node, node)
            for node in shapes.nodes
            if not CLASS_TYPES.isdisjoint(graph.objects(node, TYPE))
        )

        def gathered(pairs: Iterable[tuple[Term, Term]]) -> Aimed:
            found: defaultdict[Term, set[str]] = defaultdict(set)
            for shape, target in pairs:
                if shapes.active(shape):
                    found[target].add(f"at {shape}")
            return {target: frozenset(places) for target, places in found.items()}

        return cls(
            gathered([*graph.pairs(sh("targetClass")), *implicit]),
            gathered(graph.pairs(sh("targetNode"))),
            gathered(graph.pairs(sh("targetSubjectsOf"))),
            gathered(graph.pairs(sh("targetObjectsOf"))),
        )

    @cached_property
    def everything(self) -> frozenset[str]:
        """The places of all shapes that have a target."""
        return _places(self.classes, self.nodes, self.subjects_of, self.objects_of)

    @cached_property
    def listable(self) -> frozenset[str]:
        """The places of shapes whose targets are classes and nodes alone."""
        return _places(self.classes, self.nodes) - _places(self.subjects_of, self.objects_of)


def _places(*aimed: Aimed) -> frozenset[str]:
    return frozenset(place for one in aimed for places in one.values() for place in places)


class Aim:
    """The aims in one state; what was found of classes is kept."""

    def __init__(self, aims: Aims, state: State) -> None:
        self._aims = aims
        self._state = state
        self._above: dict[Term, frozenset[Term]] = {}
        self._at: dict[frozenset[Term], frozenset[str]] = {}

    def places(self, node: Term) -> frozenset[str]:
        """The places of the shapes that judge the node."""
        found = set(self._aims.nodes.get(node, ()))
        if isinstance(node, Node):
            found |= self._stated(node)
        for predicate, places in self._aims.objects_of.items():
            if not places <= found and self._is_value(node, predicate):
                found |= places
        return frozenset(found)

    def _stated(self, node: Node) -> set[str]:
        """Those that judge it for its class, or for a property that it has."""
        kinds: set[Term] = set()
        found: set[str] = set()
        for triple in self._state.matching(node, None, None):
            if triple.predicate == TYPE:
                kinds.add(object_of(triple))
            found |= self._aims.subjects_of.get(triple.predicate, frozenset())
        return found | self._of_kinds(frozenset(kinds))

    def _of_kinds(self, kinds: frozenset[Term]) -> frozenset[str]:
        if kinds not in self._at:
            above = (one for kind in kinds for one in self.above(kind))
            found = (self._aims.classes.get(one, frozenset()) for one in above)
            self._at[kinds] = frozenset(place for places in found for place in places)
        return self._at[kinds]

    def _is_value(self, node: Term, predicate: Term) -> bool:
        assert isinstance(predicate, NamedNode)
        return next(self._state.matching(None, predicate, node), None) is not None

    def nodes(self, places: frozenset[str]) -> Iterator[Term]:
        """The nodes that the shapes at these places judge; repetitions included."""
        aims = self._aims
        yield from self.instances(kind for kind, at in aims.classes.items() if at & places)
        yield from (node for node, at in aims.nodes.items() if at & places)
        for predicate in (p for p, at in aims.subjects_of.items() if at & places):
            yield from map(subject_of, self._uses(predicate))
        for predicate in (p for p, at in aims.objects_of.items() if at & places):
            yield from map(object_of, self._uses(predicate))

    def instances(self, kinds: Iterable[Term]) -> Iterator[Node]:
        """The things of some classes, and of those below them; repetitions included."""
        for one in _closed(kinds, self._children):
            yield from map(subject_of, self._state.matching(None, TYPE, one))

    def above(self, kind: Term) -> frozenset[Term]:
        """A class and every class above it."""
        if kind not in self._above:
            self._above[kind] = frozenset(_closed([kind], self._parents))
        return self._above[kind]

    def _parents(self, kind: Term) -> Iterator[Term]:
        if isinstance(kind, Node):
            yield from map(object_of, self._state.matching(kind, SUBCLASS, None))

    def _children(self, kind: Term) -> Iterator[Term]:
        return map(subject_of, self._state.matching(None, SUBCLASS, kind))

    def _uses(self, predicate: Term) -> Iterator[Triple]:
        assert isinstance(predicate, NamedNode)
        return self._state.matching(None, predicate, None)


def _closed(kinds: Iterable[Term], step: Callable[[Term], Iterator[Term]]) -> set[Term]:
    found: set[Term] = set()
    waiting = list(kinds)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(step(one))
    return found
