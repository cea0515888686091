"""What the endpoint is and holds, as triples: SPARQL 1.1 Service Description and VoID.

For the limits no vocabulary exists, so each is a property of our own, described beside its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.dataset import DatasetSettings
from smartregions.formats import FORMATS
from smartregions.namespaces import BASE, DCTERMS, FOAF, OWL, RDF, RDFS, XSD
from smartregions.settings import Settings
from smartregions.web.statistics import Size, Statistics

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
LIMIT = BASE + "limits#"

LIMITS: Mapping[str, str] = {
    "querySeconds": "query_seconds",
    "queryBytes": "query_bytes",
    "queryCharacters": "max_query_characters",
    "queryDepth": "max_query_depth",
    "requestBytes": "max_request_bytes",
    "answerBytes": "max_answer_bytes",
    "unreadSeconds": "unread_seconds",
    "queriesAtOnce": "queries_at_once",
    "queriesWaiting": "queries_waiting",
    "queueSeconds": "queue_seconds",
    "queriesPerClient": "requests_per_client",
    "clientSecondsPerMinute": "client_seconds",
    "clientBurstSeconds": "client_burst_seconds",
    "banMinutes": "ban_minutes",
}
"""Local name of the property of each limit, and the setting that it tells."""

UNJUDGED = "For tests only: contributions are not judged here."

_TYPE = NamedNode(RDF + "type")
_CLAUSE = re.compile("[,;]")
_Node = NamedNode | BlankNode


def describe(
    endpoint: str,
    settings: Settings,
    chosen: DatasetSettings,
    statistics: Statistics,
    *,
    is_written: bool,
) -> Iterator[Triple]:
    """The description of the service at an address; whether holders of a token can write there.

    It stands in one document at that address; see SPARQL 1.1 Service Description, section 2.
    """
    service, dataset = NamedNode(endpoint + "#service"), NamedNode(endpoint + "#dataset")
    yield from _document(NamedNode(endpoint), service)
    yield from _typed(service, SD + "Service")
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    for language in ("SPARQL11Query", "SPARQL11Update")[: 1 + is_written]:
        yield Triple(service, _sd("supportedLanguage"), _sd(language))
    if chosen.is_union:
        yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    if not chosen.is_judging:
        yield Triple(service, NamedNode(RDFS + "comment"), Literal(UNJUDGED, language="en"))
    if settings.endpoints:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    for known in FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(known.iri))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield from _limits(service, settings)
    yield from _dataset(dataset, NamedNode(endpoint), statistics)


def _document(document: NamedNode, service: NamedNode) -> Iterator[Triple]:
    yield from _typed(document, FOAF + "Document")
    yield Triple(document, NamedNode(FOAF + "primaryTopic"), service)
    title = Literal("Description of this SPARQL service", language="en")
    yield Triple(document, NamedNode(DCTERMS + "title"), title)


def _limits(service: NamedNode, settings: Settings) -> Iterator[Triple]:
    known = {setting.name: setting for setting in fields(Settings)}
    limits = {NamedNode(LIMIT + name): setting for name, setting in LIMITS.items()}
    for limit, of_setting in limits.items():
        yield Triple(service, limit, Literal(getattr(settings, of_setting)))
    for limit, of_setting in limits.items():
        yield from _defined(limit, known[of_setting])


def _defined(limit: NamedNode, setting: Field[object]) -> Iterator[Triple]:
    help_ = str(setting.metadata["help"])
    number = "double" if isinstance(setting.default, float) else "integer"
    yield from _typed(limit, OWL + "DatatypeProperty")
    yield Triple(
        limit,
        NamedNode(RDFS + "label"),
        Literal(_CLAUSE.split(help_)[0].rstrip("."), language="en"),
    )
    yield Triple(limit, NamedNode(RDFS + "comment"), Literal(help_, language="en"))
    yield Triple(limit, NamedNode(RDFS + "domain"), _sd("Service"))
    yield Triple(limit, NamedNode(RDFS + "range"), NamedNode(XSD + number))


def _dataset(dataset: NamedNode, endpoint: NamedNode, statistics: Statistics) -> Iterator[Triple]:
    yield from _typed(dataset, SD + "Dataset", VOID + "Dataset")
    yield Triple(dataset, _void("sparqlEndpoint"), endpoint)
    merged = NamedNode(endpoint.value + "#default-graph")
    yield Triple(dataset, _sd("defaultGraph"), merged)
    yield from _graph(merged, statistics.merged)
    yield from _parts(merged, statistics)
    named = [(BlankNode(), name, size) for name, size in statistics.graphs.items()]
    for node, _, _ in named:
        yield Triple(dataset, _sd("namedGraph"), node)
    for node, name, size in named:
        graph = BlankNode()
        yield from _typed(node, SD + "NamedGraph")
        yield Triple(node, _sd("name"), NamedNode(name))
        yield Triple(node, _sd("graph"), graph)
        yield from _graph(graph, size)


def _graph(graph: _Node, size: Size) -> Iterator[Triple]:
    yield from _typed(graph, SD + "Graph", VOID + "Dataset")
    yield Triple(graph, _void("triples"), Literal(size.triples))
    yield Triple(graph, _void("distinctSubjects"), Literal(size.subjects))
    yield Triple(graph, _void("distinctObjects"), Literal(size.objects))
    yield Triple(graph, _void("properties"), Literal(size.properties))
    yield Triple(graph, _void("classes"), Literal(size.classes))


def _parts(graph: NamedNode, statistics: Statistics) -> Iterator[Triple]:
    kinds = (
        ("classPartition", "class", "entities", statistics.classes),
        ("propertyPartition", "property", "triples", statistics.properties),
    )
    for partition, of, number, counts in kinds:
        parts = [(BlankNode(), iri, count) for iri, count in counts.items()]
        for part, _, _ in parts:
            yield Triple(graph, _void(partition), part)
        for part, iri, count in parts:
            yield Triple(part, _void(of), NamedNode(iri))
            yield Triple(part, _void(number), Literal(count))


def _typed(thing: _Node, *classes: str) -> Iterator[Triple]:
    return (Triple(thing, _TYPE, NamedNode(name)) for name in classes)


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
