"""A request that leaves open where it ends, or for whom it is, is refused and its line closed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from problemdoc import problem


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
    no_host = {"HTTP_HOST": "", "SERVER_PROTOCOL": "HTTP/1.0"}
    assert client.get("/health", environ_overrides=no_host).status_code == 200


@pytest.mark.parametrize("host", ["x", "x:", "x:80", "127.0.0.1:8000", "[::1]:80", "a-b.c_d"])
def test_a_host_of_any_form_is_answered_on_a_line_that_stays(
    client: FlaskClient, host: str
) -> None:
    response = client.get("/health", environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 200
    assert "Connection" not in response.headers
