"""Graphs that no contribution may fill: those of the project, and names that lead elsewhere."""

from __future__ import annotations

import re

from smartregions import namespaces as ns
from smartregions.errors import Conflict
from smartregions.messages import Message

OWN_GRAPHS = frozenset({ns.ONTOLOGY_GRAPH, ns.SCHEMES_GRAPH, ns.SHAPES_GRAPH, ns.PROVENANCE_GRAPH})
"""Graphs of the project, which come with the installation or follow from the log."""

_PAST = re.compile(r".+/(history|timemap|diff|history/[0-9]+/restore)")


def refuse_reserved(graph: str) -> None:
    """Raise Conflict for a graph whose address would be that of another one's past."""
    if graph.startswith(ns.GRAPH) and (found := _PAST.fullmatch(graph.removeprefix(ns.GRAPH))):
        raise Conflict(
            Message(
                "/graph/{name} is where the past of a graph is found; the name of a graph may "
                "not end in /{ending}.",
                name=found[0],
                ending=found[1],
            )
        )
