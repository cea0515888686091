"""What became of each dataset last: it was described, or deleted; by which change, and when.

Both feeds of changes, OAI-PMH and LDES, are read from this. It follows from the log alone: made
anew, it is the same. A record moves to the end when its description changes, and never otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.stories import Moment, Story
from smartregions.registry.change import REPOSITORY

Kind = Literal["create", "update", "delete"]

INSTALLED, CONTRIBUTED = "installed", "contributed"
_FOLDER = re.compile(r"([A-Za-z0-9_.!~*'()-]+)/.")


@dataclass(frozen=True, slots=True)
class Record:
    """The last event of one dataset."""

    dataset: str
    """IRI."""
    change: int
    """The last change that may have changed its description."""
    time: str
    """When that was made: UTC, ISO 8601 with microseconds and `Z`."""
    kind: Kind
    """`create` when the graph came with that change, or with others of its transaction."""
    group: str
    """Who brought the graph, a colon between parts: it is the same as long as the graph is known,
    so that a deletion is told in the group in which the dataset was."""
    description: bytes
    """All that is said of it, in N-Triples, sorted; empty for what was deleted."""

    @property
    def triples(self) -> tuple[Triple, ...]:
        """What the description says."""
        said = pyoxigraph.parse(self.description, format=RdfFormat.N_TRIPLES)
        return tuple(quad.triple for quad in said)


def kind_of(story: Story, at: Moment) -> Kind:
    """What happened to the dataset of a graph by a change that may have changed its description."""
    if not story.stands:
        return "delete"
    return "create" if story.created == at.batch else "update"


def group_of(graph: str, story: Story) -> str:
    """`installed`, or `contributed` and, where the graph lies in a folder, that."""
    if story.agent == REPOSITORY:
        return INSTALLED
    folder = _FOLDER.match(graph.removeprefix(ns.GRAPH))
    is_ours = graph.startswith(ns.GRAPH)
    return f"{CONTRIBUTED}:{folder[1]}" if folder and is_ours else CONTRIBUTED
