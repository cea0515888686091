"""Content codings: who gets gzip, who zstd, and that every one is the same answer."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from flask.testing import FlaskClient

from problemdoc import problem
from smartregions.errors import NotAcceptable
from smartregions.web.coding import SHORT, chosen

LONG = "SELECT ?x { VALUES ?x { " + " ".join(f"'value{n}'" for n in range(200)) + " } }"
BROWSER = "gzip, deflate, br, zstd"
DECODE = {"gzip": gzip.decompress, "zstd": zstandard.decompress, None: bytes}


def get(client: FlaskClient, coding: str | None, query: str = LONG, **headers: str):  # type: ignore[no-untyped-def]
    sent = {"Accept": "text/csv", **headers}
    if coding is not None:
        sent["Accept-Encoding"] = coding
    return client.get("/sparql", query_string={"query": query}, headers=sent)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("identity", "identity"),
        (BROWSER, "zstd"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0.2", "gzip"),
        ("br", "identity"),
        ("*", "gzip"),
        ("*;q=0.5, gzip;q=0", "zstd"),
        ("gzip;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("*;q=0, zstd", "zstd"),
        ("gzip;q=nonsense", "identity"),
        (";;,,=", "identity"),
    ],
)
def test_the_coding_is_the_one_that_the_client_weighs_most(header: str | None, coding: str) -> None:
    assert chosen(header, SHORT) == coding


@pytest.mark.parametrize(
    ("header", "coding"),
    [("gzip", "identity"), ("identity;q=0, gzip", "gzip"), ("*;q=0, zstd", "zstd")],
)
def test_a_short_body_is_coded_only_for_who_takes_nothing_else(header: str, coding: str) -> None:
    assert chosen(header, SHORT - 1) == coding


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "br, identity;q=0"])
def test_get_no_coding_acceptable_406(client: FlaskClient, header: str) -> None:
    with pytest.raises(NotAcceptable):
        chosen(header, SHORT)
    document = problem(get(client, header), 406, "not-acceptable")
    assert "identity" in document["detail"]


@pytest.mark.parametrize("coding", ["gzip", "zstd", None])
def test_get_200_is_the_same_answer_in_every_coding(
    client: FlaskClient, coding: str | None
) -> None:
    plain, coded = get(client, None), get(client, coding)
    assert coded.headers.get("Content-Encoding") == coding
    assert DECODE[coding](coded.data) == plain.data
    assert int(coded.headers["Content-Length"]) == len(coded.data)
    assert {"Accept", "Accept-Encoding"} <= set(coded.vary)
    assert coded.headers["ETag"] == plain.headers["ETag"]
    assert coded.headers["ETag"].startswith("W/")


def test_get_200_is_shorter_when_coded(client: FlaskClient) -> None:
    assert len(get(client, "gzip").data) < len(get(client, None).data) / 2


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_head_200_says_what_get_does(client: FlaskClient, coding: str) -> None:
    headers = {"Accept": "text/csv", "Accept-Encoding": coding}
    query = LONG.replace("?x", f"?{coding}")
    for _ in range(2):
        head = client.head("/sparql", query_string={"query": query}, headers=headers)
        whole = client.get("/sparql", query_string={"query": query}, headers=headers)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers == whole.headers


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_get_304_whatever_coding_the_client_has(client: FlaskClient, coding: str) -> None:
    tag = get(client, "gzip").headers["ETag"]
    response = get(client, coding, **{"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")
    assert "Content-Encoding" not in response.headers
    assert {"Accept", "Accept-Encoding"} <= set(response.vary)


def test_get_400_is_not_coded(client: FlaskClient) -> None:
    """A problem says how to mend it, also to who can read little."""
    response = get(client, "gzip", "SELECT * { ?s zz:p 1 } # " + "x" * 2_000)
    problem(response, 400, "query-syntax")
    assert "Content-Encoding" not in response.headers


def test_get_page_200_is_coded(client: FlaskClient) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    response = client.get("/sparql", headers=headers)
    assert b"<textarea" in gzip.decompress(response.data)
