"""The shapes graph: what the engines are given, and what our own findings read out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.validation.engines.result import name_shape
from smartregions.validation.graph import TYPE, Graph, Term, ntriples


def sh(name: str) -> NamedNode:
    """A term of the SHACL vocabulary."""
    return NamedNode(ns.SH + name)


PATH = sh("path")
TARGETS = tuple(map(sh, ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")))
MAKES_SHAPE = frozenset({PATH, *TARGETS})
HOLDS_SHAPE = frozenset(map(sh, ("property", "node", "not", "qualifiedValueShape")))
HOLDS_SHAPES = frozenset(map(sh, ("and", "or", "xone")))
SHAPE_CLASSES = frozenset(map(sh, ("NodeShape", "PropertyShape")))
FOR_PEOPLE = frozenset(
    (
        *map(sh, ("name", "description", "order")),
        *map(NamedNode, (ns.RDFS + "label", ns.SKOS + "definition")),
    )
)
"""Properties of a shape that no engine reads."""
VERSION = NamedNode(ns.OWL + "versionInfo")
ONTOLOGY = NamedNode(ns.OWL + "Ontology")


@dataclass(frozen=True)
class Shapes:
    """A shapes graph with its version and the digest of its sources."""

    triples: tuple[Triple, ...]
    version: str = ""
    sha256: str = ""

    @cached_property
    def graph(self) -> Graph:
        """The shapes as a graph to walk."""
        return Graph(self.triples)

    @cached_property
    def nodes(self) -> frozenset[Term]:
        """Every node that is a shape by its type, path or target, or its place in another shape."""
        return frozenset(self._nodes())

    def _nodes(self) -> Iterator[Term]:
        for subject, predicate, value in self.triples:
            if predicate in MAKES_SHAPE or (predicate == TYPE and value in SHAPE_CLASSES):
                yield subject
            elif predicate in HOLDS_SHAPE:
                yield value
            elif predicate in HOLDS_SHAPES:
                yield from self.graph.items(value)

    @cached_property
    def ntriples(self) -> str:
        """The shapes for an engine: N-Triples, every nameless shape under a name.

        Without what says nothing to an engine (SHACL 2.3.2), a third of the text.
        """
        named = {n: name_shape(n) for n in self.nodes if isinstance(n, BlankNode)}
        said = (
            t
            for t in self.triples
            if not isinstance(t.object, Literal) or t.predicate not in FOR_PEOPLE
        )
        if not named:
            return ntriples(said)
        return ntriples(
            Triple(named.get(s, s), p, named.get(o, o)) if s in named or o in named else t
            for t in said
            for s, p, o in (t,)
        )

    @cached_property
    def datatypes(self) -> Mapping[Term, frozenset[str]]:
        """For each property that some shape judges, the datatypes that its values may have."""
        found: defaultdict[Term, set[str]] = defaultdict(set)
        for shape, path in self.graph.pairs(PATH):
            found[path].update(self._datatypes(shape, 3))
        return {path: frozenset(datatypes) for path, datatypes in found.items()}

    def _datatypes(self, shape: Term, depth: int) -> Iterator[str]:
        """Those of the shape, and of shapes in it that judge the same value."""
        yield from (datatype.value for datatype in self.graph.objects(shape, sh("datatype")))
        lists = [node for p in HOLDS_SHAPES for node in self.graph.objects(shape, p)]
        inner = [member for node in lists for member in self.graph.items(node)]
        for member in [*inner, *self.graph.objects(shape, sh("node"))] if depth else []:
            if self.graph.value(member, PATH) is None:
                yield from self._datatypes(member, depth - 1)

    def active(self, node: Term) -> bool:
        """False for a shape that says of itself that it is not in force."""
        off = self.graph.value(node, sh("deactivated"))
        return not (isinstance(off, Literal) and off.value in ("true", "1"))


def version_of(triples: Iterable[Triple]) -> str:
    """What the ontology header among the triples says of its version, or nothing."""
    return next((o.value for _, p, o in triples if p == VERSION), "")
