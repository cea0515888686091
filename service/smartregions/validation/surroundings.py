"""The part of what is published that the shapes look at from some contributions.

Places (see `reach`) are filled with nodes, way by way, until nothing new is found. A contribution
is not walked node by node, for it may be large: every value that it gives to a property counts as
found along every way that uses the property. That may find too much, and never too little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from pyoxigraph import NamedNode, Triple

from smartregions.validation.graph import Graph, Node, object_of, subject_of
from smartregions.validation.published import Published
from smartregions.validation.reach import ANYTHING, THIS, Way


def surroundings(
    published: Published, words: Graph, ways: Sequence[Way], triples: Iterable[Triple]
) -> tuple[Triple, ...]:
    """What is published along the ways, from the triples on; they also lead through the words."""
    return _Walk(published, words, ways).walk(triples)


class _Walk:
    """One walk; `new` are the nodes at each place from which no way was taken yet."""

    def __init__(self, published: Published, words: Graph, ways: Sequence[Way]) -> None:
        self._published = published
        self._words = words
        self._named = words.ends()
        self._found: set[Triple] = set()
        self._places: defaultdict[str, set[Node]] = defaultdict(set)
        self._new: dict[str, set[Node]] = {}
        self._leaving: defaultdict[str, list[Way]] = defaultdict(list)
        for way in ways:
            self._leaving[way.start].append(way)

    def walk(self, triples: Iterable[Triple]) -> tuple[Triple, ...]:
        """Everything that is found from the triples on, in no order."""
        self._begin(triples)
        while self._new:
            place, nodes = self._new.popitem()
            for way in self._leaving[place]:
                self._take(way, nodes)
        return tuple(self._found)

    def _begin(self, triples: Iterable[Triple]) -> None:
        """Put the triples' subjects and values at the places where they belong."""
        ways = [way for leaving in self._leaving.values() for way in leaving]
        forwards, backwards = _ends(ways, inverse=False), _ends(ways, inverse=True)
        this: set[Node] = set()
        values: defaultdict[frozenset[str], set[Node]] = defaultdict(set)
        for triple in triples:
            subject, value, predicate = subject_of(triple), object_of(triple), triple.predicate
            this.add(subject)
            if isinstance(value, Node):
                values[forwards(predicate)].add(value)
            values[backwards(predicate)].add(subject)
        for places, nodes in values.items():
            known = self._known(nodes) if places else set()
            for place in places:
                self._reach(place, known)
        for node in (described := self._known(this)):
            self._found.update(self._published.of(node))
        self._reach(THIS, described)
        for place in self._leaving:
            if place.startswith("<"):
                self._reach(place, self._known({NamedNode(place[1:-1])}))

    def _known(self, nodes: Set[Node]) -> Set[Node]:
        """Those of the nodes from which a way may lead on."""
        return self._published.known(nodes) | (nodes & self._named)

    def _reach(self, place: str, nodes: Set[Node]) -> None:
        new = nodes - self._places[place]
        if new:
            self._places[place] |= new
            self._new.setdefault(place, set()).update(new)

    def _take(self, way: Way, nodes: Set[Node]) -> None:
        """Walk one way from some nodes; what lies at its end is new there."""
        if way.predicate is None:
            self._reach(way.end, nodes)
            return
        reached: set[Node] = set()
        for node in nodes:
            for triple in self._stated(way, node):
                end = subject_of(triple) if way.inverse else object_of(triple)
                self._found.add(triple)
                if isinstance(end, Node):
                    reached.add(end)
            ends = self._words.along(node, way.predicate, way.inverse)
            reached.update(end for end in ends if isinstance(end, Node))
        self._reach(way.end, self._known(reached))

    def _stated(self, way: Way, node: Node) -> Iterator[Triple]:
        """The triples by which the way leads on from a node."""
        assert way.predicate is not None
        if way.inverse:
            return self._published.backwards(node, way.predicate)
        if way.predicate == ANYTHING:
            return self._published.of(node)
        return self._published.forwards(node, way.predicate)


def _ends(ways: Iterable[Way], inverse: bool) -> Callable[[NamedNode], frozenset[str]]:
    """From a property to the places at the ends of the ways along it."""
    places: defaultdict[NamedNode, set[str]] = defaultdict(set)
    for way in ways:
        if way.predicate is not None and way.inverse == inverse:
            places[way.predicate].add(way.end)
    anything = frozenset(places.pop(ANYTHING, ()))
    frozen = {predicate: frozenset(ends) | anything for predicate, ends in places.items()}
    return lambda predicate: frozen.get(predicate, anything)
