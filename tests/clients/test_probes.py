"""What released SPARQL servers were found to get wrong, asked of ours over a real connection."""

from __future__ import annotations

import gzip
import http.client
import json
import shutil
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

import smallworld
from clients.running import running
from smartregions.namespaces import SR

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ANY = "{ ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@dataclass(frozen=True)
class Reply:
    """A whole response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers["content-type"]

    @property
    def problem(self) -> Mapping[str, Any]:
        assert self.kind == "application/problem+json"
        found: Mapping[str, Any] = json.loads(self.body)
        assert found["status"] == self.status
        return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("probes")
    with running(smallworld.write(root / "corpus"), root / "state") as address:
        yield address


@pytest.fixture
def port(address: str) -> int:
    port = urlsplit(address).port
    assert port
    return port


def send(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, told, response.read())
    finally:
        connection.close()


def ask(port: int, query: str, accept: str = "text/csv", **more: str) -> Reply:
    return send(port, "/sparql?" + urlencode({"query": query, **more}), Accept=accept)


def test_a_type_that_does_not_exist_406(port: int) -> None:
    assert ask(port, "ASK {}", "image/png").problem["type"].endswith("#not-acceptable")


def test_a_pasted_link_is_a_page_200(port: int) -> None:
    reply = ask(port, "SELECT ('a' AS ?x) {}", BROWSER)
    assert (reply.status, reply.kind) == (200, "text/html; charset=utf-8")
    assert b"<td" in reply.body


def test_tsv_200_to_the_letter(port: int) -> None:
    reply = ask(port, "SELECT (<http://e/> AS ?x) ('a' AS ?y) {}", "text/tab-separated-values")
    assert reply.body == b'?x\t?y\n<http://e/>\t"a"\n'


def test_csv_200_to_the_letter(port: int) -> None:
    reply = ask(port, "SELECT (<http://e/> AS ?x) ('a,b' AS ?y) {}")
    assert reply.body == b'x,y\r\nhttp://e/,"a,b"\r\n'


def test_describe_200_is_what_it_says_it_is(port: int) -> None:
    reply = ask(port, "DESCRIBE ?s { ?s ?p 30 }", "text/turtle")
    assert (reply.status, reply.kind) == (200, "text/turtle; charset=utf-8")
    assert b'rdfs:label "' in reply.body


def test_the_short_form_of_construct_200(port: int) -> None:
    reply = ask(port, "CONSTRUCT WHERE { ?s ?p 30 }", "application/n-triples")
    assert (reply.status, reply.body.count(b"\n")) == (200, 1)


def test_ask_as_csv_200_and_construct_as_results_406(port: int) -> None:
    assert ask(port, "ASK {}").body == b"true"
    reply = ask(port, "CONSTRUCT WHERE { ?s ?p ?o }", "application/sparql-results+json")
    assert "text/turtle" in reply.problem["detail"] and reply.status == 406
    assert ask(port, "ASK {}").status == 200


def test_a_form_is_decoded_once_200(port: int) -> None:
    body = urlencode({"query": "SELECT ('100%25 +a' AS ?x) {}"}).encode()
    reply = send(port, "/sparql", "POST", body, Content_Type=FORM, Accept="text/csv")
    assert reply.body == b"x\r\n100%25 +a\r\n"


def test_two_queries_400(port: int) -> None:
    assert send(port, "/sparql?query=ASK%7B%7D&query=ASK%7B%7D").problem["status"] == 400


def test_an_unknown_default_graph_200_is_empty(port: int) -> None:
    assert ask(port, COUNT).body != b"n\r\n0\r\n"
    unknown = {"default-graph-uri": "http://127.0.0.1:1/unknown"}
    assert ask(port, COUNT, **unknown).body == b"n\r\n0\r\n"


def test_head_and_options_200(port: int) -> None:
    path = "/sparql?" + urlencode({"query": COUNT})
    whole, head = send(port, path), send(port, path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))
    options = send(port, "/sparql", "OPTIONS")
    assert (options.status, options.body) == (200, b"")
    assert "HEAD" in options.headers["allow"]


def test_a_syntax_error_400_has_line_column_and_caret(port: int) -> None:
    found = ask(port, "SELECT *\n WHERE ?s ?p ?o").problem
    assert (found["line"], found["column"]) == (2, 8)
    assert (found["source"], found["caret"]) == (" WHERE ?s ?p ?o", "       ^")


def test_an_undeclared_prefix_400_says_what_to_add(port: int) -> None:
    found = ask(port, "SELECT * { ?s rdfs:label ?o }").problem
    assert "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>" in found["detail"]


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_service_400_calls_nobody(port: int, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/secret"
        reply = ask(port, f"SELECT * {{ SERVICE {silent}<{there}> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert reply.problem["type"].endswith("#query-refused")


def test_from_200_fetches_nothing(port: int, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://e/secret> <http://e/p> 1 .")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for name in (secret.as_uri(), there):
            for clause in ("FROM", "FROM NAMED"):
                query = f"SELECT * {clause} <{name}> {{ {ANY} UNION {{ GRAPH ?g {ANY} }} }}"
                assert ask(port, query).body.count(b"\r\n") == 1
        with pytest.raises(TimeoutError):
            listener.accept()


def test_gzip_etag_and_cache_control_are_there(port: int) -> None:
    query = "SELECT * { ?s ?p ?o }"
    path = "/sparql?" + urlencode({"query": query})
    whole = send(port, path, Accept="text/csv")
    coded = send(port, path, Accept="text/csv", Accept_Encoding="gzip")
    assert coded.headers["content-encoding"] == "gzip"
    assert gzip.decompress(coded.body) == whole.body
    assert whole.headers["cache-control"] == "no-cache"
    again = send(port, path, Accept="text/csv", If_None_Match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_a_cross_join_503_and_meanwhile_others_are_served(port: int) -> None:
    found: list[Reply] = []
    slow = threading.Thread(target=lambda: found.append(ask(port, CROSS, timeout="2")))
    slow.start()
    assert ask(port, "ASK {}").body == b"true"
    assert send(port, "/health").status == 200
    slow.join()
    assert found[0].status == 503
    assert found[0].problem["type"].endswith("#deadline")
    assert "2 seconds" in found[0].problem["detail"]
    assert "retry-after" in found[0].headers


def test_the_same_link_serves_browser_curl_and_what_reads_tables(address: str) -> None:
    """pandas opens an address by urllib, which sends no Accept and refuses codings."""
    query = urlencode({"query": f"SELECT ?size {{ ?s <{SR}size> ?size }} ORDER BY ?size"})
    link = f"{address}sparql?{query}"
    with urllib.request.urlopen(urllib.request.Request(link, headers={})) as response:
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "Content-Encoding" not in response.headers
        assert response.read() == b"size\r\n5\r\n20\r\n30\r\n"
    if curl := shutil.which("curl"):
        done = subprocess.run([curl, "-s", link], capture_output=True, timeout=30, check=True)
        assert len(json.loads(done.stdout)["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    "raw", ["%00", "%ED%A0%80", "%FF", "%C0%AF", "%F4%90%80%80", "%EF%BF%BF", "%0B"]
)
def test_strange_characters_are_answered_400_or_as_data_200(port: int, raw: str) -> None:
    reply = send(port, f"/sparql?query=SELECT+('{raw}'+AS+%3Fx)%7B%7D", Accept="text/csv")
    is_data = raw in ("%00", "%EF%BF%BF", "%0B")
    assert reply.status == (200 if is_data else 400)


@pytest.mark.parametrize("length", [2_000_000, 10_000_000])
@pytest.mark.parametrize(("chunked", "status"), [(True, b"411"), (False, b"413")])
def test_a_query_of_megabytes_is_refused(
    port: int, length: int, chunked: bool, status: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        frame = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {length}"
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n{frame}\r\n\r\n"
        connection.sendall(head.encode())
        writer = threading.Thread(target=_send_body, args=(connection, length, chunked))
        writer.start()
        reply = connection.recv(65_536)
        writer.join(60)
    assert reply.startswith(b"HTTP/1.1 " + status), reply
    assert send(port, "/health").status == 200


def _send_body(connection: socket.socket, length: int, chunked: bool) -> None:
    part = b"#" * 100_000
    try:
        for _ in range(length // len(part)):
            connection.sendall(b"186a0\r\n%s\r\n" % part if chunked else part)
        connection.sendall(b"0\r\n\r\n" if chunked else b"")
    except OSError:
        return  # the server has answered and closed


def test_a_body_that_ends_early_is_no_query(port: int) -> None:
    """Twice, since the first could have been kept for the second."""
    whole = send(port, "/sparql", "POST", b"ASK {}", Content_Type=DIRECT)
    assert whole.status == 200
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
            connection.sendall(f"{head}Content-Length: 40\r\n\r\nASK {{}}".encode())
            connection.shutdown(socket.SHUT_WR)
            reply = connection.recv(65_536)
        assert not reply.startswith(b"HTTP/1.1 200"), reply


@pytest.mark.parametrize(
    "accept",
    [
        "*/*;q=0",
        "text/csv" + ", image/png" * 700,
        "text/csv;q=2",
        "text/csv;q=-1",
        "text/csv;q=nan",
        ";;;",
        "/",
        "*",
        "text/*/csv",
        'text/csv;x="',
        "\u00e9",
    ],
)
def test_strange_accepts_never_500(port: int, accept: str) -> None:
    reply = ask(port, "SELECT ('a' AS ?x) {}", accept)
    assert reply.status in (200, 406)
    if reply.status == 406:
        assert reply.problem["type"].endswith("#not-acceptable")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_405(port: int, method: str) -> None:
    reply = send(port, "/sparql", method)
    assert reply.status == 405
    assert "GET" in reply.headers["allow"]


def test_a_preflight_lets_pages_read_and_not_write(port: int) -> None:
    asked = {"Origin": "https://evil.example", "Access_Control_Request_Method": "PUT"}
    reply = send(port, "/sparql", "OPTIONS", **asked)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    assert "PUT" not in reply.headers["access-control-allow-methods"]
    assert "authorization" not in reply.headers["access-control-allow-headers"].lower()


def test_a_foreign_host_is_nowhere_in_an_answer(port: int) -> None:
    for path in ("/", "/sparql", "/openapi.json", "/docs", "/queries", "/nowhere"):
        reply = send(port, path, Host="evil.example", X_Forwarded_Host="evil.example")
        assert b"evil" not in reply.body and "evil" not in str(reply.headers)
