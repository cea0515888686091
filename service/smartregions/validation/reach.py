"""How far do the shapes look from a focus node? That much of what is published is context.

A property shape looks along its path and the paths of the shapes nested in it. A SPARQL
constraint looks along the properties that its text names, both ways, as many steps as it names
properties; what it looks at must hang together with `$this`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation import paths
from smartregions.validation.graph import Graph, Term
from smartregions.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES, PATH, Shapes, sh

EVERYWHERE = 1_000
"""Steps of a path that has no end (`*`, `+`): more than any chain that is published."""

QUERIES = (sh("select"), sh("ask"))
TOKEN = re.compile(
    r"""#[^\n]*|"[^"\n]*"|'[^'\n]*'|<(?P<iri>[^<>\s]*)>(?P<end1>[*+]?)"""
    r"""|(?P<prefix>[A-Za-z][\w.-]*)?:(?P<local>[\w-]+)(?P<end2>[*+]?)"""
)


@dataclass(frozen=True, slots=True)
class Reach:
    """The properties that are followed from a node, forwards and backwards, and how often."""

    forwards: frozenset[NamedNode]
    backwards: frozenset[NamedNode]
    steps: int


def reaches(shapes: Shapes) -> tuple[Reach, ...]:
    """One reach for all property shapes together, and one for each SPARQL constraint."""
    graph = shapes.graph
    walked = {
        step for _, node in graph.pairs(PATH) for step in paths.steps(paths.from_graph(graph, node))
    }
    core = Reach(
        forwards=frozenset(NamedNode(step.iri) for step in walked if not step.inverse),
        backwards=frozenset(NamedNode(step.iri) for step in walked if step.inverse),
        steps=max((_depth(graph, node, frozenset()) for node in shapes.nodes), default=0),
    )
    return core, *dict.fromkeys(_queries(graph))


def _depth(graph: Graph, shape: Term, above: frozenset[Term]) -> int:
    """Steps from the focus node of a shape to the farthest node that it looks at."""
    if shape in above:  # a recursive shape follows the data wherever it goes
        return EVERYWHERE
    path = graph.value(shape, PATH)
    own = 0 if path is None else _length(paths.from_graph(graph, path))
    below = above | {shape}
    inner = max((_depth(graph, node, below) for node in _nested(graph, shape)), default=0)
    return min(own + inner, EVERYWHERE)


def _nested(graph: Graph, shape: Term) -> Iterator[Term]:
    for predicate in HOLDS_SHAPE:
        yield from graph.objects(shape, predicate)
    for predicate in HOLDS_SHAPES:
        for members in graph.objects(shape, predicate):
            yield from graph.items(members)


def _length(path: paths.Path) -> int:
    match path:
        case paths.Predicate():
            return 1
        case paths.Inverse(of):
            return _length(of)
        case paths.Repeat(of, sign):
            return _length(of) if sign == "?" else EVERYWHERE
        case paths.Sequence(parts):
            return sum(map(_length, parts))
        case paths.Alternative(parts):
            return max(map(_length, parts))


def _queries(graph: Graph) -> Iterator[Reach]:
    declared = {
        prefix.value: namespace.value
        for _, declaration in graph.pairs(sh("declare"))
        for prefix in graph.objects(declaration, sh("prefix"))
        for namespace in graph.objects(declaration, sh("namespace"))
    }
    for predicate in QUERIES:
        for _, text in graph.pairs(predicate):
            if isinstance(text, Literal):
                yield _query(text.value, declared)


def _query(text: str, declared: dict[str, str]) -> Reach:
    named: list[NamedNode] = []
    endless = False
    for match in TOKEN.finditer(text):
        iri, local = match["iri"], match["local"]
        if local and (match["prefix"] or "") in declared:
            iri = declared[match["prefix"] or ""] + local
        if iri and not iri.startswith(ns.XSD):
            named.append(NamedNode(iri))
            endless = endless or bool(match["end1"] or match["end2"])
    followed = frozenset(named)
    return Reach(followed, followed, EVERYWHERE if endless else len(named))
