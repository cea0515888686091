"""The libraries with which people ask SPARQL services from Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import GET, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

import smallworld
from clients.running import running
from smartregions.namespaces import SR

pytestmark = [
    pytest.mark.clients,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
]

SELECT = f"SELECT ?size {{ ?s <{SR}size> ?size }} ORDER BY ?size"
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?size }} {{ ?s ?p ?size FILTER(?p = <{SR}size>) }}"
WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("libraries")
    with running(smallworld.write(root / "corpus"), root / "state") as address:
        yield address + "sparql"


@pytest.mark.parametrize(("method", "way"), WAYS)
@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "xml", "application/sparql-results+xml"),
        (SELECT, "csv", "text/csv"),
        (SELECT, "tsv", "text/tab-separated-values"),
        ("ASK {}", "json", "application/sparql-results+json"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        (CONSTRUCT, "turtle", "text/turtle"),
        (CONSTRUCT, "n3", "text/turtle"),
        (CONSTRUCT, "rdf", "application/rdf+xml"),
        (CONSTRUCT, "rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "json-ld", "application/ld+json"),
        ("DESCRIBE ?s { ?s ?p 30 }", "rdf+xml", "application/rdf+xml"),
    ],
)
def test_sparqlwrapper_200(
    address: str, query: str, name: str, media_type: str, method: str, way: str
) -> None:
    """It says the format by three parameters, and some of them twice."""
    client = SPARQLWrapper(address)
    client.setQuery(query)
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(name)
    answer = client.query()
    assert answer.response.headers.get_content_type() == media_type
    assert answer.convert()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_200(address: str, method: str) -> None:
    graph = Graph(SPARQLStore(address, method=method))
    assert [int(row[0].toPython()) for row in graph.query(SELECT)] == [5, 20, 30]
    assert bool(graph.query("ASK { ?s ?p 30 }"))
    assert len(graph.query(CONSTRUCT).graph or ()) == 3
