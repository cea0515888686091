"""`/static/`: coded as asked, by ranges, and kept for good under the address that a page names."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import zstandard
from flask.testing import FlaskClient

from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.assets import FOLDER, UNCHANGING
from smartregions.web.service import Service

EDITOR = "vendor/yasqe.min.js"
PATH = f"/static/{EDITOR}"
CONTENT = (FOLDER / EDITOR).read_bytes()
DECODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": zstandard.decompress,
    "identity": lambda body: body,
}


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    """With the usual bounds on the length of answers."""
    return create_app(replace(service, settings=Settings())).test_client()


@pytest.mark.parametrize("coding", DECODED)
def test_get_a_file_is_coded_as_the_client_asks(client: FlaskClient, coding: str) -> None:
    response = client.get(PATH, headers={"Accept-Encoding": coding})
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding", "identity") == coding
    assert DECODED[coding](response.data) == CONTENT
    assert "Accept-Encoding" in response.vary
    assert response.content_type == "text/javascript; charset=utf-8"
    if coding != "identity":
        assert len(response.data) < len(CONTENT) / 3


def test_get_without_accept_encoding_is_as_it_is(client: FlaskClient) -> None:
    response = client.get(PATH)
    assert response.data == CONTENT and "Content-Encoding" not in response.headers


def test_each_coding_has_a_tag_of_its_own_304(client: FlaskClient) -> None:
    tags = {}
    for coding in DECODED:
        asked = {"Accept-Encoding": coding}
        tags[coding] = client.get(PATH, headers=asked).headers["ETag"]
        again = client.get(PATH, headers={**asked, "If-None-Match": tags[coding]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tags[coding] and "Accept-Encoding" in again.vary
    assert len(set(tags.values())) == len(tags)
    other = {"Accept-Encoding": "gzip", "If-None-Match": tags["zstd"]}
    assert client.get(PATH, headers=other).status_code == 200


@pytest.mark.parametrize("coding", DECODED)
def test_head_is_as_get_without_the_body(client: FlaskClient, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    whole, head = client.get(PATH, headers=asked), client.head(PATH, headers=asked)
    assert head.data == b"" and head.status_code == 200
    assert int(head.headers["Content-Length"]) == len(whole.data)
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("coding", DECODED)
def test_get_a_range_is_a_part_of_the_coded_file_206(client: FlaskClient, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    whole = client.get(PATH, headers=asked)
    part = client.get(PATH, headers={**asked, "Range": "bytes=100-199"})
    assert part.status_code == 206 and part.data == whole.data[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
    assert part.headers.get("Content-Encoding") == whole.headers.get("Content-Encoding")
    last = client.get(PATH, headers={**asked, "Range": "bytes=-7"})
    assert last.data == whole.data[-7:]
    changed = {**asked, "Range": "bytes=0-9", "If-Range": '"another"'}
    assert client.get(PATH, headers=changed).status_code == 200
    same = {**changed, "If-Range": whole.headers["ETag"]}
    assert client.get(PATH, headers=same).status_code == 206


def test_get_a_range_beyond_the_end_416(client: FlaskClient) -> None:
    response = client.get(PATH, headers={"Range": "bytes=9999999-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_get_what_a_page_names_never_changes(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(named) > 4
    for address in named:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == UNCHANGING


@pytest.mark.parametrize("version", ["", "?v=", "?v=0123456789abcdef"])
def test_get_without_the_version_is_asked_about_each_time(
    client: FlaskClient, version: str
) -> None:
    response = client.get(f"{PATH}{version}")
    assert response.headers["Cache-Control"] == "no-cache" and response.data == CONTENT


def test_get_a_short_file_is_not_coded(client: FlaskClient) -> None:
    response = client.get("/static/mark.svg", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers and response.mimetype == "image/svg+xml"


@pytest.mark.parametrize("name", ["nothing.css", "vendor", "", "../assets.py", "vendor/../x"])
def test_get_what_is_no_file_404(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
