"""What all graphs say together, as it stands and as a change would leave it.

Answered straight from the store's indexes, so that time grows with what is asked. The graphs of
ontology, schemes and shapes are left out: those come from the corpus, whatever a store holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from smartregions import namespaces as ns
from smartregions.index.dataset import graph_of
from smartregions.validation.graph import Node, Term

HIDDEN = frozenset(map(NamedNode, (ns.ONTOLOGY_GRAPH, ns.SCHEMES_GRAPH, ns.SHAPES_GRAPH)))
MERGE = DefaultGraph()


@dataclass(frozen=True, eq=False)
class Edit:
    """What becomes of one graph: triples that it gains, and triples that it loses.

    Both as a store keeps them; blank nodes by the labels that they have, or will have, there.
    """

    graph: NamedNode
    added: frozenset[Triple] = frozenset()
    removed: frozenset[Triple] = frozenset()


class State:
    """The vocabulary and the graphs of a store under some edits, merged: a set of triples."""

    def __init__(self, store: Store, vocabulary: Store, edits: Sequence[Edit] = ()) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._removed: Mapping[object, Set[Triple]] = {e.graph: e.removed for e in edits}
        self._added = Store()
        self._added.bulk_extend(
            in_graph(triple, edit.graph) for edit in edits for triple in edit.added
        )

    def matching(
        self, subject: Node | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Triple]:
        """The triples of a pattern, each once."""
        seen: set[Triple] = set()
        for quad in self._quads(subject, predicate, value):
            if (triple := quad.triple) not in seen:
                seen.add(triple)
                yield triple

    def graphs(
        self, subject: Node | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[NamedNode]:
        """The graphs that hold a triple of the pattern; repetitions included."""
        for quad in self._quads(subject, predicate, value):
            if isinstance(quad.graph_name, NamedNode):
                yield quad.graph_name

    def holds(self, triple: Triple) -> bool:
        """Whether any graph states the triple."""
        return next(self._quads(*triple), None) is not None

    def _quads(
        self, subject: Node | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Quad]:
        removed = self._removed
        for quad in self._store.quads_for_pattern(subject, predicate, value, None):
            graph = quad.graph_name
            if graph == MERGE or graph in HIDDEN:
                continue
            if graph not in removed or quad.triple not in removed[graph]:
                yield quad
        yield from self._vocabulary.quads_for_pattern(subject, predicate, value, None)
        if self._changed:
            yield from self._added.quads_for_pattern(subject, predicate, value, None)

    @cached_property
    def _changed(self) -> bool:
        return len(self._added) > 0


def in_graph(triple: Triple, graph: NamedNode) -> Quad:
    """The triple as a quad of the graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def vocabulary_store(triples: Iterable[Triple]) -> Store:
    """The triples of ontology and schemes, to lie beside those of every state."""
    store = Store()
    graph = NamedNode(ns.ONTOLOGY_GRAPH)
    store.bulk_extend(in_graph(triple, graph) for triple in triples)
    return store


def held(store: Store, graph: NamedNode) -> Iterator[Quad]:
    """What a store holds of a graph; the IRI of the default graph is that of one of its own."""
    place = graph_of(graph.value, merges=False)
    return store.quads_for_pattern(None, None, None, place)


def replaced(store: Store, graph: NamedNode, triples: Set[Triple]) -> Edit:
    """The edit that makes a graph hold these triples and no others."""
    old = {quad.triple for quad in held(store, graph)}
    return Edit(graph, frozenset(triples - old), frozenset(old - triples))


def extended(store: Store, graph: NamedNode, triples: Set[Triple]) -> Edit:
    """The edit that adds these triples to a graph."""
    place = graph_of(graph.value, merges=False)
    new = (t for t in triples if Quad(t.subject, t.predicate, t.object, place) not in store)
    return Edit(graph, frozenset(new))


def difference(before: State, after: State, edits: Sequence[Edit]) -> frozenset[Triple]:
    """The triples that only one of the two states holds: another graph may state them too."""
    touched = {triple for edit in edits for triple in (*edit.added, *edit.removed)}
    return frozenset(t for t in touched if before.holds(t) != after.holds(t))
