"""What linked-data clients ask of a dataset: sizes, classes, properties, and links to others.

https://www.w3.org/TR/void/
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.offered import Deployment, Source
from smartregions.catalogue.terms import TYPE, VOID, dct, foaf, skos
from smartregions.validation.graph import Term, object_of, subject_of

DOCUMENT = NamedNode(ns.BASE + "void")
WHOLE = NamedNode(ns.BASE + "void#dataset")
LINKS = frozenset(
    {
        NamedNode(ns.OWL + "sameAs"),
        NamedNode(ns.RDFS + "seeAlso"),
        *(skos(f"{kind}Match") for kind in ("exact", "close", "broad", "narrow", "related")),
    }
)
"""Properties that say how a thing of ours relates to a thing of others."""


def void(name: str) -> NamedNode:
    """A term of VoID."""
    return NamedNode(VOID + name)


def description(deployment: Deployment, sources: Sequence[Source]) -> tuple[Triple, ...]:
    """VoID of each graph and of all together, sorted."""
    said = list(_whole(deployment, sources))
    for source in sources:
        said.extend(_graph(deployment, source))
    return tuple(sorted(set(said), key=str))


def _whole(deployment: Deployment, sources: Sequence[Source]) -> Iterator[Triple]:
    everything = [triple for source in sources for triple in source.triples]
    yield Triple(DOCUMENT, TYPE, void("DatasetDescription"))
    yield Triple(DOCUMENT, foaf("primaryTopic"), WHOLE)
    yield Triple(WHOLE, dct("title"), Literal(deployment.title, language="en"))
    yield Triple(WHOLE, void("uriSpace"), Literal(ns.BASE))
    yield Triple(WHOLE, foaf("homepage"), NamedNode(deployment.address))
    for feed in (deployment.feed, deployment.oai + "?verb=Identify"):
        yield Triple(WHOLE, NamedNode(ns.RDFS + "seeAlso"), NamedNode(feed))
    yield from _common(WHOLE, deployment, everything)
    yield from (Triple(WHOLE, void("subset"), NamedNode(s.graph)) for s in sources)


def _graph(deployment: Deployment, source: Source) -> Iterator[Triple]:
    node = NamedNode(source.graph)
    yield Triple(node, dct("title"), Literal(source.title or source.name, language="en"))
    yield from _common(node, deployment, source.triples)
    yield from _partitions(node, source.triples)
    yield from _linksets(node, source.triples)
    yield from (Triple(node, void("dataDump"), NamedNode(f.address)) for f in source.files)


def _common(node: NamedNode, deployment: Deployment, triples: Sequence[Triple]) -> Iterator[Triple]:
    subjects = {subject_of(t) for t in triples}
    counts = {
        "triples": len(set(triples)),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({object_of(t) for t in triples}),
        "entities": sum(isinstance(s, NamedNode) and s.value.startswith(ns.ID) for s in subjects),
        "properties": len({t.predicate for t in triples}),
        "classes": len({t.object for t in triples if t.predicate == TYPE}),
    }
    yield Triple(node, TYPE, void("Dataset"))
    yield Triple(node, void("sparqlEndpoint"), NamedNode(deployment.sparql))
    yield from (Triple(node, void(name), Literal(count)) for name, count in counts.items())


def _partitions(node: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    distinct = set(triples)
    properties = Counter(t.predicate for t in distinct)
    classes = Counter(t.object for t in distinct if t.predicate == TYPE)
    for predicate, count in properties.items():
        part = _part(node, "property", predicate)
        yield Triple(node, void("propertyPartition"), part)
        yield Triple(part, void("property"), predicate)
        yield Triple(part, void("triples"), Literal(count))
    for kind, count in classes.items():
        if isinstance(kind, NamedNode):
            part = _part(node, "class", kind)
            yield Triple(node, void("classPartition"), part)
            yield Triple(part, void("class"), kind)
            yield Triple(part, void("entities"), Literal(count))


def _linksets(node: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    for (predicate, space), count in _links(triples).items():
        linkset = _part(node, "links", NamedNode(predicate.value + space))
        target = _part(WHOLE, "target", NamedNode(space))
        yield Triple(node, void("subset"), linkset)
        yield Triple(linkset, TYPE, void("Linkset"))
        yield Triple(linkset, void("linkPredicate"), predicate)
        yield Triple(linkset, void("subjectsTarget"), node)
        yield Triple(linkset, void("objectsTarget"), target)
        yield Triple(linkset, void("triples"), Literal(count))
        yield Triple(target, TYPE, void("Dataset"))
        yield Triple(target, void("uriSpace"), Literal(space))


def _links(triples: Iterable[Triple]) -> Mapping[tuple[NamedNode, str], int]:
    found: defaultdict[tuple[NamedNode, str], int] = defaultdict(int)
    for triple in set(triples):
        space = _space(object_of(triple)) if triple.predicate in LINKS else ""
        if space and isinstance(triple.subject, NamedNode) and _is_ours(triple.subject):
            found[triple.predicate, space] += 1
    return found


def _space(term: Term) -> str:
    """Scheme and host of a thing of others; empty for ours and for literals."""
    if not isinstance(term, NamedNode) or _is_ours(term):
        return ""
    parts = urlsplit(term.value)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _is_ours(node: NamedNode) -> bool:
    return node.value.startswith(ns.BASE)


def _part(node: NamedNode, kind: str, of: NamedNode) -> NamedNode:
    """A name that is the same for the same thing."""
    digest = hashlib.sha256(of.value.encode()).hexdigest()[:12]
    return NamedNode(f"{node.value.partition('#')[0]}#{kind}-{digest}")
