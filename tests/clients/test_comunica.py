"""Comunica, which finds out by itself what stands behind an address."""

from __future__ import annotations

import json
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from clients.conftest import PAGE
from clients.environments import modules, program
from smartregions import corpus

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]

PROGRAM = "node_modules/@comunica/query-sparql/bin/query.js"
PREFIXES = """
PREFIX sr: <https://w3id.org/smart-regions/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
"""
IN_FINLAND = "?r sr:country <http://publications.europa.eu/resource/authority/country/FIN>"
QUESTIONS = {
    "count": "SELECT (COUNT(*) AS ?n) { ?r a sr:Region }",
    "optional": f"SELECT * {{ {IN_FINLAND} OPTIONAL {{ ?r rdfs:comment ?c }} }}",
    "path": "SELECT DISTINCT ?x { ?x a/rdfs:subClassOf* sr:Region }",
    "graph": "SELECT DISTINCT ?g { GRAPH ?g { ?s a sr:Partnership } }",
    "limit": "SELECT ?r { ?r a sr:Region } ORDER BY ?r LIMIT 3",
}


@pytest.fixture(scope="module")
def folder() -> Path:
    program("node", "nodejs")
    return modules("comunica")


def asked(folder: Path, query: str, *sources: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [
            "node",
            PROGRAM,
            *sources,
            "-q",
            PREFIXES + query,
            "-t",
            "application/sparql-results+json",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout)["results"]["bindings"])


def answered(endpoint: str, query: str) -> list[dict[str, Any]]:
    """What the service itself answers."""
    accept = {"Accept": "application/sparql-results+json"}
    wanted = urllib.parse.urlencode({"query": PREFIXES + query})
    with urllib.request.urlopen(
        urllib.request.Request(f"{endpoint}?{wanted}", headers=accept)
    ) as r:
        return list(json.load(r)["results"]["bindings"])


def rows(bindings: list[dict[str, Any]]) -> list[str]:
    """Comunica writes the type of a string out, which says nothing more."""
    for term in (term for binding in bindings for term in binding.values()):
        if term.get("datatype") == "http://www.w3.org/2001/XMLSchema#string":
            del term["datatype"]
    return sorted(json.dumps(binding, sort_keys=True) for binding in bindings)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_address_alone_is_enough_to_ask_the_endpoint(
    folder: Path, served: str, question: str
) -> None:
    """It reads the service description first, and would otherwise query that as a document."""
    found = rows(asked(folder, QUESTIONS[question], served + "sparql"))
    assert found
    assert found == rows(answered(served + "sparql", QUESTIONS[question]))


def test_a_file_and_the_endpoint_are_joined(folder: Path, served: str) -> None:
    query = f"SELECT DISTINCT ?r {{ ?r a sr:Region . {IN_FINLAND} }}"
    joined = asked(folder, query, served + "dumps/regions.ttl", served + "sparql")
    assert rows(joined) == rows(answered(served + "sparql", query))


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ("catalog", 0),
        ("catalog.rdf", 0),
        ("catalog.jsonld?page=2", PAGE),
        ("catalog?_profile=dcat-ap-2", 0),
        (".well-known/datacatalog", 0),
    ],
)
def test_it_follows_the_catalogue_from_a_page_to_the_last(
    folder: Path, served: str, page: str, before: int
) -> None:
    """The Dutch Dataset Register harvests with it."""
    query = "SELECT ?d (COUNT(?f) AS ?n) { ?d a dcat:Dataset ; dcat:distribution ?f } GROUP BY ?d"
    found = asked(folder, query, served + page)
    assert len(found) == len({source.graph for source in corpus.find().sources()}) - before
    assert all(int(row["n"]["value"]) >= 5 for row in found)
