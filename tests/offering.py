"""The packaged graphs as the registry would know them, with files that a server really serves."""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import groupby

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions import corpus
from smartregions.catalogue.offered import Deployment, File, Source
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


def sources(site: Site) -> list[Source]:
    """Every packaged graph, each file of it on the site with its real size and hash."""
    return [_source(site, number, graph) for number, graph in enumerate(sorted(graphs()), 1)]


def _source(site: Site, number: int, graph: str) -> Source:
    files = [_file(site, graph, form) for form in SERVED]
    moments = f"2026-11-{number:02}T08:00:00.000000Z", f"2026-11-{number:02}T09:00:00.000000Z"
    return Source(graph, number, *moments, graphs()[graph], files)


def _file(site: Site, graph: str, form: str) -> File:
    content = body(graph, form)
    _, ending, kind = SERVED[form]
    path = f"/graph/{graph.rpartition('/')[2]}.{ending}"
    site.routes[path] = Reply(content, kind)
    return File(form, site.at(path), len(content), hashlib.sha256(content).hexdigest())
