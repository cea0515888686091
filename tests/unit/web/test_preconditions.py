"""What a reader demands of what is there (RFC 9110, section 13), wherever it reads."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from harvested import harvested, world
from problemdoc import problem

ASKED = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2"})
WEAK = ("/catalog", ASKED, "/regions", "/partnerships.json", "/doc/region/north", "/")
STRONG = ("/dumps/regions.ttl", "/graphs?default")
OLD, LATER = "Mon, 01 Jan 1990 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    root = world(tmp_path_factory.mktemp("preconditions"))
    with harvested(root, root.parent / "state") as app:
        yield app.test_client()


@pytest.mark.parametrize("address", WEAK + STRONG)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_another_tag_412(client: FlaskClient, address: str, method: str) -> None:
    assert client.open(address, method=method).status_code == 200
    for header in ('"x"', 'W/"x"', '"x", "y"'):
        response = client.open(address, method=method, headers={"If-Match": header})
        assert response.status_code == 412
    assert (response.content_type, response.headers["Cache-Control"]) == (
        "application/problem+json",
        "no-store",
    )


@pytest.mark.parametrize("address", STRONG)
def test_the_tag_that_is_there_200_and_in_a_list_too(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    for header in (tag, f'"x", {tag}', "*"):
        assert client.get(address, headers={"If-Match": header}).status_code == 200
    told = problem(client.get(address, headers={"If-Match": '"x"'}), 412, "precondition")
    assert told["detail"] == f'If-Match: "x" does not hold: the entity tag is {tag}.'


@pytest.mark.parametrize("address", WEAK)
def test_a_weak_tag_412_which_says_so_and_any_200(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    told = problem(client.get(address, headers={"If-Match": tag}), 412, "precondition")
    assert f"{tag} is weak, and holds for If-None-Match only" in told["detail"]
    assert client.get(address, headers={"If-Match": "*"}).status_code == 200


def test_what_has_no_tag_412_but_not_for_any(client: FlaskClient) -> None:
    address = "/sparql?" + urlencode({"query": "SELECT (NOW() AS ?now) {}"})
    assert client.get(address, headers={"If-Match": '"x"'}).status_code == 412
    assert client.get(address, headers={"If-Match": "*"}).status_code == 200


def test_if_match_goes_before_if_none_match_and_an_error_before_both(client: FlaskClient) -> None:
    address = STRONG[0]
    tag = client.get(address).headers["ETag"]
    both = {"If-Match": '"x"', "If-None-Match": tag}
    assert client.get(address, headers=both).status_code == 412
    assert client.get(address, headers={**both, "If-Match": tag}).status_code == 304
    assert client.get("/dumps/none.ttl", headers=both).status_code == 404
    assert client.get(address, headers={"If-Match": "x"}).status_code == 400


def test_a_part_of_a_file_that_changed_412(client: FlaskClient) -> None:
    address, part = STRONG[0], {"Range": "bytes=0-9"}
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={**part, "If-Match": '"x"'}).status_code == 412
    got = client.get(address, headers={**part, "If-Match": tag})
    assert (got.status_code, len(got.data)) == (206, 10)


def test_if_unmodified_since_412_where_a_date_is_told(client: FlaskClient) -> None:
    address = STRONG[0]
    date = client.get(address).headers["Last-Modified"]
    for since, status in ((OLD, 412), (date, 200), (LATER, 200), ("no date", 200)):
        response = client.get(address, headers={"If-Unmodified-Since": since})
        assert response.status_code == status
    tag = client.get(address).headers["ETag"]  # which goes before the date
    both = {"If-Unmodified-Since": OLD, "If-Match": tag}
    assert client.get(address, headers=both).status_code == 200
    undated = client.get("/regions", headers={"If-Unmodified-Since": OLD})
    assert undated.status_code == 200
