"""What became of each dataset last: it was described, or deleted; by which change, and when.

Both feeds of changes, OAI-PMH and LDES, are read from this. It follows from the log alone: made
anew, it is the same. A record moves to the end when its description changes, and never otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.coverage import period, whole
from smartregions.catalogue.harvest.closure import closure
from smartregions.catalogue.offered import Source, dataset_of
from smartregions.catalogue.reach import Reach, reach, stated
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.touching import Log, Story
from smartregions.registry.change import REPOSITORY
from smartregions.registry.log import Registry

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


def records(
    registry: Registry, sources: Sequence[Source], catalogue: Sequence[Triple], until: int
) -> list[Record]:
    """The record of every dataset that there is or was, in the order of their changes.

    `catalogue` is the description of the sources, which are those after the change `until`.
    """
    described = Statements(catalogue)
    descriptions = {
        s.graph: sorted(set(closure(described, NamedNode(s.dataset))), key=str) for s in sources
    }
    told = stated(sources)
    spans = {s.graph: period(s.triples) for s in sources}
    reaches = {s.graph: reach(s, spans[s.graph], descriptions[s.graph], told) for s in sources}
    subjects = {iri for one in reaches.values() for iri in one.subjects}
    log = Log(registry, subjects, whole(spans.values()), until)
    found = [*_standing(log, descriptions, reaches), *_gone(log)]
    return sorted(found, key=lambda record: (record.change, record.dataset))


def _standing(
    log: Log, descriptions: Mapping[str, Sequence[Triple]], reaches: Mapping[str, Reach]
) -> Iterator[Record]:
    for graph, triples in descriptions.items():
        story, number = log.stories[graph], log.last(graph, reaches[graph])
        came = story.created.batch == log.batch(number)
        text = "".join(f"{triple} .\n" for triple in triples).encode()
        yield Record(
            *(dataset_of(graph), number, log.time(number), "create" if came else "update"),
            *(_group(story), text),
        )


def _gone(log: Log) -> Iterator[Record]:
    for graph, story in log.stories.items():
        if not story.last.stands:
            last = story.last
            yield Record(dataset_of(graph), last.sequence, last.time, "delete", _group(story), b"")


def _group(story: Story) -> str:
    """`installed`, or `contributed` and, where the graph lies in a folder, that."""
    if story.first.agent == REPOSITORY:
        return INSTALLED
    folder = _FOLDER.match(story.first.graph.removeprefix(ns.GRAPH))
    is_ours = story.first.graph.startswith(ns.GRAPH)
    return f"{CONTRIBUTED}:{folder[1]}" if folder and is_ours else CONTRIBUTED
