"""The W3C SPARQL 1.1 protocol and service description suites, against our own HTTP routes.

Each request is sent as the manifest writes it; one that updates with a token, over HTTP, to a
service whose default graph is a graph.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import RDF, URIRef
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

import sparqlsuite
from sparqlsuite import (
    MF,
    PUBLIC_URL,
    Manifest,
    Node,
    Served,
    as_path,
    as_text,
    case,
    local,
    needs_suite,
)
from storing import Storing

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
STATUS = "http://www.w3.org/2011/http-statusCodes#StatusCode"

RESULTS = {"application/sparql-results+json", "application/sparql-results+xml"}
TYPES = {
    "boolean": RESULTS,
    "tabular": RESULTS | {"text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}

ENTRIES = sparqlsuite.nodes("protocol")
UPDATES = [entry for entry in ENTRIES if "update" in local(entry)]
QUERIES = [entry for entry in ENTRIES if entry not in UPDATES]


def cases(chosen: list[NamedNode]) -> list[object]:
    return [case(f"protocol/{local(entry)}", entry) for entry in chosen]


@pytest.fixture(scope="module")
def protocol() -> Manifest:
    return sparqlsuite.manifest("protocol")


def given(protocol: Manifest, served: Served, entry: NamedNode) -> None:
    """Have the service hold the graphs that the entry states."""
    served.holds(
        (as_text(protocol.one(graph, LABEL)), as_path(protocol.one(graph, UT + "graph")))
        for graph in protocol.all(entry, UT + "graphData")
    )


def requests(protocol: Manifest, entry: NamedNode) -> Iterator[Node]:
    action = protocol.one(entry, MF + "action")
    for head in protocol.all(action, HT + "requests"):
        yield from protocol.items(head)


def parts(protocol: Manifest, request: Node) -> tuple[str, str, Headers, bytes | None]:
    """Method, path, headers and body."""
    headers = Headers(
        (
            as_text(protocol.one(header, HT + "fieldName")),
            as_text(protocol.one(header, HT + "fieldValue")),
        )
        for head in protocol.all(request, HT + "headers")
        for header in protocol.items(head)
    )
    bodies = [
        as_text(protocol.one(body, CNT + "chars")).encode(
            as_text(protocol.one(body, CNT + "characterEncoding"))
        )
        for body in protocol.all(request, HT + "body")
    ]
    method = as_text(protocol.one(request, HT + "methodName"))
    path = as_text(protocol.one(request, HT + "absolutePath"))
    return method, path, headers, bodies[0] if bodies else None


def send(protocol: Manifest, served: Served, request: Node) -> TestResponse:
    method, path, headers, body = parts(protocol, request)
    return served.client.open(path, method=method, headers=headers, data=body)


def check(protocol: Manifest, request: Node, response: TestResponse) -> None:
    """The response against what the request's description expects."""
    wanted = protocol.one(request, HT + "resp")
    statuses = protocol.all(wanted, MF + "expectedStatus")
    classes = {as_text(status).removeprefix(STATUS)[0] for status in statuses}
    assert str(response.status_code)[0] in classes, response.text
    for kind in protocol.all(wanted, MF + "expectedFormat"):
        assert response.mimetype in TYPES[as_text(kind)]
    for boolean in protocol.all(wanted, MF + "expectedBoolean"):
        assert response.get_json()["boolean"] is (as_text(boolean) == "true")


@needs_suite
@pytest.mark.parametrize("entry", cases(QUERIES))
def test_a_request_is_answered(protocol: Manifest, served: Served, entry: NamedNode) -> None:
    """By a status of the right class, in the right kind of format; errors are problems."""
    given(protocol, served, entry)
    sent = list(requests(protocol, entry))
    assert sent
    for request in sent:
        response = send(protocol, served, request)
        check(protocol, request, response)
        if response.status_code >= 400:
            assert response.content_type == "application/problem+json"


@needs_suite
@pytest.mark.parametrize("entry", cases(UPDATES))
def test_an_update_is_done_or_refused(
    protocol: Manifest, storing: Storing, entry: NamedNode
) -> None:
    """By whom a token allows it; what is asked then tells whether it was done."""
    storing.hold(
        {
            as_text(protocol.one(graph, LABEL)): as_path(
                protocol.one(graph, UT + "graph")
            ).read_bytes()
            for graph in protocol.all(entry, UT + "graphData")
        }
    )
    sent = list(requests(protocol, entry))
    assert sent
    for request in sent:
        check(protocol, request, sent_with_token(protocol, storing, request))


def sent_with_token(protocol: Manifest, storing: Storing, request: Node) -> TestResponse:
    method, path, headers, body = parts(protocol, request)
    answer = storing.send(method, path, dict(headers), body)
    return TestResponse(
        iter([answer.body]),
        str(answer.status),
        Headers(list(answer.headers.items())),
        EnvironBuilder(path, method=method).get_request(),
    )


@needs_suite
def test_both_kinds_were_found() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


SD = "http://www.w3.org/ns/sparql-service-description#"
ENDPOINT = URIRef(PUBLIC_URL + "sparql")
TERMS = {
    "Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "Language", "Function",
    "Aggregate", "EntailmentRegime", "EntailmentProfile", "Feature",
    "SPARQL10Query", "SPARQL11Query", "SPARQL11Update", "DereferencesURIs", "UnionDefaultGraph",
    "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery",
    "endpoint", "feature", "defaultEntailmentRegime", "entailmentRegime",
    "defaultSupportedEntailmentProfile", "supportedEntailmentProfile", "extensionFunction",
    "extensionAggregate", "languageExtension", "supportedLanguage", "propertyFeature",
    "defaultDataset", "availableGraphs", "resultFormat", "inputFormat", "defaultGraph",
    "namedGraph", "name", "graph",
}  # fmt: skip
"""What SPARQL 1.1 Service Description, section 3, defines: classes, instances, properties."""


def described(served: Served) -> rdflib.Graph:
    """What a GET of the endpoint without a query gives to who asks for RDF."""
    response = served.client.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/turtle"
    return rdflib.Graph().parse(data=response.data, format="turtle")


def returns_rdf(graph: rdflib.Graph) -> bool:
    return len(graph) > 0


def has_endpoint_triple(graph: rdflib.Graph) -> bool:
    return any(graph.subjects(URIRef(SD + "endpoint"), ENDPOINT))


def conforms_to_schema(graph: rdflib.Graph) -> bool:
    """One service with an endpoint, terms that the vocabulary has, and no literal behind them."""
    services = set(graph.subjects(RDF.type, URIRef(SD + "Service")))
    led_to = [o for _, p, o in graph if str(p).startswith(SD)]
    used = {str(term) for triple in graph for term in triple if str(term).startswith(SD)}
    return (
        services == set(graph.subjects(URIRef(SD + "endpoint")))
        and len(services) == 1
        and used <= {SD + name for name in TERMS}
        and not any(isinstance(thing, rdflib.Literal) for thing in led_to)
    )


DESCRIPTION = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@needs_suite
@pytest.mark.parametrize(
    "entry",
    [
        case(f"service-description/{local(entry)}", local(entry))
        for entry in sparqlsuite.nodes("service-description")
    ],
)
def test_the_service_describes_itself(served: Served, entry: str) -> None:
    assert DESCRIPTION[entry](described(served))


def test_the_description_names_both_languages_where_both_are_taken(storing: Storing) -> None:
    answer = storing.send("GET", "/sparql", {"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.body, format="turtle")
    languages = set(graph.objects(None, URIRef(SD + "supportedLanguage")))
    assert languages == {URIRef(SD + "SPARQL11Query"), URIRef(SD + "SPARQL11Update")}
