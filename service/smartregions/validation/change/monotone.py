"""Where a triple more, or a triple less, can break nothing.

A property shape that only demands values (`sh:minCount`) is not broken by one more; one that only
judges each value, or their greatest number, not by one less. So a new thing that refers to a hub
does not make the hub be judged with all that refers to it. This holds where the shape counts by
itself: where it hangs by `sh:property` on shapes that no other shape refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from smartregions import namespaces as ns
from smartregions.validation.graph import Term
from smartregions.validation.shapes import HOLDS_SHAPE, HOLDS_SHAPES, PATH, Shapes, sh

SAYS_NOTHING = frozenset(
    ("path", "name", "description", "message", "severity", "order", "group", "deactivated")
)
DEMANDS = frozenset(("minCount", "qualifiedMinCount", "qualifiedValueShape", "hasValue"))
JUDGES = frozenset(
    """
    maxCount qualifiedMaxCount qualifiedValueShape class datatype nodeKind in pattern flags
    minLength maxLength minInclusive maxInclusive minExclusive maxExclusive languageIn uniqueLang
    node and or xone not
    """.split()  # noqa: SIM905 - a table
)


def unbroken_by_more(shapes: Shapes) -> frozenset[str]:
    """The places of the property shapes that one more triple of their path cannot break."""
    return frozenset(_only(shapes, DEMANDS))


def unbroken_by_less(shapes: Shapes) -> frozenset[str]:
    """The places of those that one triple less of their path cannot break."""
    return frozenset(_only(shapes, JUDGES))


def _only(shapes: Shapes, allowed: Set[str]) -> Iterator[str]:
    used: dict[Term, set[str]] = {}
    for subject, predicate, _ in shapes.triples:
        if predicate.value.startswith(ns.SH):
            used.setdefault(subject, set()).add(predicate.value.removeprefix(ns.SH))
    inner = set(nested(shapes))
    for shape in shapes.nodes:
        parents = shapes.graph.subjects(sh("property"), shape)
        alone = shape not in inner and inner.isdisjoint(parents)
        path = shapes.graph.value(shape, PATH)
        if alone and path is not None and used.get(shape, set()) <= allowed | SAYS_NOTHING:
            yield f"at {shape}"


def nested(shapes: Shapes) -> Iterator[Term]:
    """Shapes that another refers to otherwise; property shapes that hold some themselves."""
    for predicate in HOLDS_SHAPE - {sh("property")}:
        yield from (value for _, value in shapes.graph.pairs(predicate))
    for predicate in HOLDS_SHAPES:
        for _, members in shapes.graph.pairs(predicate):
            yield from shapes.graph.items(members)
    for owner, _ in shapes.graph.pairs(sh("property")):
        if shapes.graph.value(owner, PATH) is not None:
            yield owner


def shape_of(place: str) -> str:
    """The place of the shape whose path leads over a place: `at <S> <p>` is on that of `at <S>`."""
    return " ".join(place.split(" ", 2)[:2])
