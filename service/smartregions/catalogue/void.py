"""What linked-data clients ask of a dataset: sizes, classes, properties, and links to others.

https://www.w3.org/TR/void/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.counts import Counts, Totals
from smartregions.catalogue.offered import Deployment
from smartregions.catalogue.terms import TYPE, VOID, dct, foaf

DOCUMENT = NamedNode(ns.BASE + "void")
WHOLE = NamedNode(ns.BASE + "void#dataset")


@cache
def void(name: str) -> NamedNode:
    """A term of VoID."""
    return NamedNode(VOID + name)


def whole(deployment: Deployment, totals: Totals, graphs: Iterable[str]) -> Iterator[Triple]:
    """What is said of all graphs together; `graphs` are their names."""
    yield Triple(DOCUMENT, TYPE, void("DatasetDescription"))
    yield Triple(DOCUMENT, foaf("primaryTopic"), WHOLE)
    yield Triple(WHOLE, dct("title"), Literal(deployment.title, language="en"))
    yield Triple(WHOLE, void("uriSpace"), Literal(ns.BASE))
    yield Triple(WHOLE, foaf("homepage"), NamedNode(deployment.address))
    for feed in (deployment.feed, deployment.oai + "?verb=Identify"):
        yield Triple(WHOLE, NamedNode(ns.RDFS + "seeAlso"), NamedNode(feed))
    yield from _common(WHOLE, deployment, _of_all(totals))
    yield from (Triple(WHOLE, void("subset"), NamedNode(graph)) for graph in graphs)
    for space in sorted(totals.spaces):
        yield Triple(_target(space), TYPE, void("Dataset"))
        yield Triple(_target(space), void("uriSpace"), Literal(space))


def graph(
    deployment: Deployment, name: str, files: Iterable[str], counts: Counts
) -> Iterator[Triple]:
    """What is said of one graph, whose files have these addresses; of each subject at once."""
    node, title = NamedNode(name), name.removeprefix(ns.GRAPH)
    yield Triple(node, dct("title"), Literal(title, language="en"))
    yield from _common(node, deployment, _of_one(counts))
    yield from (Triple(node, void("dataDump"), NamedNode(address)) for address in files)
    parts = [*_partitions(node, counts), *_linksets(node, counts.links)]
    yield from sorted(parts, key=lambda triple: triple.subject != node)


def _of_all(totals: Totals) -> Mapping[str, int]:
    return {
        "triples": totals.triples.count(),
        "distinctSubjects": totals.subjects.count(),
        "distinctObjects": totals.objects.count(),
        "entities": totals.entities.count(),
        "properties": len(totals.properties),
        "classes": len(totals.classes),
    }


def _of_one(counts: Counts) -> Mapping[str, int]:
    return {
        "triples": counts.triples,
        "distinctSubjects": counts.subjects,
        "distinctObjects": counts.objects,
        "entities": counts.entities,
        "properties": len(counts.properties),
        "classes": len(counts.classes),
    }


def _common(node: NamedNode, deployment: Deployment, counts: Mapping[str, int]) -> Iterator[Triple]:
    yield Triple(node, TYPE, void("Dataset"))
    yield Triple(node, void("sparqlEndpoint"), NamedNode(deployment.sparql))
    yield from (Triple(node, void(name), Literal(count)) for name, count in counts.items())


def _partitions(node: NamedNode, counts: Counts) -> Iterator[Triple]:
    for name, count in counts.properties.items():
        predicate = _iri(name)
        part = _part(node, "property", predicate)
        yield Triple(node, void("propertyPartition"), part)
        yield Triple(part, void("property"), predicate)
        yield Triple(part, void("triples"), Literal(count))
    for name, count in counts.classes.items():
        if name.startswith(b"<"):
            kind = _iri(name)
            part = _part(node, "class", kind)
            yield Triple(node, void("classPartition"), part)
            yield Triple(part, void("class"), kind)
            yield Triple(part, void("entities"), Literal(count))


def _linksets(node: NamedNode, links: Mapping[tuple[bytes, str], int]) -> Iterator[Triple]:
    for (name, space), count in links.items():
        predicate = _iri(name)
        linkset = _part(node, "links", NamedNode(predicate.value + space))
        yield Triple(node, void("subset"), linkset)
        yield Triple(linkset, TYPE, void("Linkset"))
        yield Triple(linkset, void("linkPredicate"), predicate)
        yield Triple(linkset, void("subjectsTarget"), node)
        yield Triple(linkset, void("objectsTarget"), _target(space))
        yield Triple(linkset, void("triples"), Literal(count))


def _target(space: str) -> NamedNode:
    """What is linked to: one for all graphs."""
    return _part(WHOLE, "target", NamedNode(space))


def _iri(term: bytes) -> NamedNode:
    return NamedNode(term[1:-1].decode())


def _part(node: NamedNode, kind: str, of: NamedNode) -> NamedNode:
    """A name that is the same for the same thing."""
    digest = hashlib.sha256(of.value.encode()).hexdigest()[:12]
    return NamedNode(f"{node.value.partition('#')[0]}#{kind}-{digest}")
