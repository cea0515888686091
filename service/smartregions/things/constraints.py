"""What the shapes demand of the values of a property, as far as JSON can say it.

Only what holds for a property wherever it stands is told: a key must have one form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.things.vocabulary import Vocabulary
from smartregions.validation.graph import Graph, Term

LANGUAGE = "@language"


def sh(name: str) -> NamedNode:
    """A term of SHACL."""
    return NamedNode(ns.SH + name)


PATH, PROPERTY, CLASS = sh("path"), sh("property"), sh("class")
DATATYPE, NODE, OR, IN = sh("datatype"), sh("node"), sh("or"), sh("in")
MIN_COUNT, MAX_COUNT = sh("minCount"), sh("maxCount")
TARGET_CLASS, TARGET_SUBJECTS = sh("targetClass"), sh("targetSubjectsOf")
_LANG_STRING = NamedNode(ns.RDF + "langString")


@dataclass(frozen=True, slots=True)
class Constraints:
    """How the values of a property are written."""

    kind: str
    """The datatype of all of them, `@language`, or empty."""
    is_single: bool


def of_properties(vocabulary: Vocabulary) -> Mapping[str, Constraints]:
    """What the shapes demand of each property that one of them has as its path."""
    graph, found = vocabulary.judging, dict[str, dict[Term, list[Term]]]()
    for owner in {owner for owner, _ in graph.pairs(PROPERTY)}:
        for path, shapes in _by_path(graph, graph.objects(owner, PROPERTY)).items():
            found.setdefault(path, {})[owner] = shapes
    return {path: _constraints(graph, path, groups) for path, groups in found.items()}


def number(graph: Graph, shape: Term, predicate: NamedNode) -> int | None:
    """The count that a shape states."""
    value = graph.value(shape, predicate)
    return int(value.value) if isinstance(value, Literal) else None


def _by_path(graph: Graph, shapes: Iterable[Term]) -> dict[str, list[Term]]:
    """The shapes of one node shape by the property that they are about."""
    found: dict[str, list[Term]] = {}
    for shape in shapes:
        path = graph.value(shape, PATH)
        if isinstance(path, NamedNode):
            found.setdefault(path.value, []).append(shape)
    return found


def _constraints(graph: Graph, path: str, groups: Mapping[Term, list[Term]]) -> Constraints:
    """Of one property; each group is what one node shape demands."""
    kinds = {kind for shapes in groups.values() for each in shapes for kind in _kinds(graph, each)}
    (kind,) = kinds if len(kinds) == 1 else ("",)
    return Constraints(kind, _is_single(graph, path, groups))


def _kinds(graph: Graph, shape: Term) -> Iterator[str]:
    """The datatypes that a shape names, itself or by another one; empty for one that it leaves."""
    nodes = graph.objects(shape, NODE)
    for each in (shape, *nodes):
        datatypes = graph.objects(each, DATATYPE)
        yield from (LANGUAGE if d == _LANG_STRING else d.value for d in datatypes)
        if graph.objects(each, OR) or (each in nodes and not datatypes):
            yield ""


def _is_single(graph: Graph, path: str, groups: Mapping[Term, list[Term]]) -> bool:
    """Whether every node shape allows one value, or one does that is for all who have any."""
    limited = {owner for owner, shapes in groups.items() if _is_limited(graph, shapes)}
    everywhere = graph.subjects(TARGET_SUBJECTS, NamedNode(path))
    return limited == set(groups) or bool(limited & set(everywhere))


def _is_limited(graph: Graph, shapes: Iterable[Term]) -> bool:
    return any(number(graph, shape, MAX_COUNT) == 1 for shape in shapes)
