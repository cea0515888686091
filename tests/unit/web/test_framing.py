"""A request that leaves open where it ends, or for whom it is, is refused and its line closed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from problemdoc import problem
from smartregions.web.framing import LONGEST_HEADER


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/sparql", "/queries", "/nothing"])
@pytest.mark.parametrize("coding", ["chunked", "gzip, chunked", "identity", ""])
def test_a_body_has_a_length(client: FlaskClient, method: str, path: str, coding: str) -> None:
    response = client.open(
        path,
        method=method,
        data=b"ASK {}",
        content_type="application/sparql-query",
        headers={"Transfer-Encoding": coding},
    )
    problem(response, 411, "length-required")
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize("host", ["", "x,y", "x y", "x/", "x:y", "a@b", "[::1", "x:1:2", "é"])
def test_a_request_names_one_host(client: FlaskClient, host: str) -> None:
    response = client.get("/health", environ_overrides={"HTTP_HOST": host})
    problem(response, 400, "bad-request")
    assert response.headers["Connection"] == "close"


def test_a_missing_host_is_refused_from_http_1_1_on(client: FlaskClient) -> None:
    for protocol in ("HTTP/1.0", "HTTP/1"):  # as the server says
        no_host = {"HTTP_HOST": "", "SERVER_PROTOCOL": protocol}
        assert client.get("/health", environ_overrides=no_host).status_code == 200


@pytest.mark.parametrize(
    "name", ["Accept", "If-None-Match", "Content-Type", "Accept-Language", "Range"]
)
def test_a_header_that_is_too_long_is_not_taken_apart(client: FlaskClient, name: str) -> None:
    headers = {name: "a/b" + " " * LONGEST_HEADER + "x"}
    response = client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers)
    told = problem(response, 400, "bad-request")
    assert told["detail"] == f"The header {name} is longer than 10,000 characters."
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize("method", ["get", "HEAd", "Post"])
def test_a_method_in_other_letters_is_none(client: FlaskClient, method: str) -> None:
    response = client.get("/health", environ_overrides={"REQUEST_METHOD": method})
    problem(response, 400, "bad-request")


@pytest.mark.parametrize("host", ["x", "x:", "x:80", "127.0.0.1:8000", "[::1]:80", "a-b.c_d"])
def test_a_host_of_any_form_is_answered_on_a_line_that_stays(
    client: FlaskClient, host: str
) -> None:
    response = client.get("/health", environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 200
    assert "Connection" not in response.headers


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
@pytest.mark.parametrize(
    "date", ["Thu, 26 Nov 9999999999 10:00:00 GMT", "Thu, 26 Nov 2026 10:00:00 +9999999999"]
)
@pytest.mark.parametrize("path", ["/regions", "/sparql?query=ASK{}", "/queries.json", "/catalog"])
def test_a_condition_with_a_date_that_is_none_is_ignored(
    client: FlaskClient, name: str, date: str, path: str
) -> None:
    given = {name: date, "Range": "bytes=0-"} if name == "If-Range" else {name: date}
    assert client.get(path, headers=given).status_code == client.get(path).status_code
