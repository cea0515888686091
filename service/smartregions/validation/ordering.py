"""The one order of properties: that which the shapes state (docs/decisions/0024).

Pages of things, columns of spreadsheets and the documentation of the shapes follow it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal

from smartregions.validation.graph import Graph, Term
from smartregions.validation.paths import Alternative, Predicate, from_graph
from smartregions.validation.shapes import PATH, sh

LAST = math.inf
"""The place of what no shape is about."""


def order(graph: Graph, shape: Term) -> float:
    """The place that a shape states (SHACL, section 2.3.2.2)."""
    value = graph.value(shape, sh("order"))
    return float(value.value) if isinstance(value, Literal) else LAST


def orders(graph: Graph) -> Mapping[str, float]:
    """The place of each property that a shape is about, or among which its path chooses.

    A shape about the property alone says it; without one, the first of those that choose.
    """
    alone: dict[str, float] = {}
    among: dict[str, float] = {}
    for shape, node in graph.pairs(PATH):
        way = from_graph(graph, node)
        found = alone if isinstance(way, Predicate) else among
        for iri in _chosen(way):
            found[iri] = min(order(graph, shape), found.get(iri, LAST))
    return among | alone


def _chosen(way: object) -> Iterator[str]:
    for step in way.choices if isinstance(way, Alternative) else (way,):
        if isinstance(step, Predicate):
            yield step.iri
