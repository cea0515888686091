"""The service description: a document of its own, in every format, true of what is served."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, OWL, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

import smallworld
from problemdoc import problem
from smartregions import corpus
from smartregions.dataset import DatasetSettings
from smartregions.formats import FORMATS, GRAPHS
from smartregions.index import Revision
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library
from smartregions.namespaces import BASE, GRAPH, SR
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
LIMIT = Namespace(BASE + "limits#")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
URL = "https://data.example/sr/"
ENDPOINT = URIRef(URL + "sparql")
READERS = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
READERS |= {"trig": "turtle", "nquads": "nt"}  # without a name, a graph looks the same

Ask = Callable[[str], Graph]


@pytest.fixture
def index(tmp_path: Path) -> MemoryIndex:
    index = MemoryIndex(Limits(), 60, 4)
    gather(corpus.find(smallworld.write(tmp_path)), index)
    return index


@pytest.fixture
def client(index: MemoryIndex) -> FlaskClient:
    settings = Settings(public_url=URL, query_seconds=12.5, max_answer_bytes=123_456)
    return create_app(Service(settings, index, Library([]))).test_client()


def described(client: FlaskClient, accept: str | None = "text/turtle") -> Graph:
    response = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    return Graph().parse(data=response.data, format="turtle")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's JSON-LD
@pytest.mark.parametrize("known", GRAPHS, ids=lambda known: known.name)
def test_get_200_is_the_same_in_every_format(client: FlaskClient, known) -> None:  # type: ignore[no-untyped-def]
    whole = described(client)
    for response in (
        client.get("/sparql", headers={"Accept": known.media_type}),
        client.get(f"/sparql.{known.suffix}", headers={"Accept": BROWSER}),
        client.get("/sparql", query_string={"format": known.name}),
    ):
        assert (response.status_code, response.content_type) == (200, known.content_type)
        triples = Graph().parse(data=response.data, format=READERS[known.name])
        assert isomorphic(triples, whole)


@pytest.mark.parametrize("accept", [None, "*/*", "text/*;q=0.3, text/html;q=0"])
def test_get_200_turtle_unless_told_otherwise(client: FlaskClient, accept: str | None) -> None:
    assert len(described(client, accept)) > 100


@pytest.mark.parametrize("accept", ["image/png", "text/csv", "application/sparql-results+json"])
def test_get_406_says_that_there_is_no_query(client: FlaskClient, accept: str) -> None:
    document = problem(client.get("/sparql", headers={"Accept": accept}), 406, "not-acceptable")
    assert "no query" in document["detail"] and "text/turtle" in document["detail"]


def test_head_200(client: FlaskClient) -> None:
    response = client.head("/sparql", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.data) == (200, b"")
    assert int(response.headers["Content-Length"]) > 1_000


def test_get_304_until_the_data_change(client: FlaskClient, index: MemoryIndex) -> None:
    headers = {"Accept": "text/turtle"}
    first = client.get("/sparql", headers=headers)
    assert {"Accept", "Accept-Encoding"} <= set(first.vary)
    headers["If-None-Match"] = first.headers["ETag"]
    again = client.get("/sparql", headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    index.refresh(Revision(99, "another"), [])
    changed = client.get("/sparql", headers=headers)
    assert changed.status_code == 200
    graph = Graph().parse(data=changed.data, format="turtle")
    assert not set(graph.objects(None, SD.namedGraph))
    assert set(graph.objects(None, VOID.triples)) == {Literal(0)}


def test_it_names_endpoint_language_formats_and_features(client: FlaskClient) -> None:
    graph = described(client)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == ENDPOINT
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    formats = {str(known) for known in graph.objects(service, SD.resultFormat)}
    assert formats == {known.iri for known in FORMATS} and len(formats) == len(FORMATS)
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in formats
    assert "http://www.w3.org/ns/formats/RDF_XML" in formats
    assert graph.value(ENDPOINT, DCTERMS.title) is not None


def test_it_names_federation_where_the_operator_allows_it(index: MemoryIndex) -> None:
    settings = Settings(service_endpoints="https://e.example/sparql")
    client = create_app(Service(settings, index, Library([]))).test_client()
    assert SD.BasicFederatedQuery in set(described(client).objects(None, SD.feature))


def test_what_a_dataset_chooses_is_told(index: MemoryIndex) -> None:
    chosen = DatasetSettings("own", frozenset())
    client = create_app(Service(Settings(), index, Library([]), dataset=chosen)).test_client()
    graph = described(client)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert not set(graph.objects(service, SD.feature))
    assert "not judged" in str(graph.value(service, RDFS.comment))


def test_it_tells_limits_and_what_they_mean(client: FlaskClient) -> None:
    graph = described(client)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, LIMIT.querySeconds) == Literal(12.5, datatype=XSD.double)
    assert graph.value(service, LIMIT.answerBytes) == Literal(123_456)
    limits = [p for _, p, _ in graph.triples((service, None, None)) if str(p).startswith(LIMIT)]
    told = {str(limit).removeprefix(LIMIT) for limit in limits}
    assert told == {
        *("querySeconds", "queryBytes", "queryCharacters", "queryDepth", "requestBytes"),
        *(
            "answerBytes",
            "unreadSeconds",
            "queriesAtOnce",
            "queriesWaiting",
            "queueSeconds",
            "queriesPerClient",
        ),
        *("clientSecondsPerMinute", "clientBurstSeconds", "banMinutes"),
    }
    for limit in limits:
        value = graph.value(service, limit)
        assert isinstance(value, Literal) and value.datatype == graph.value(limit, RDFS.range)
        assert graph.value(limit, RDF.type) == OWL.DatatypeProperty
        assert graph.value(limit, RDFS.label) and graph.value(limit, RDFS.comment)


def test_it_counts_what_is_served(client: FlaskClient) -> None:
    """Numbers counted by hand in the small world: 10 triples about regions, 9 about roles."""
    graph = described(client)
    (dataset,) = graph.subjects(RDF.type, SD.Dataset)
    named = {
        str(graph.value(node, SD.name)): graph.value(node, SD.graph)
        for node in graph.objects(dataset, SD.namedGraph)
    }
    names = {"ontology", "schemes", "shapes", "regions", "partnerships"}
    assert {name.removeprefix(GRAPH).removeprefix("deep/") for name in named} == names
    regions = named[GRAPH + "regions"]
    numbers = {
        VOID.triples: 10,
        VOID.distinctSubjects: 3,
        VOID.distinctObjects: 9,
        VOID.properties: 3,
        VOID.classes: 2,
    }
    for predicate, number in numbers.items():
        assert graph.value(regions, predicate) == Literal(number), predicate
    assert graph.value(named[GRAPH + "schemes"], VOID.classes) == Literal(0)


def test_it_counts_classes_and_properties(client: FlaskClient) -> None:
    graph = described(client)
    (dataset,) = graph.subjects(RDF.type, SD.Dataset)
    merged = graph.value(dataset, SD.defaultGraph)
    classes = {
        graph.value(part, VOID["class"]): graph.value(part, VOID.entities)
        for part in graph.objects(merged, VOID.classPartition)
    }
    assert classes[URIRef(SR + "Region")] == Literal(2)
    assert classes[URIRef(SR + "Island")] == Literal(1)
    assert graph.value(merged, VOID.classes) == Literal(len(classes))
    properties = {
        graph.value(part, VOID.property): graph.value(part, VOID.triples)
        for part in graph.objects(merged, VOID.propertyPartition)
    }
    assert properties[URIRef(SR + "size")] == Literal(3)
    total = sum(int(number) for number in properties.values() if number is not None)
    assert graph.value(merged, VOID.triples) == Literal(total)


def test_its_address_is_the_setting_and_not_the_host(client: FlaskClient) -> None:
    headers = {"Accept": "text/turtle", "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    response = client.get("/sparql", headers=headers)
    assert b"evil" not in response.data and str(ENDPOINT).encode() in response.data


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:8000/"),
        (Settings(host="::1", port=81), "http://[::1]:81/"),
        (Settings(public_url="https://e.example/x"), "https://e.example/x/"),
        (Settings(public_url="https://e.example/"), "https://e.example/"),
    ],
)
def test_an_address_ends_in_one_slash(settings: Settings, address: str) -> None:
    assert settings.address == address


def test_the_description_is_measured_once(
    client: FlaskClient, index: MemoryIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    described(client)
    monkeypatch.setattr(index, "query", None)
    for suffix in (".nt", ".rdf"):
        assert client.get("/sparql" + suffix).status_code == 200
