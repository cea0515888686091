"""Did you mean? Things whose names are nearest to one that nothing is said of."""

from __future__ import annotations

from itertools import islice

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.things.statements import View
from smartregions.validation.nearest import slips

MOST = 5
_TYPE = NamedNode(ns.RDF + "type")
_LOOKED_THROUGH = 100_000
"""Things of which the names are compared."""
_LONGEST = 200
"""Characters of a name that is compared."""
_ELSEWHERE = 1
"""What it counts that a thing is of another kind."""


def near(view: View, iri: str) -> list[str]:
    """The IRIs of a few things, best first: few slips in the name, and in the same folder.

    The same name in another folder is near, too.
    """
    folder, _, name = iri.rpartition("/")
    if not name or len(name) > _LONGEST:
        return []
    found: dict[str, int] = {}
    for node in islice(view.subjects(_TYPE), _LOOKED_THROUGH):
        if isinstance(node, NamedNode) and node.value.startswith(ns.BASE):
            where, _, other = node.value.rpartition("/")
            if (cost := _cost(name, other, where == folder)) is not None:
                found[node.value] = cost
    return sorted(found, key=lambda each: (found[each], each))[:MOST]


def _cost(name: str, other: str, is_beside: bool) -> int | None:
    """The slips, a thing of another kind being further away; None for a name that is another."""
    limit = max(1, len(name) // 3) if is_beside else 0
    if abs(len(name) - len(other)) > limit:
        return None
    cost = slips(name.lower(), other.lower(), limit)
    if cost > limit:
        return None
    return cost if is_beside else cost + _ELSEWHERE
