"""`/search`: a page and JSON, in the language of the request, and inert."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}


def found(client: FlaskClient, question: str, **more: str) -> list[str]:
    answer = client.get("/search.json", query_string={"q": question, **more}).get_json()
    return [result["label"] for result in answer["results"]]


def test_a_thing_is_found_in_any_language_and_named_in_that_of_the_request(
    client: FlaskClient,
) -> None:
    assert found(client, "nord") == ["North"]
    assert found(client, "nord", lang="fr") == ["Nord"]
    assert found(client, "ile") == ["L'Île"]
    (result,) = client.get("/search.json?q=nord").get_json()["results"]
    assert result["kind"] == "Region" and result["also"] == "Nord"
    assert client.get(result["address"], headers=BROWSER).status_code == 200


def test_the_page_lists_what_json_lists(client: FlaskClient) -> None:
    page = client.get("/search?q=o", headers=BROWSER | {"Accept-Language": "fr"})
    assert "Rechercher" in page.text and "Région" in page.text
    answer = client.get("/search?q=o", headers={"Accept": "application/json"}).get_json()
    assert answer["total"] == 1 and "One" in page.text


def test_results_are_paged(client: FlaskClient) -> None:
    first = client.get("/search.json?q=nord&limit=0").get_json()
    assert (first["total"], first["results"]) == (1, [])
    behind = client.get("/search.json?q=nord&start=1").get_json()
    assert (behind["total"], behind["results"]) == (1, []) and "next" not in behind


@pytest.mark.parametrize("address", ["/search", "/search?q=", "/search?q=zzz", "/search?q=%25%2A"])
def test_nothing_found_is_said(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 200 and "<ol" not in response.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search?q=" + "a" * 201, 400),
        ("/search?q=a&start=-1", 400),
        ("/search?q=a&limit=1000", 400),
        ("/search?q=%FF", 400),
        ("/search.ttl?q=a", 406),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address, headers={"Accept": "application/json"}).status_code == status


def test_a_question_is_inert_in_its_page(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'}, headers=BROWSER)
    assert "<script>alert" not in page.text


def test_results_that_the_client_has_are_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/search.json?q=nord").headers["ETag"]
    again = client.get("/search.json?q=nord", headers={"If-None-Match": tag})
    assert again.status_code == 304
