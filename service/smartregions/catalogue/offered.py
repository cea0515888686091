"""What the catalogue is made from: the named graphs as the registry knows them, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from smartregions import namespaces as ns
from smartregions.catalogue.counts import Found
from smartregions.catalogue.harvest.identifiers import normalised
from smartregions.messages import Message

CATALOGUE_GRAPH = ns.GRAPH + "catalogue"

Compression = Literal["", "gzip", "zstd"]


@dataclass(frozen=True, slots=True)
class File:
    """One file in which a graph is offered; size and hash are of exactly the bytes served."""

    format: str
    """A name of `formats.GRAPHS`."""
    address: str
    """Absolute; answers GET and HEAD with 200, always with these bytes."""
    size: int
    sha256: str
    compression: Compression = ""
    newest: str = ""
    """Address of the newest file of this kind, which outlives this one; empty when there is none
    beside `address`."""


def record(graph: str) -> str:
    """What a portal knows the dataset of a graph by: graphs with the same one are one record."""
    return normalised(dataset_of(graph))


def dataset_of(graph: str) -> str:
    """IRI of the dataset of a graph."""
    return ns.DATASET + graph.removeprefix(ns.GRAPH)


@dataclass(frozen=True)
class Source:
    """One named graph; its dataset has the same local name."""

    graph: str
    change: int
    """Number of its last change: the version of the dataset."""
    issued: str
    """When it first came by the log, xsd:dateTime with a zone; see `dating`."""
    modified: str
    """When it last changed by the log."""
    found: Found
    files: Sequence[File] = ()
    title: str = ""
    """For a graph that no catalogue describes."""
    page: str = ""
    """Address of a page about the graph, for people."""
    before: str = ""
    """When it had changed before that; empty when it had not."""
    installed: bool = False
    """Whether the last change came with an installation."""

    @property
    def name(self) -> str:
        """The local name."""
        return self.graph.removeprefix(ns.GRAPH)

    @property
    def dataset(self) -> str:
        """IRI of the dataset."""
        return dataset_of(self.graph)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where all this is served, and who answers for it."""

    address: str
    """Public address of the service, ending in a slash."""
    publisher: str = ns.ID + "actor/smart-regions"
    title: str = "Smart Regions"
    description: Message = Message(
        "What interregional partnerships know as linked data: regions, actors, capabilities, "
        "projects and events, with the ontology, the concept schemes and the shapes."
    )
    email: str = ""

    @property
    def sparql(self) -> str:
        """Address of the SPARQL endpoint."""
        return self.address + "sparql"

    @property
    def oai(self) -> str:
        """Address of the endpoint of OAI-PMH."""
        return self.address + "oai"

    @property
    def feed(self) -> str:
        """Address of the feed of changes."""
        return self.address + "feed"
