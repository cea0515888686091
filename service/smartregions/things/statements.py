"""What a store says of a thing, each statement once with the graphs that make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.validation.graph import Node, subject_of


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple and the graphs that state it, by name."""

    triple: Triple
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A store whose default graph merges all others, or is one beside them."""

    store: Store
    merges: bool = True

    def of(self, node: Node, predicate: NamedNode | None = None) -> list[Statement]:
        """What is said of a node, in a fixed order."""
        return [self.statement(triple) for triple in self.triples(node, predicate)]

    def triples(self, node: Node, predicate: NamedNode | None = None) -> list[Triple]:
        """The same without the graphs."""
        return sorted(set(self._triples(node, predicate, None)), key=str)

    def to(self, node: NamedNode) -> Iterator[Triple]:
        """What leads to a node, each triple once."""
        if self.merges:
            return self._triples(None, None, node)
        return iter(set(self._triples(None, None, node)))

    def subjects(self, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Node]:
        """Whatever has the property; maybe more than once."""
        return map(subject_of, self._triples(None, predicate, value))

    def knows(self, node: NamedNode) -> bool:
        """Whether anything is said of the node."""
        return next(self._triples(node, None, None), None) is not None

    def statement(self, triple: Triple) -> Statement:
        """The triple with the graphs that state it."""
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return Statement(triple, tuple(sorted(self._graphs(quads))))

    def _triples(
        self, subject: Node | None, predicate: NamedNode | None, value: NamedNode | None
    ) -> Iterator[Triple]:
        graph = DefaultGraph() if self.merges else None
        quads = self.store.quads_for_pattern(subject, predicate, value, graph)
        return (quad.triple for quad in quads)

    def _graphs(self, quads: Iterator[Quad]) -> Iterator[str]:
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode):
                yield quad.graph_name.value
            elif not self.merges:
                yield DEFAULT_GRAPH
