"""The W3C SPARQL 1.1 protocol suite: each request as the manifest writes it, to our own routes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from werkzeug.test import TestResponse

import sparqlsuite
from sparqlsuite import MF, SUITE, Manifest, Node

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
STATUS = "http://www.w3.org/2011/http-statusCodes#StatusCode"
ENTRIES = 34

RESULTS = {"application/sparql-results+json", "application/sparql-results+xml"}
TYPES = {
    "boolean": RESULTS,
    "tabular": RESULTS | {"text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}

ALL = sparqlsuite.names("protocol")

pytestmark = pytest.mark.skipif(not ALL, reason=f"the W3C suite is not in {SUITE}")


def name(entry: str) -> str:
    return entry.rpartition("#")[2]


QUERIES = [entry for entry in ALL if name(entry).startswith(("query", "bad_"))]
UPDATES = [entry for entry in ALL if name(entry).startswith("update")]


@pytest.fixture(scope="module")
def protocol() -> Manifest:
    return sparqlsuite.manifest("protocol")


def text(node: Node) -> str:
    assert isinstance(node, Literal | NamedNode)
    return node.value


def client(protocol: Manifest, entry: NamedNode) -> FlaskClient:
    graphs = [
        (text(protocol.one(given, LABEL)), sparqlsuite.as_path(protocol.one(given, UT + "graph")))
        for given in protocol.all(entry, UT + "graphData")
    ]
    return sparqlsuite.client(graphs)


def requests(protocol: Manifest, entry: NamedNode) -> Iterator[Node]:
    action = protocol.one(entry, MF + "action")
    for head in protocol.all(action, HT + "requests"):
        yield from protocol.items(head)


def send(protocol: Manifest, client: FlaskClient, request: Node) -> TestResponse:
    headers = {
        text(protocol.one(header, HT + "fieldName")): text(protocol.one(header, HT + "fieldValue"))
        for head in protocol.all(request, HT + "headers")
        for header in protocol.items(head)
    }
    bodies = [
        text(protocol.one(body, CNT + "chars")).encode(
            text(protocol.one(body, CNT + "characterEncoding"))
        )
        for body in protocol.all(request, HT + "body")
    ]
    address = urlsplit(text(protocol.one(request, HT + "absolutePath")))
    return client.open(
        address.path,
        method=text(protocol.one(request, HT + "methodName")),
        query_string=address.query,
        headers=headers,
        data=bodies[0] if bodies else None,
    )


def check(protocol: Manifest, wanted: Node, response: TestResponse) -> None:
    """The response against what its description expects."""
    classes = {text(s).removeprefix(STATUS)[0] for s in protocol.all(wanted, MF + "expectedStatus")}
    assert str(response.status_code)[0] in classes, response.text
    for format_ in protocol.all(wanted, MF + "expectedFormat"):
        assert response.mimetype in TYPES[text(format_)]
    for boolean in protocol.all(wanted, MF + "expectedBoolean"):
        assert json.loads(response.data)["boolean"] is (text(boolean) in ("true", "1"))


def test_the_whole_suite_was_found() -> None:
    assert len(ALL) == len(QUERIES) + len(UPDATES) == ENTRIES


@pytest.mark.parametrize("entry", QUERIES, ids=name)
def test_request(protocol: Manifest, entry: str) -> None:
    node = NamedNode(entry)
    over = client(protocol, node)
    sent = 0
    for request in requests(protocol, node):
        check(protocol, protocol.one(request, HT + "resp"), send(protocol, over, request))
        sent += 1
    assert sent


@pytest.mark.parametrize("entry", UPDATES, ids=name)
def test_update_is_refused(protocol: Manifest, entry: str) -> None:
    """Changes enter by contributed files; an update is told so and changes nothing."""
    node = NamedNode(entry)
    over = client(protocol, node)
    first = next(iter(requests(protocol, node)))
    response = send(protocol, over, first)
    assert response.status_code in (400, 415)
    assert response.content_type == "application/problem+json"
