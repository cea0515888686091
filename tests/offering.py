"""The packaged graphs as the registry would know them, with files that a server really serves."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.catalogue import void
from smartregions.catalogue.coverage import whole
from smartregions.catalogue.dcatap import CATALOG, Descriptions, refuse_alike
from smartregions.catalogue.endpoints import SERVICES
from smartregions.catalogue.findings import Reader
from smartregions.catalogue.offered import CATALOGUE_GRAPH, Deployment, File, Source, dataset_of
from smartregions.catalogue.said import collected
from smartregions.catalogue.terms import dcat
from webserver import Reply, Site

SERVED = {
    "turtle": (RdfFormat.TURTLE, "ttl", "text/turtle"),
    "ntriples": (RdfFormat.N_TRIPLES, "nt", "application/n-triples"),
}


@cache
def graphs() -> dict[str, tuple[Triple, ...]]:
    """The triples of each named graph of the corpus."""
    found: dict[str, tuple[Triple, ...]] = {}
    for graph, files in groupby(corpus.find().sources(), lambda source: source.graph):
        quads = [
            quad
            for file in files
            for quad in pyoxigraph.parse(
                path=str(file.path), format=RdfFormat.TURTLE, rename_blank_nodes=True
            )
        ]
        found[graph] = tuple(quad.triple for quad in quads)
    return found


@cache
def body(graph: str, form: str) -> bytes:
    text = pyoxigraph.serialize(graphs()[graph], format=SERVED[form][0])
    assert text is not None
    return text


def deployment(site: Site) -> Deployment:
    return Deployment(site.at("/"))


@dataclass(frozen=True)
class Graph:
    """One graph with its triples and files; see `catalogue.offered.Source`."""

    graph: str
    change: int
    issued: str
    modified: str
    triples: Sequence[Triple]
    files: Sequence[File] = ()
    title: str = ""

    @property
    def name(self) -> str:
        return self.graph.removeprefix(ns.GRAPH)

    @property
    def dataset(self) -> str:
        return dataset_of(self.graph)

    @property
    def text(self) -> bytes:
        """As the log has it."""
        return b"".join(sorted({f"{triple} .\n".encode() for triple in self.triples}))


def catalogue(deployment: Deployment, given: Sequence[Graph]) -> tuple[Triple, ...]:
    """The whole catalogue of the graphs, sorted: its head, and all descriptions."""
    refuse_alike(each.graph for each in given)
    with tempfile.TemporaryDirectory() as folder, collected(Path(folder, "said")) as said:
        reader = Reader(said)
        found = [reader.read(each.graph, n, [each.text])[0] for n, each in enumerate(given)]
        said.complete()
        own = [n for n, each in enumerate(given) if each.graph == CATALOGUE_GRAPH]
        span = whole(each.period for each in found)
        descriptions = Descriptions(deployment, said, reader.located, span, own)
        offered = [
            Source(g.graph, g.change, g.issued, g.modified, each, g.files, g.title)
            for g, each in zip(given, found, strict=True)
        ]
        told = [descriptions.head([descriptions.dates(s, n) for n, s in enumerate(offered)])]
        for number, source in enumerate(offered):
            text = descriptions.description(source, number).text
            quads = pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)
            node = NamedNode(source.dataset)
            told.append(tuple(quad.triple for quad in quads))
            told.append((Triple(CATALOG, dcat("dataset"), node),))
            told.append(tuple(Triple(s, dcat("servesDataset"), node) for s in SERVICES))
    return tuple(sorted(set(chain.from_iterable(told)), key=str))


def described(deployment: Deployment, given: Sequence[Graph]) -> tuple[Triple, ...]:
    """The graphs by VoID."""
    with tempfile.TemporaryDirectory() as folder, collected(Path(folder, "said")) as said:
        reader = Reader(said)
        told: list[Triple] = []
        for number, each in enumerate(given):
            _, counts = reader.read(each.graph, number, [each.text])
            files = [file.address for file in each.files]
            told.extend(void.graph(deployment, each.graph, files, counts))
        told.extend(void.whole(deployment, reader.totals, [each.graph for each in given]))
    return tuple(told)


def sources(site: Site) -> list[Graph]:
    """Every packaged graph, each file of it on the site with its real size and hash."""
    return [_source(site, number, graph) for number, graph in enumerate(sorted(graphs()), 1)]


def _source(site: Site, number: int, graph: str) -> Graph:
    files = [_file(site, graph, form) for form in SERVED]
    moments = f"2026-11-{number:02}T08:00:00.000000Z", f"2026-11-{number:02}T09:00:00.000000Z"
    return Graph(graph, number, *moments, graphs()[graph], files)


def _file(site: Site, graph: str, form: str) -> File:
    content = body(graph, form)
    _, ending, kind = SERVED[form]
    path = f"/graph/{graph.rpartition('/')[2]}.{ending}"
    site.routes[path] = Reply(content, kind)
    return File(form, site.at(path), len(content), hashlib.sha256(content).hexdigest())
