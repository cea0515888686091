"""What is published, as far as a judgement asks for it; see `sources` for how it is read.

Values are kept as written: a store would turn `1.0` into `1`, and a contributor who repeats
what is published would be told of two values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from functools import cached_property

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions.validation.graph import TYPE, Graph, Node, Term, subject_of
from smartregions.validation.sources import Source

MANY = 200
"""From this many nodes on, everything is read: looking for each of them would cost more."""


class Published:
    """Published sources, in Turtle."""

    def __init__(self, sources: Iterable[bytes] = ()) -> None:
        self._sources = [Source(data) for data in sources]
        self._described: set[Node] = set()
        self._mentioned: set[tuple[Node, NamedNode]] = set()
        self._graph = Graph()

    def known(self, nodes: Set[Node]) -> Set[Node]:
        """Those of the nodes of which anything may be published."""
        if len(nodes) > MANY:
            self._read(Source.whole)
            return self._nodes & nodes
        return nodes

    def of(self, node: Node) -> Iterator[Triple]:
        """Everything said of a node."""
        self._describe(node)
        return self._graph.statements(node)

    def forwards(self, node: Node, predicate: NamedNode) -> Iterator[Triple]:
        """What is said of one property of a node."""
        self._describe(node)
        return (Triple(node, predicate, v) for v in self._graph.objects(node, predicate))

    def backwards(self, node: Node, predicate: NamedNode) -> Iterator[Triple]:
        """What says that the node is the value of a property."""
        if isinstance(node, NamedNode) and (node, predicate) not in self._mentioned:
            self._mentioned.add((node, predicate))
            near = node if predicate == TYPE else predicate  # Turtle writes `a` for the type
            self._read(lambda source: source.mentioning(node.value, near.value))
        return (Triple(s, predicate, node) for s in self._graph.subjects(predicate, node))

    def instances(self, classes: Iterable[Term]) -> Iterator[Term]:
        """The things of some classes."""
        for one in classes:
            if isinstance(one, Node):
                yield from map(subject_of, self.backwards(one, TYPE))

    def _describe(self, node: Node) -> None:
        if isinstance(node, NamedNode) and node not in self._described:
            self._described.add(node)
            self._read(lambda source: source.describing(node.value))

    def _read(self, part: Callable[[Source], bytes]) -> None:
        for source in self._sources:
            if not source.exhausted and (text := part(source)):
                self._load(source, text)
        self._sources = [source for source in self._sources if not source.exhausted]

    def _load(self, source: Source, text: bytes) -> None:
        """Load a part; one that is no Turtle by itself shows that the file has to be whole."""
        try:
            self._graph.add(_parsed(text))
        except SyntaxError:
            source.exhausted = True
            self._graph.add(_parsed(source.data))

    @cached_property
    def _nodes(self) -> frozenset[Node]:
        """Every node that is named, once everything has been read."""
        return frozenset(end for end in self._graph.ends() if isinstance(end, Node))


def _parsed(text: bytes) -> list[Triple]:
    """All triples, or a SyntaxError before there is one."""
    quads = pyoxigraph.parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return [quad.triple for quad in quads]
