"""`/sparql` by the SPARQL 1.1 Protocol: each test is named by method, case and status."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from werkzeug.test import TestResponse

from problemdoc import problem

ROW = "SELECT ('100%25 +a' AS ?x) {}"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
GRAPH = "https://w3id.org/smart-regions/graph/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def get(
    client: FlaskClient, query: str, accept: str | None = "text/csv", **more: str
) -> TestResponse:
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", query_string={"query": query, **more}, headers=headers)


def test_get_query_200(client: FlaskClient) -> None:
    response = get(client, "SELECT ('a' AS ?x) {}")
    assert (response.status_code, response.data) == (200, b"x\r\na\r\n")


def test_get_parameter_is_decoded_once_200(client: FlaskClient) -> None:
    assert get(client, ROW).data == b"x\r\n100%25 +a\r\n"


def test_post_form_is_decoded_once_200(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": ROW}, headers={"Accept": "text/csv"})
    assert response.data == b"x\r\n100%25 +a\r\n"


def test_post_direct_200(client: FlaskClient) -> None:
    response = client.post(
        "/sparql", data=ROW.encode(), content_type=DIRECT, headers={"Accept": "text/csv"}
    )
    assert response.data == b"x\r\n100%25 +a\r\n"


def test_post_direct_with_dataset_in_the_address_200(client: FlaskClient) -> None:
    response = client.post(
        f"/sparql?default-graph-uri={quote(GRAPH + 'shapes')}",
        data=COUNT,
        content_type=DIRECT + "; charset=UTF-8",
        headers={"Accept": "text/csv"},
    )
    assert response.data == b"n\r\n1\r\n"


def test_post_direct_utf8_200(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        data="SELECT ('é𝒳' AS ?x) {}".encode(),
        content_type=DIRECT,
        headers={"Accept": "text/csv"},
    )
    assert response.data.decode() == "x\r\né𝒳\r\n"


def test_head_200_without_body(client: FlaskClient) -> None:
    whole = get(client, ROW)
    head = client.head("/sparql", query_string={"query": ROW}, headers={"Accept": "text/csv"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_options_200_tells_methods_and_cors(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://evil.example"})
    assert response.status_code == 200
    assert {m.strip() for m in response.headers["Allow"].split(",")} == {
        "GET", "HEAD", "POST", "OPTIONS",
    }  # fmt: skip
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_405(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method)
    told = problem(response, 405, "method")
    allowed = sorted(each.strip() for each in response.headers["Allow"].split(","))
    assert allowed == ["GET", "HEAD", "OPTIONS", "POST"]
    assert told["detail"] == f"{method} is not allowed here; use {', '.join(allowed)}."
    french = client.open("/sparql", method=method, headers={"Accept-Language": "fr"})
    said = f"{method} n’est pas permis ici\xa0; utilisez {', '.join(allowed)}."
    assert problem(french, 405, "method")["detail"] == said


def test_post_no_query_400(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"default-graph-uri": GRAPH})
    assert "no query" in problem(response, 400, "bad-request")["detail"]


def test_get_empty_query_400(client: FlaskClient) -> None:
    assert "empty" in problem(get(client, ""), 400, "query-syntax")["detail"]


def test_get_two_queries_400(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")
    assert "2 times" in problem(response, 400, "bad-request")["detail"]


def test_post_query_in_address_and_body_400(client: FlaskClient) -> None:
    response = client.post("/sparql?query=ASK%7B%7D", data={"query": "ASK{}"})
    problem(response, 400, "bad-request")
    response = client.post("/sparql?query=ASK%7B%7D", data="ASK{}", content_type=DIRECT)
    problem(response, 400, "bad-request")


def test_post_query_and_update_400(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK{}", "update": "DROP ALL"})
    assert "An update and query" in problem(response, 400, "bad-request")["detail"]


def test_post_update_without_a_registry_403(client: FlaskClient) -> None:
    problem(client.post("/sparql", data={"update": "DROP ALL"}), 403, "forbidden")


def test_get_update_400(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"update": "DROP ALL"})
    assert "by POST" in problem(response, 400, "bad-request")["detail"]


@pytest.mark.parametrize("text", ["DROP ALL", "INSERT DATA { <a> <b> <c> }", "LOAD <http://h/>"])
def test_get_update_as_query_400(client: FlaskClient, text: str) -> None:
    assert "update" in problem(get(client, text), 400, "query-syntax")["detail"]
    assert get(client, COUNT).data != b"n\r\n0\r\n"


def test_post_update_direct_without_a_registry_403(client: FlaskClient) -> None:
    response = client.post("/sparql", data="DROP ALL", content_type="application/sparql-update")
    problem(response, 403, "forbidden")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "",
        DIRECT + "; charset=latin-1",
    ],
)
def test_post_unread_media_type_415(client: FlaskClient, content_type: str) -> None:
    response = client.post("/sparql", data="ASK{}", content_type=content_type)
    problem(response, 415, "media-type")


def test_post_compressed_body_415(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "gzip"}
    response = client.post("/sparql", data=b"\x1f\x8b", content_type=DIRECT, headers=headers)
    problem(response, 415, "media-type")


@pytest.mark.parametrize("raw", ["%FF", "%ED%A0%80", "%C3%28"])
def test_get_broken_utf8_400(client: FlaskClient, raw: str) -> None:
    response = client.get(f"/sparql?query=SELECT+('{raw}'+AS+%3Fx)%7B%7D")
    assert "UTF-8" in problem(response, 400, "bad-request")["detail"]


def test_post_broken_utf8_400(client: FlaskClient) -> None:
    response = client.post("/sparql", data=b"ASK { # \xff\n}", content_type=DIRECT)
    problem(response, 400, "bad-request")
    response = client.post("/sparql", data=b"query=ASK%7B%7D%23%FF", content_type=FORM)
    problem(response, 400, "bad-request")


def test_get_nul_is_data_200(client: FlaskClient) -> None:
    assert get(client, "SELECT ('a\0b' AS ?x) {}").data == b"x\r\na\0b\r\n"


def test_get_unknown_parameter_is_ignored_200(client: FlaskClient) -> None:
    assert get(client, "ASK {}", timeout="5", callback="alert").data == b"true"


def test_get_syntax_error_400_with_line_and_column(client: FlaskClient) -> None:
    document = problem(get(client, "SELECT *\nWHERE { ?s zz:p ?o }"), 400, "query-syntax")
    assert (document["line"], document["column"]) == (2, 12)
    assert document["source"] == "WHERE { ?s zz:p ?o }"
    assert document["caret"] == "           ^"


def test_post_body_over_the_cap_413(client: FlaskClient) -> None:
    """The cap is 8 000 bytes."""
    body = b"ASK {} # " + b"x" * 7_992
    response = client.post("/sparql", data=body, content_type=DIRECT)
    assert "8,000" in problem(response, 413, "request-too-large")["detail"]


def test_post_stream_over_the_cap_is_not_cut_413(client: FlaskClient) -> None:
    """Without Content-Length the frame of the body is only known by reading it."""
    body = b"ASK {} # " + b"x" * 9_000
    response = client.post(
        "/sparql",
        input_stream=io.BytesIO(body),
        content_type=DIRECT,
        environ_overrides={"wsgi.input_terminated": True},
    )
    problem(response, 413, "request-too-large")


def test_post_body_shorter_than_promised_400(client: FlaskClient) -> None:
    """`ASK {}` is a query, and it is not what the client meant to send."""
    response = client.post(
        "/sparql",
        input_stream=io.BytesIO(b"ASK {}"),
        content_type=DIRECT,
        environ_overrides={"CONTENT_LENGTH": "40", "wsgi.input_terminated": True},
    )
    assert "40" in problem(response, 400, "bad-request")["detail"]


def test_get_query_over_the_length_400(client: FlaskClient) -> None:
    text = "ASK {} # " + "x" * 3_992
    assert len(text) == 4_001
    assert "4,000" in problem(get(client, text), 400, "query-refused")["detail"]
    assert get(client, text[:-1]).status_code == 200


def test_get_service_400(client: FlaskClient) -> None:
    text = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert "SERVICE" in problem(get(client, text), 400, "query-refused")["detail"]


def test_get_too_deep_400(client: FlaskClient) -> None:
    problem(get(client, f"SELECT ({'STR(' * 980}1{')' * 980} AS ?x) {{}}"), 400, "query-refused")


def test_get_answer_over_the_cap_413(client: FlaskClient) -> None:
    """The cap is 20 000 bytes; 10^5 rows have more."""
    values = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(5))
    document = problem(get(client, f"SELECT * {{ {values} }}"), 413, "answer-too-large")
    assert "20,000" in document["detail"]


def test_get_default_graph_200(client: FlaskClient) -> None:
    assert get(client, COUNT, **{"default-graph-uri": GRAPH + "shapes"}).data == b"n\r\n1\r\n"


def test_get_unknown_default_graph_200_empty(client: FlaskClient) -> None:
    response = get(client, COUNT, **{"default-graph-uri": "http://127.0.0.1:1/x"})
    assert response.data == b"n\r\n0\r\n"


def test_get_two_default_graphs_200(client: FlaskClient) -> None:
    one, two = quote(GRAPH + "shapes"), quote(GRAPH + "schemes")
    response = client.get(
        f"/sparql?query={quote(COUNT)}&default-graph-uri={one}&default-graph-uri={two}",
        headers={"Accept": "text/csv"},
    )
    assert response.data == b"n\r\n5\r\n"


@pytest.mark.parametrize("place", ["request", "query"])
def test_get_a_graph_that_is_named_twice_counts_once_200(client: FlaskClient, place: str) -> None:
    one, default, named = GRAPH + "shapes", "default-graph-uri", "named-graph-uri"
    for name, clause, text in (
        (default, "FROM", "{ ?s ?p ?o }"),
        (named, "FROM NAMED", "{ GRAPH ?g { ?s ?p ?o } }"),
    ):
        clauses = f"{clause} <{one}> {clause} <{one}>" if place == "query" else ""
        said = f"&{name}={quote(one)}&{name}={quote(one)}" if place == "request" else ""
        query = f"SELECT (COUNT(*) AS ?n) {clauses} {text}"
        answer = client.get(f"/sparql?query={quote(query)}{said}", headers={"Accept": "text/csv"})
        assert answer.data == b"n\r\n1\r\n"


def test_post_a_query_behind_a_byte_order_mark_200(client: FlaskClient) -> None:
    """Some editors put one before a file that is then sent."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    assert client.post("/sparql", data=b"\xef\xbb\xbfASK {}", headers=headers).data == b"true"
    accept = {"Accept": "text/csv"}
    assert client.post("/sparql", data={"query": "\ufeffASK {}"}, headers=accept).data == b"true"
    assert get(client, "\ufeffASK {}").data == b"true"


def test_get_a_variable_twice_200_has_one_column(client: FlaskClient) -> None:
    assert get(client, "SELECT ?x ?y $x { BIND(1 AS ?x) BIND(2 AS ?y) }").data == b"x,y\r\n1,2\r\n"


def test_get_an_update_as_a_query_400_says_how_it_is_sent(client: FlaskClient) -> None:
    document = problem(get(client, "CLEAR ALL"), 400, "query-syntax")
    assert "Send it as update=" in document["detail"]


def test_get_csv_with_a_header_200_and_without_one_406(client: FlaskClient) -> None:
    """RFC 4180, section 3; SPARQL 1.1 Query Results CSV has a header always."""
    for said in ("text/csv; header=present", 'text/csv;header="present";q=0.5'):
        assert get(client, ROW, said).status_code == 200
    problem(get(client, ROW, "text/csv;header=absent"), 406, "not-acceptable")


def test_get_a_term_of_rdf_1_2_in_json_ld_406_names_what_can_hold_it(client: FlaskClient) -> None:
    text = "CONSTRUCT { <a:a> <a:b> ?t } WHERE { BIND(TRIPLE(<a:a>, <a:b>, 1) AS ?t) }"
    document = problem(get(client, text, format="jsonld"), 406, "not-acceptable")
    assert "text/turtle" in document["detail"]


def test_get_named_graph_200(client: FlaskClient) -> None:
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    response = get(client, text, **{"named-graph-uri": GRAPH + "shapes"})
    assert response.data.decode() == f"g\r\n{GRAPH}shapes\r\n"


def test_get_graph_that_is_no_iri_400(client: FlaskClient) -> None:
    problem(get(client, COUNT, **{"default-graph-uri": "a b"}), 400, "query-refused")


SELECTED = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "*/*": "application/sparql-results+json",
    "application/*": "application/sparql-results+json",
    "text/*": "text/csv; charset=utf-8",
    "text/html, */*": "text/html; charset=utf-8",
    "text/html, image/gif, *; q=.2, */*; q=.2": "text/html; charset=utf-8",
    "application/json, text/plain, */*": "application/sparql-results+json",
    "text/html;q=0.5, text/csv;q=0.5": "text/csv; charset=utf-8",
    "TEXT/CSV": "text/csv; charset=utf-8",
    "text/csv; charset=utf-8": "text/csv; charset=utf-8",
    "text/turtle, text/csv;q=0.5": "text/csv; charset=utf-8",
    "text/csv;q=0.2, application/sparql-results+xml;q=0.8": "application/sparql-results+xml",
    "application/sparql-results+json;q=0, */*;q=0.1": "application/sparql-results+xml",
    "image/png, */*;q=0.1": "application/sparql-results+json",
    "text/*, text/csv;q=0": "text/tab-separated-values; charset=utf-8",
    "text/*;q=0.3, text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "*/*;q=0.5, application/*;q=0.1": "text/csv; charset=utf-8",
    "*/*, application/sparql-results+json;q=0.1": "application/sparql-results+xml",
    "text/csv;q=0.001": "text/csv; charset=utf-8",
    "text/csv;header=absent, text/tab-separated-values;q=0.1": (
        "text/tab-separated-values; charset=utf-8"
    ),
    BROWSER: "text/html; charset=utf-8",
}


@pytest.mark.parametrize(("accept", "content_type"), SELECTED.items())
def test_get_select_by_accept_200(client: FlaskClient, accept: str, content_type: str) -> None:
    response = get(client, "SELECT ('a' AS ?x) {}", accept)
    assert response.status_code == 200
    assert response.content_type == content_type
    assert "Accept" in response.vary


@pytest.mark.parametrize("accept", [None, "", " "])
@pytest.mark.parametrize(
    ("query", "content_type"),
    [
        ("SELECT ('a' AS ?x) {}", "text/csv; charset=utf-8"),
        ("ASK {}", "application/sparql-results+json"),
        (CONSTRUCT, "text/turtle; charset=utf-8"),
        ("DESCRIBE <http://e/s>", "text/turtle; charset=utf-8"),
    ],
)
def test_get_no_accept_200(
    client: FlaskClient, accept: str | None, query: str, content_type: str
) -> None:
    """What reads a table from an address without a word gets a table; CSV knows no boolean."""
    response = get(client, query, accept)
    assert (response.status_code, response.content_type) == (200, content_type)


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "text/csv;q=0", "text/turtle"])
def test_get_select_nothing_acceptable_406(client: FlaskClient, accept: str) -> None:
    problem(get(client, "SELECT * {}", accept), 406, "not-acceptable")


@pytest.mark.parametrize(
    ("accept", "format_", "content_type"),
    [
        ("text/turtle", RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
        ("application/n-triples", RdfFormat.N_TRIPLES, "application/n-triples"),
        ("application/rdf+xml", RdfFormat.RDF_XML, "application/rdf+xml"),
        ("application/ld+json", RdfFormat.JSON_LD, "application/ld+json"),
        ("application/trig", RdfFormat.TRIG, "application/trig"),
        ("application/n-quads", RdfFormat.N_QUADS, "application/n-quads"),
        ("*/*", RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
        ("application/json", RdfFormat.JSON_LD, "application/ld+json"),
        ("text/turtle;version=1.2", RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened http://e/;x"',
            RdfFormat.JSON_LD,
            "application/ld+json",
        ),
    ],
)
def test_get_construct_by_accept_200(
    client: FlaskClient, accept: str, format_: RdfFormat, content_type: str
) -> None:
    response = get(client, CONSTRUCT + " LIMIT 7", accept)
    assert response.content_type == content_type
    assert len(list(pyoxigraph.parse(response.data, format=format_))) == 7


def test_get_construct_as_csv_406(client: FlaskClient) -> None:
    problem(get(client, CONSTRUCT, "text/csv"), 406, "not-acceptable")


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("application/sparql-results+json", b'{"head":{},"boolean":true}'),
        ("text/csv", b"true"),
    ],
)
def test_get_ask_200(client: FlaskClient, accept: str, body: bytes) -> None:
    assert get(client, "ASK {}", accept).data == body


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_get_format_wins_over_accept_200(client: FlaskClient, name: str, content_type: str) -> None:
    response = get(client, "SELECT ('a' AS ?x) {}", "text/tab-separated-values", format=name)
    assert response.content_type == content_type


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("ttl", "text/turtle; charset=utf-8"),
        ("xml", "application/rdf+xml"),
        ("json", "application/ld+json"),
    ],
)
def test_get_format_of_a_graph_200(client: FlaskClient, name: str, content_type: str) -> None:
    assert get(client, CONSTRUCT + " LIMIT 1", format=name).content_type == content_type


def test_get_unknown_format_406(client: FlaskClient) -> None:
    document = problem(get(client, "ASK {}", format="pdf"), 406, "not-acceptable")
    assert "csv" in document["detail"]


def test_get_two_formats_400(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK%7B%7D&format=csv&format=json")
    problem(response, 400, "bad-request")


def test_get_same_etag_304(client: FlaskClient) -> None:
    first = get(client, "SELECT ('a' AS ?x) {}")
    headers = {"Accept": "text/csv", "If-None-Match": first.headers["ETag"]}
    again = client.get("/sparql", query_string={"query": "SELECT ('a' AS ?x) {}"}, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    "other",
    [
        {"query": "SELECT ('b' AS ?x) {}"},
        {"format": "json"},
        {"default-graph-uri": GRAPH + "shapes"},
        {"format": "html"},
    ],
)
def test_get_other_request_has_another_etag(client: FlaskClient, other: dict[str, str]) -> None:
    usual = {"query": "SELECT ('a' AS ?x) {}"}
    first = client.get("/sparql", query_string=usual)
    second = client.get("/sparql", query_string=usual | other)
    assert first.headers["ETag"] != second.headers["ETag"]


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_get_volatile_query_has_no_etag(client: FlaskClient, function: str) -> None:
    response = get(client, f"SELECT ({function} AS ?x) {{}}")
    assert "ETag" not in response.headers


def test_get_any_response_may_be_read_by_any_page(client: FlaskClient) -> None:
    for response in (get(client, "ASK {}"), get(client, "nonsense"), client.get("/nowhere")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_get_browser_without_query_200_form(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert '<textarea id="query" name="query"' in response.text


def test_get_browser_200_table_with_its_limit_said(client: FlaskClient) -> None:
    """Three rows are shown of four; the rest is one click away."""
    text = "SELECT ?x { VALUES ?x { 'one' 'two' 'three' 'four' } }"
    page = get(client, text, BROWSER).text
    assert page.count("<tr><td") == 3
    assert "4 rows; the first 3 are shown" in page
    assert 'href="/sparql.csv?query=SELECT' in page


def test_get_browser_syntax_error_400_page(client: FlaskClient) -> None:
    response = get(client, "SELECT * { ?s zz:p <b>x</b> }", BROWSER)
    assert response.status_code == 400
    assert response.content_type == "text/html; charset=utf-8"
    assert "Line 1, column 15" in response.text
    shown = "SELECT * { ?s zz:p &lt;b&gt;x&lt;/b&gt; }\n              ^</code>"
    assert shown in response.text
    assert "&lt;b&gt;x&lt;/b&gt; }</textarea>" in response.text, "it can be mended at once"


def test_get_browser_graph_200_turtle(client: FlaskClient) -> None:
    response = get(client, "CONSTRUCT { <http://e/a> <http://e/b> '<i>' } {}", BROWSER)
    assert "&lt;http://e/a&gt; &lt;http://e/b&gt; &#34;&lt;i&gt;&#34;" in response.text


def test_post_service_answers_as_get_does(client: FlaskClient) -> None:
    by_get = get(client, "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3", "application/json")
    by_post = client.post(
        "/sparql",
        data={"query": "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3"},
        headers={"Accept": "application/json"},
    )
    assert json.loads(by_get.data) == json.loads(by_post.data)
