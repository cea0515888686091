"""Walks along the ways of the shapes: what they see from some nodes, and from where a triple is
seen.

The first gives the slice on which a node is judged like on the whole. The second, the ways walked
backwards, gives the nodes whose verdict a change may alter. A walk may find too much, never too
little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice

from pyoxigraph import NamedNode, Triple

from smartregions.validation.change.aims import Aim, Aims
from smartregions.validation.change.looks import Looks, Places, Step
from smartregions.validation.change.neighbours import Neighbours
from smartregions.validation.change.state import State
from smartregions.validation.graph import SUBCLASS, TYPE, Node, Term, object_of, subject_of

CHUNK = 256
"""Nodes that are taken from one of two lists before the other is looked at."""


def slice_around(nodes: Mapping[Term, Places], state: State, looks: Looks) -> set[Triple]:
    """Every triple of the state that the shapes at some places see when they judge the nodes."""
    walk = _Forwards(state, looks)
    walk.begin(nodes)
    walk.run()
    return walk.found


class _Forwards:
    """One walk; `found` are the triples that it saw."""

    def __init__(self, state: State, looks: Looks) -> None:
        self.found: set[Triple] = set()
        self._near = Neighbours(state)
        self._looks = looks
        self._seen: set[tuple[Term, Places]] = set()
        self._waiting: list[tuple[Term, Places]] = []
        self._ends: dict[tuple[Term, NamedNode | None, bool], tuple[Term, ...]] = {}

    def begin(self, nodes: Mapping[Term, Places]) -> None:
        for node, places in nodes.items():
            if isinstance(node, Node):
                self.found.update(self._near.triples(node, None, inverse=False))
            self._reach(node, places)
        for place in self._looks.leaving:
            if place.startswith("<"):
                self._reach(NamedNode(place[1:-1]), frozenset({place}))

    def run(self) -> None:
        while self._waiting:
            node, places = self._waiting.pop()
            for step in self._looks.forwards(places):
                for end in self._along(node, step):
                    self._reach(end, step.places)

    def _reach(self, node: Term, places: Places) -> None:
        if places and (node, places) not in self._seen:
            self._seen.add((node, places))
            self._waiting.append((node, places))

    def _along(self, node: Term, step: Step) -> tuple[Term, ...]:
        key = (node, step.predicate, step.inverse)
        if key not in self._ends:
            triples = list(self._near.triples(node, step.predicate, step.inverse))
            self.found.update(triples)
            end = subject_of if step.inverse else object_of
            self._ends[key] = tuple(map(end, triples))
        return self._ends[key]


def affected(
    gained: Iterable[Triple],
    lost: Iterable[Triple],
    state: State,
    looks: Looks,
    aims: Aims,
    own: Set[Term],
) -> set[Term]:
    """The nodes, other than our own, that the triples that come and go may make worse.

    The state must hold all that was there before and all that is there after.
    """
    walk = _Backwards(state, looks, aims, own, {True: frozenset(gained), False: frozenset(lost)})
    walk.begin()
    walk.run()
    return walk.found


class _Backwards:
    """One walk against the ways; `found` are the nodes where it came out."""

    def __init__(
        self,
        state: State,
        looks: Looks,
        aims: Aims,
        own: Set[Term],
        delta: Mapping[bool, Set[Triple]],
    ) -> None:
        self.found: set[Term] = set()
        self._state = state
        self._delta = delta
        self._near = Neighbours(state)
        self._looks = looks
        self._aims = aims
        self._aim = Aim(aims, state)
        self._own = own
        self._judged: dict[Term, Places] = {}
        self._places: dict[Term, Places] = {}
        self._waiting: dict[Term, set[str]] = {}

    def begin(self) -> None:
        moved: set[Node] = set()
        for gained, triples in self._delta.items():
            for triple in triples:
                subject, value = subject_of(triple), object_of(triple)
                at_subject, at_object = self._looks.seeds(triple.predicate, gained)
                self._reach(subject, at_subject)
                self._reach(value, at_object)
                self._retarget(triple, subject, value)
                if triple.predicate == SUBCLASS:
                    moved.add(subject)
        for node in self._aim.instances(moved):
            self._find(node)

    def _retarget(self, triple: Triple, subject: Node, value: Term) -> None:
        """The nodes at which a shape may aim, or no longer aim, because of the triple."""
        predicate = triple.predicate
        if predicate == TYPE or predicate in self._aims.subjects_of:
            self._find(subject)
        if predicate in self._aims.objects_of:
            self._find(value)

    def run(self) -> None:
        while self._waiting:
            node, new = self._waiting.popitem()
            places = frozenset(new)
            sources = self._looks.sources(places)
            if (aimed := sources & self._aims.everything) and aimed & self._at(node):
                self._find(node)
            self._jumped(sources)
            for step in self._looks.backwards(places):
                start = object_of if step.inverse else subject_of
                for triple in self._crossed(node, step):
                    self._reach(start(triple), self._felt(triple, step.places))

    def _find(self, node: Term) -> None:
        if node not in self._own:
            self.found.add(node)

    def _at(self, node: Term) -> Places:
        if node not in self._judged:
            self._judged[node] = self._aim.places(node)
        return self._judged[node]

    def _reach(self, node: Term, places: Places) -> None:
        known = self._places.get(node, frozenset())
        if not places <= known:
            self._waiting.setdefault(node, set()).update(places - known)
            self._places[node] = known | places

    def _jumped(self, sources: Places) -> None:
        """A constraint that begins at a constant may be one of any node of its shape."""
        for place in sources & self._looks.constants.keys():
            here = self._looks.constants[place]
            for node in self._aim.nodes(self._looks.roots(here)):
                self._find(node)

    def _felt(self, triple: Triple, places: Places) -> Places:
        """Those of the places to which a triple leads back that feel what lies behind it.

        Behind a triple that comes lie new values, behind one that goes values no longer.
        """
        for gained, triples in self._delta.items():
            if triple in triples:
                return self._looks.feeling(places, gained)
        return places

    def _crossed(self, node: Term, step: Step) -> Iterable[Triple]:
        """The triples of a step that ends at the node.

        A node may have a hundred thousand neighbours, where no more than ten things are judged.
        """
        near = self._near.triples(node, step.predicate, not step.inverse)
        wanted = self._looks.sources(step.places) & self._aims.everything
        if self._looks.backwards(step.places) or not wanted <= self._aims.listable:
            return near
        listed = (t for one in self._aim.nodes(wanted) for t in self._joining(one, step, node))
        return _shorter(iter(near), listed, self._aim.nodes(wanted))

    def _joining(self, start: Term, step: Step, end: Term) -> Iterator[Triple]:
        subject, value = (end, start) if step.inverse else (start, end)
        if isinstance(subject, Node):
            yield from self._state.matching(subject, step.predicate, value)


def _shorter(one: Iterator[Triple], other: Iterator[Triple], size: Iterator[Term]) -> list[Triple]:
    """The one list, or the other when there are fewer things behind that."""
    found: list[Triple] = []
    while True:
        chunk = list(islice(one, CHUNK))
        found.extend(chunk)
        if len(chunk) < CHUNK:
            return found
        if sum(1 for _ in islice(size, CHUNK)) < CHUNK:
            return list(other)
