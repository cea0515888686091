"""A plain query by GET is answered as the framework answers it, to the header, and without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

import smallworld
from smartregions import corpus
from smartregions.errors import DeadlineReached
from smartregions.formats import FORMATS
from smartregions.index import Answer, Query, Started
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import load
from smartregions.messages import Message
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app, direct
from smartregions.web.service import Service

ROW = "SELECT ('a' AS ?x) {}"
MANY = "SELECT * { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
ODD_GRAPH = "CONSTRUCT { ?s <http://example.org/1> 'no element has this name' } WHERE { ?s ?p ?o }"
NOT_IN_XML = "SELECT ('\\u0001' AS ?x) {}"
BROKEN = "SELECT * { ?s ?p"
ELSEWHERE = "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"
UPDATE = "INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }"
QUERIES = (ROW, MANY, ASK, GRAPH, ODD_GRAPH, NOT_IN_XML, BROKEN, ELSEWHERE, UPDATE, "", "nothing")
ACCEPTS = (
    "", "*/*", "text/csv", "text/html;q=0.1, text/turtle", "application/json;q=0, */*",
    "application/sparql-results+json", "application/sparql-results+xml", "application/rdf+xml",
    "application/rdf+xml, text/turtle;q=0.5", "application/n-quads", "image/png",
)  # fmt: skip
CODINGS = ("", "gzip", "zstd, gzip;q=0.5", "identity;q=0", "*;q=0")
PARAMETERS = (
    {"timeout": "5"}, {"timeout": "none"}, {"format": "nonsense"}, {"at": "1"}, {"lang": "fr"},
    {"default-graph-uri": "https://example.org/none"}, {"named-graph-uri": "no iri"},
    {"utm_source": "a letter"}, {"other": "1"}, *({"format": known.name} for known in FORMATS),
)  # fmt: skip


class Index(MemoryIndex):
    """One that may fail, and tells how often it was asked."""

    asked = 0
    fails: Exception | None = None

    def query(self, query: Query, started: Started | None = None) -> Answer:
        self.asked += 1
        if self.fails:
            raise self.fails
        return super().query(query, started)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(smallworld.write(tmp_path_factory.mktemp("corpus")))


@pytest.fixture(scope="module")
def index(world: Path) -> Index:
    index = Index(Limits(), 20, 4)
    gather(corpus.find(world), index)
    return index


@pytest.fixture
def service(index: Index, world: Path) -> Iterator[Service]:
    yield Service(Settings(max_query_characters=1_000), index, load(world / "queries"))
    index.fails = None


@pytest.fixture
def app(service: Service) -> Flask:
    """With nothing kept."""
    return create_app(service)


@pytest.fixture
def framework(service: Service, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An app that answers everything by the framework."""
    monkeypatch.setattr(direct, "install", lambda *_: None)
    return create_app(service)


@pytest.fixture
def seen(app: Flask) -> list[str]:
    """The requests that came to the framework."""
    found: list[str] = []
    app.before_request_funcs[None].insert(0, lambda: found.append(request.method))
    return found


def both(
    app: Flask, framework: Flask, query: str, headers: dict[str, str], more: dict[str, str]
) -> Iterator[TestResponse]:
    """The answers to the same request by each."""
    for each in (app, framework):
        given = {"query": query, **more}
        yield each.test_client().get("/sparql", query_string=given, headers=headers)


def said(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    return response.status, sorted(response.headers.items()), response.data


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("accept", ACCEPTS)
def test_get_is_answered_as_by_the_framework(
    app: Flask, framework: Flask, accept: str, coding: str
) -> None:
    for query in QUERIES:
        headers = {"Accept": accept, "Accept-Encoding": coding}
        ours, theirs = both(app, framework, query, headers, {})
        assert said(ours) == said(theirs), query


@pytest.mark.parametrize("more", PARAMETERS, ids=str)
def test_get_with_parameters_is_answered_as_by_the_framework(
    app: Flask, framework: Flask, more: dict[str, str]
) -> None:
    for query in (ROW, GRAPH):
        ours, theirs = both(app, framework, query, {"Accept": "*/*"}, more)
        assert said(ours) == said(theirs)


@pytest.mark.parametrize("query", [ROW, MANY, ASK, GRAPH])
def test_a_plain_query_does_not_come_to_the_framework(
    app: Flask, seen: list[str], query: str
) -> None:
    answer = app.test_client().get(
        "/sparql", query_string={"query": query}, headers={"Accept": "*/*;q=0.1, application/json"}
    )
    assert (answer.status_code, seen) == (200, [])


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/sparql.json?query=ASK{}", {}),
        ("/sparql?query=ASK{}", {"Accept": "text/html"}),
        ("/sparql?query=ASK{}", {"If-None-Match": '"1"'}),
        ("/sparql?query=ASK{}&at=1", {}),
        ("/sparql?query=ASK{}&format=spreadsheet", {}),
        ("/sparql?query=SELECT(NOW()AS?n){}", {}),
        ("/sparql?query=ASK{}&query=ASK{}", {}),
        ("/sparql?query=" + "%20" * 1_001, {}),
        ("/sparql", {}),
    ],
)
def test_what_is_no_plain_query_comes_to_the_framework(
    app: Flask, seen: list[str], address: str, headers: dict[str, str]
) -> None:
    app.test_client().get(address, headers=headers)
    assert seen == ["GET"]


def test_a_query_that_fails_is_tried_once_and_told_as_by_the_framework(
    app: Flask, framework: Flask, index: Index
) -> None:
    index.fails, index.asked = DeadlineReached(Message("It took too long.")), 0
    ours, theirs = both(app, framework, MANY, {"Accept": "text/csv"}, {})
    assert (ours.status_code, index.asked) == (503, 2)  # once by each
    assert said(ours) == said(theirs)


def test_an_error_of_ours_is_told_to_the_log_alone(
    app: Flask, framework: Flask, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    index.fails = RuntimeError("of ours")
    ours, theirs = both(app, framework, MANY, {"Accept": "text/csv"}, {})
    assert (ours.status_code, b"of ours" in ours.data) == (500, False)
    assert caplog.text.count("RuntimeError: of ours") == 2
    assert said(ours) == said(theirs)
