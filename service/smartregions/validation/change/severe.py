"""The shapes by which a change can break something elsewhere: those that may find a violation.

Of other graphs only new violations count. A property that is only warned of would have its nodes
judged for nothing, and with all that they look at: a partnership, for instance, with everybody who
takes part in it, since nobody may be known to lead it any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smartregions.validation.change.monotone import nested
from smartregions.validation.findings import SEVERITIES
from smartregions.validation.graph import Term
from smartregions.validation.shapes import PATH, TARGETS, Shapes, sh

PROPERTY = sh("property")


def severe(shapes: Shapes) -> Shapes:
    """The shapes without the properties that are only warned of.

    Only those that hang by `sh:property` on shapes that no other refers to: within another shape,
    a node that is only warned of does not conform (SHACL 3.4), and that one may be violated.
    """
    mild = set(_mild(shapes))
    kept = (
        triple
        for triple in shapes.triples
        if triple.subject not in mild
        and not (triple.predicate == PROPERTY and triple.object in mild)
    )
    return replace(shapes, triples=tuple(kept))


def _mild(shapes: Shapes) -> Iterator[Term]:
    inner, graph = set(nested(shapes)), shapes.graph
    for shape, severity in graph.pairs(sh("severity")):
        is_mild = SEVERITIES.get(severity.value, "violation") != "violation"
        is_property = graph.value(shape, PATH) is not None
        has_target = any(graph.objects(shape, target) for target in TARGETS)
        alone = shape not in inner and inner.isdisjoint(graph.subjects(PROPERTY, shape))
        if is_mild and is_property and alone and not has_target:
            yield shape
