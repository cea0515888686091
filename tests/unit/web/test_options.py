"""`format=`, `timeout=` and addresses that end like files, on `/sparql` and `/queries`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import smallworld
from problemdoc import problem
from smartregions import corpus
from smartregions.index import Answer, Query, Started
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import load
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

SELECT = "SELECT ('a' AS ?x) {}"
CONSTRUCT = "CONSTRUCT { <http://e/s> <http://e/p> 1 } {}"
SIZES = "/queries/regions/sizes"
DIRECT = "application/sparql-query"
JSON_TYPE = "application/sparql-results+json"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Timed(MemoryIndex):
    """An index that notes what time it is given, and takes as much as it needs."""

    given: list[float | None] = []

    def query(self, query: Query, started: Started | None = None) -> Answer:
        self.given.append(query.seconds)
        return super().query(replace(query, seconds=None), started)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Timed]:
    index = Timed(Limits(), 60, 4)
    gather(corpus.find(smallworld.write(tmp_path)), index)
    Timed.given = []
    yield index


@pytest.fixture
def timed(index: Timed, tmp_path: Path) -> FlaskClient:
    return create_app(Service(Settings(), index, load(tmp_path / "queries"))).test_client()


@pytest.mark.parametrize(("text", "seconds"), [("5", 5.0), ("0.5", 0.5), (".5", 0.5), ("900", 900)])
def test_get_timeout_200_reaches_the_index(
    timed: FlaskClient, index: Timed, text: str, seconds: float
) -> None:
    """Which lowers it to its own limit where that is less."""
    assert timed.get("/sparql", query_string={"query": SELECT, "timeout": text}).status_code == 200
    assert timed.get(SIZES, query_string={"timeout": text}).status_code == 200
    assert index.given[0] == index.given[-1] == seconds


@pytest.mark.parametrize("how", ["form", "direct", "question", "empty"])
def test_timeout_200_by_every_way(timed: FlaskClient, index: Timed, how: str) -> None:
    if how == "form":
        timed.post("/sparql", data={"query": SELECT, "timeout": "3"})
    elif how == "direct":
        timed.post("/sparql?timeout=3", data=SELECT, content_type=DIRECT)
    elif how == "question":
        timed.get(SIZES + "?timeout=3")
    else:
        timed.get("/sparql", query_string={"query": SELECT, "timeout": ""})
    assert index.given == [None if how == "empty" else 3.0]


@pytest.mark.parametrize(
    "text", ["0", "0.0", "-1", "soon", "1e3", "inf", "nan", "1,5", "٣", "1_0", " 1", "9" * 400]
)
def test_get_timeout_that_is_no_time_400(client: FlaskClient, text: str) -> None:
    response = client.get("/sparql", query_string={"query": SELECT, "timeout": text})
    assert "timeout" in problem(response, 400, "bad-request")["detail"]
    problem(client.get(SIZES, query_string={"timeout": text}), 400, "bad-request")


def test_get_two_timeouts_400(client: FlaskClient) -> None:
    problem(client.get("/sparql?query=ASK%7B%7D&timeout=1&timeout=2"), 400, "bad-request")


def test_get_timeout_that_ends_503(client: FlaskClient) -> None:
    """A cube of VALUES takes minutes; a tenth of a second is over soon."""
    values = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(90)))} }}" for n in range(4))
    query = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"
    response = client.get("/sparql", query_string={"query": query, "timeout": "0.1"})
    assert "0.1 seconds" in problem(response, 503, "deadline")["detail"]
    assert "Retry-After" in response.headers


def test_get_an_answer_in_time_is_for_all_who_wait_longer(timed: FlaskClient, index: Timed) -> None:
    for seconds in ("5", "6", ""):
        timed.get("/sparql", query_string={"query": SELECT, "timeout": seconds})
    assert index.given == [5.0]


def test_get_format_200_whose_plus_was_read_as_a_space(client: FlaskClient) -> None:
    response = client.get(f"/sparql?query=ASK%7B%7D&format={JSON_TYPE}")
    assert (response.status_code, response.content_type) == (200, JSON_TYPE)


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("json", "application/sparql-results+json"),
        ("srj", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("CSV", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_get_suffix_wins_over_accept_200(
    client: FlaskClient, suffix: str, content_type: str
) -> None:
    for headers in (BROWSER, {"Accept": "image/png"}, {}):
        response = client.get(f"/sparql.{suffix}", query_string={"query": SELECT}, headers=headers)
        assert (response.status_code, response.content_type) == (200, content_type)
        response = client.get(f"{SIZES}.{suffix}?region=north", headers=headers)
        assert (response.status_code, response.content_type) == (200, content_type)
        assert b"30" in response.data


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("ttl", "text/turtle; charset=utf-8"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
        ("xml", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
        ("trig", "application/trig"),
        ("nq", "application/n-quads"),
    ],
)
def test_get_suffix_of_a_graph_200(client: FlaskClient, suffix: str, content_type: str) -> None:
    response = client.get(f"/sparql.{suffix}", query_string={"query": CONSTRUCT}, headers=BROWSER)
    assert (response.status_code, response.content_type) == (200, content_type)


def test_post_suffix_200(client: FlaskClient) -> None:
    for response in (
        client.post("/sparql.csv", data={"query": SELECT}),
        client.post("/sparql.csv", data=SELECT, content_type=DIRECT),
    ):
        assert response.data == b"x\r\na\r\n"


def test_head_suffix_200(client: FlaskClient) -> None:
    response = client.head("/sparql.csv", query_string={"query": SELECT})
    assert (response.status_code, response.content_type) == (200, "text/csv; charset=utf-8")


def test_get_suffix_of_the_other_form_406(client: FlaskClient) -> None:
    document = problem(
        client.get("/sparql.ttl", query_string={"query": SELECT}), 406, "not-acceptable"
    )
    assert "text/csv" in document["detail"]


@pytest.mark.parametrize("address", ["/sparql.pdf", "/sparql.", SIZES + ".pdf", "/queries.pdf"])
def test_get_unknown_suffix_404(client: FlaskClient, address: str) -> None:
    problem(client.get(address, query_string={"query": SELECT}), 404, "not-found")


def test_get_unknown_suffix_names_those_that_exist(client: FlaskClient) -> None:
    assert ".csv" in client.get("/sparql.pdf?query=ASK%7B%7D").get_json(force=True)["detail"]


def test_get_suffix_and_format_agree_200_or_400(client: FlaskClient) -> None:
    both = {"query": SELECT, "format": "text/csv"}
    assert client.get("/sparql.csv", query_string=both).status_code == 200
    both["format"] = "text/html"
    assert client.get("/sparql.html", query_string=both).status_code == 200
    both["format"] = "nonsense"
    problem(client.get("/sparql.html", query_string=both), 400, "bad-request")
    both["format"] = "text/csv"
    document = problem(client.get("/sparql.tsv", query_string=both), 400, "bad-request")
    assert ".tsv" in document["detail"] and "text/csv" in document["detail"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("format=tsv&format=text/tab-separated-values", 200),
        ("format=tsv&format=", 200),
        ("format=json&format=application/sparql-results%2Bjson,application/json", 200),
        ("format=csv&format=spoken", 200),
        ("format=csv&format=spreadsheet", 400),
        ("format=csv,tsv", 400),
        ("format=html&format=csv", 400),
        ("format=spoken&format=written", 406),
    ],
)
def test_get_format_by_several_names_must_mean_one(
    client: FlaskClient, said: str, status: int
) -> None:
    response = client.get(f"/sparql?query={SELECT.replace(' ', '+').replace('?', '%3F')}&{said}")
    assert response.status_code == status, response.text


def test_a_page_leads_to_each_representation(client: FlaskClient) -> None:
    for address in (f"{SIZES}?region=north", f"{SIZES}.html?region=north"):
        page = client.get(address, headers=BROWSER).text
        assert f'href="{SIZES}.csv?region=north"' in page
    assert client.get(f"{SIZES}.csv?region=north").text.count("\r\n") == 2


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (BROWSER["Accept"], "text/html; charset=utf-8"),
        ("text/html;q=0.1, application/json;q=0.2", "application/json"),
    ],
)
def test_get_list_by_accept_200(client: FlaskClient, accept: str | None, content_type: str) -> None:
    response = client.get("/queries", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.content_type) == (200, content_type)
    assert "Accept" in response.vary


def test_get_list_406(client: FlaskClient) -> None:
    for response in (
        client.get("/queries", headers={"Accept": "image/png"}),
        client.get("/queries?format=csv"),
        client.get("/queries.csv"),
    ):
        assert "application/json" in problem(response, 406, "not-acceptable")["detail"]


def test_get_list_by_suffix_200(client: FlaskClient) -> None:
    assert client.get("/queries.json", headers=BROWSER).content_type == "application/json"
    assert client.get("/queries.html").content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("address", [SIZES, SIZES + ".csv", "/queries"])
def test_options_200_reading_only(client: FlaskClient, address: str) -> None:
    response = client.options(address, headers={"Origin": "https://e.example"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_405(client: FlaskClient, method: str) -> None:
    response = client.open(SIZES, method=method)
    problem(response, 405, "method")
    assert {m.strip() for m in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_get_graph_that_xml_cannot_hold_406_or_the_next_best(client: FlaskClient) -> None:
    """`http://e/1` has no end that is a name in XML."""
    query = {"query": "CONSTRUCT { <http://e/s> <http://e/1> 2 } {}"}
    rdf_xml = client.get("/sparql", query_string=query, headers={"Accept": "application/rdf+xml"})
    assert "text/turtle" in problem(rdf_xml, 406, "not-acceptable")["detail"]
    both = {"Accept": "application/rdf+xml, application/n-triples;q=0.5"}
    response = client.get("/sparql", query_string=query, headers=both)
    assert (response.status_code, response.content_type) == (200, "application/n-triples")


def test_get_results_that_xml_cannot_hold_406_or_the_next_best(client: FlaskClient) -> None:
    query = {"query": "SELECT ('a\0b' AS ?x) {}"}
    xml = {"Accept": "application/sparql-results+xml"}
    response = client.get("/sparql", query_string=query, headers=xml)
    assert "text/csv" in problem(response, 406, "not-acceptable")["detail"]
    xml["Accept"] += ", text/csv;q=0.5"
    assert client.get("/sparql", query_string=query, headers=xml).data == b"x\r\na\0b\r\n"
