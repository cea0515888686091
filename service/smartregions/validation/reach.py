"""How far do the shapes look? That much of what is published is the context of a judgement.

Shapes are turned into a graph of places: `THIS` are the nodes of the contribution, each shape has
the nodes that it is applied to and the values that it finds; a SPARQL constraint has its variables.
A way leads from one place to another along properties. What is published along the ways, from the
contribution on, is all that the shapes can see.

A SPARQL constraint must hang together with `$this`; a variable means the same in all its groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions.validation import paths
from smartregions.validation.graph import TYPE, Graph, Term
from smartregions.validation.patterns import ANY, Pattern, patterns
from smartregions.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES, PATH, TARGETS, Shapes, sh

THIS = "this"
ANYTHING = NamedNode(ANY.iri)
"""Stands in a way for any property at all."""
COMPARED = tuple(map(sh, ("lessThan", "lessThanOrEquals", "equals", "disjoint")))
QUERIES = (sh("select"), sh("ask"))


@dataclass(frozen=True, slots=True)
class Way:
    """From every node at one place to those at another; without a property, to the same nodes."""

    start: str
    end: str
    predicate: NamedNode | None = None
    inverse: bool = False


def ways(shapes: Shapes) -> tuple[Way, ...]:
    """Every way along which the active shapes look."""
    declared = _declared(shapes.graph)
    found = (way for shape in shapes.nodes for way in _ways(shapes, shape, declared))
    return tuple(dict.fromkeys(found))


def _ways(shapes: Shapes, shape: Term, declared: Mapping[str, str]) -> Iterator[Way]:
    graph, here = shapes.graph, f"at {shape}"
    if shapes.active(shape) and (shape in _implicit(graph, shape) or _targets(graph, shape)):
        yield Way(THIS, here)
        for predicate in graph.objects(shape, sh("targetObjectsOf")):
            yield Way(THIS, here, NamedNode(predicate.value))
    if _true(graph, shape, "closed"):
        yield Way(here, f"any {shape}", ANYTHING)
    found = here
    if (path := graph.value(shape, PATH)) is not None:
        found = f"from {shape}"
        yield from along(paths.from_graph(graph, path), here, found)
    yield from (Way(found, f"at {inner}") for inner in _nested(graph, shape))
    if _true(graph, shape, "qualifiedValueShapesDisjoint"):
        yield from (Way(found, f"at {other}") for other in _siblings(graph, shape))
    if graph.objects(shape, sh("class")):
        yield Way(found, f"class {shape}", TYPE)
    for predicate in COMPARED:
        for other in graph.objects(shape, predicate):
            yield Way(here, f"other {shape}", NamedNode(other.value))
    for constraint in graph.objects(shape, sh("sparql")):
        yield from _asked(graph, constraint, here, path, declared)


def _targets(graph: Graph, shape: Term) -> bool:
    return any(graph.objects(shape, target) for target in TARGETS)


def _implicit(graph: Graph, shape: Term) -> list[Term]:
    """The shape itself when it is a class too, and so its own target."""
    return [shape] if any(t.value.endswith("#Class") for t in graph.objects(shape, TYPE)) else []


def _nested(graph: Graph, shape: Term) -> Iterator[Term]:
    for predicate in HOLDS_SHAPE:
        yield from graph.objects(shape, predicate)
    for predicate in HOLDS_SHAPES:
        for members in graph.objects(shape, predicate):
            yield from graph.items(members)


def _true(graph: Graph, shape: Term, name: str) -> bool:
    return any(value.value in ("true", "1") for value in graph.objects(shape, sh(name)))


def _siblings(graph: Graph, shape: Term) -> Iterator[Term]:
    """Shapes to which the values must not conform besides (SHACL 4.7.3)."""
    for parent in graph.subjects(sh("property"), shape):
        for sibling in graph.objects(parent, sh("property")):
            yield from graph.objects(sibling, sh("qualifiedValueShape"))


def along(path: paths.Path, start: str, end: str, inverse: bool = False) -> Iterator[Way]:
    """The ways along a path; a repeated one leads from its end to its end again."""
    match path:
        case paths.Predicate(iri):
            yield Way(start, end, NamedNode(iri), inverse)
        case paths.Inverse(of):
            yield from along(of, start, end, not inverse)
        case paths.Alternative(choices):
            for choice in choices:
                yield from along(choice, start, end, inverse)
        case paths.Sequence(steps):
            for step in reversed(steps[1:]) if inverse else steps[:-1]:
                after = f"{start} {paths.write(step, '<{}>'.format)}"
                yield from along(step, start, after, inverse)
                start = after
            yield from along(steps[0] if inverse else steps[-1], start, end, inverse)
        case paths.Repeat(of, sign):
            yield from along(of, start, end, inverse)
            if sign in "*?":
                yield Way(start, end)
            if sign in "*+":
                yield from along(of, end, end, inverse)


def constants(shapes: Shapes) -> dict[str, frozenset[str]]:
    """For each constant from which a SPARQL constraint looks on: the places of its shapes."""
    declared = _declared(shapes.graph)
    found: dict[str, set[str]] = {}
    for shape in shapes.nodes:
        here, path = f"at {shape}", shapes.graph.value(shape, PATH)
        for constraint in shapes.graph.objects(shape, sh("sparql")):
            for way in _asked(shapes.graph, constraint, here, path, declared):
                if way.start.startswith("<"):
                    found.setdefault(way.start, set()).add(here)
    return {place: frozenset(here) for place, here in found.items()}


def _declared(graph: Graph) -> dict[str, str]:
    """The prefixes that `sh:declare` gives to SPARQL constraints."""
    return {
        prefix.value: namespace.value
        for _, declaration in graph.pairs(sh("declare"))
        for prefix in graph.objects(declaration, sh("prefix"))
        for namespace in graph.objects(declaration, sh("namespace"))
    }


def _asked(
    graph: Graph, constraint: Term, here: str, path: Term | None, declared: Mapping[str, str]
) -> Iterator[Way]:
    own = paths.from_graph(graph, path) if path is not None else None
    for predicate in QUERIES:
        for text in graph.objects(constraint, predicate):
            if isinstance(text, Literal):
                asked = patterns(text.value, declared, own)
                yield from _ordered(list(asked), here, f"in {constraint} ")


def _ordered(waiting: list[Pattern], here: str, name: str) -> Iterator[Way]:
    """The patterns as ways: forwards from what is bound, else backwards, else from a constant."""
    bound = {"this"}

    def place(node: str) -> str:
        return here if node == "this" else node if node.startswith("<") else name + node

    while waiting:
        pattern = min(waiting, key=lambda one: one.rank(bound))
        waiting.remove(pattern)
        ends = place(pattern.subject), place(pattern.object)
        forwards = pattern.rank(bound) in (0, 2)
        bound |= {pattern.subject, pattern.object}
        yield from along(pattern.path, *(ends if forwards else ends[::-1]), not forwards)
