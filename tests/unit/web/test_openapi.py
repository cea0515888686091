"""The API's description: whole, well-formed, and true of the routes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from smartregions.web import create_app, protocol
from smartregions.web.openapi import METHODS, document
from smartregions.web.problem_types import PROBLEMS, TYPES
from smartregions.web.service import Service

Document = dict[str, Any]


@pytest.fixture
def api(client: FlaskClient) -> Document:
    response = client.get("/openapi.json")
    assert (response.status_code, response.content_type) == (200, "application/json")
    found: Document = response.get_json()
    return found


def operations(api: Document) -> list[tuple[str, str, Document]]:
    return [
        (path, method, operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_is_described_and_nothing_else(app: Flask, api: Document) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    questions = {("/queries/any/is-there", "get"), ("/queries/regions/sizes", "get")}
    assert {(path, method) for path, method, _ in operations(api)} == routes | questions


def test_a_route_that_is_added_is_described_from_itself(service: Service) -> None:
    other = create_app(service)

    @other.delete("/new/<thing>")
    def remove(thing: str) -> str:
        """Take a thing away."""
        return thing

    with other.app_context():
        told = document(other)["paths"]["/new/{thing}"]["delete"]
    assert told["summary"] == "Take a thing away."
    assert told["parameters"][0]["name"] == "thing"
    assert {"400", "404", "500"} <= set(told["responses"])
    assert "DELETE" in METHODS


def test_every_problem_is_in_it(api: Document) -> None:
    problem = api["components"]["schemas"]["Problem"]["properties"]
    assert set(problem["type"]["enum"]) == {TYPES + slug for slug in PROBLEMS}
    statuses = {str(known.status) for known in PROBLEMS.values()}
    assert {f"Problem{status}" for status in statuses} <= set(api["components"]["responses"])


def test_every_reference_leads_somewhere(api: Document) -> None:
    references = set(re.findall(r'"#/([^"]+)"', str(api).replace("'", '"')))
    assert "components/schemas/Problem" in references
    for reference in references:
        found: Any = api
        for part in reference.split("/"):
            found = found[part]


def test_every_operation_has_a_name_a_sentence_and_its_errors(api: Document) -> None:
    names = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(set(names)) == len(names)
    for path, _, operation in operations(api):
        assert operation["summary"].endswith((".", "?"))
        assert {"200", "400", "406", "500"} <= set(operation["responses"]), path
        in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path))


def test_what_asks_the_index_may_reach_each_limit(api: Document) -> None:
    limits = {"413", "503"}
    for path in (
        "/sparql",
        "/sparql.{suffix}",
        "/queries/{topic}/{name}",
        "/queries/regions/sizes",
    ):
        assert limits <= set(api["paths"][path]["get"]["responses"])


def test_a_stored_question_has_its_own_parameters(api: Document) -> None:
    told = api["paths"]["/queries/regions/sizes"]["get"]
    assert told["summary"] == "How large is a region?"
    assert [p["name"] for p in told["parameters"]] == ["region", "least", *protocol.OPTIONS]
    assert told["parameters"][1]["schema"]["anyOf"][0]["type"] == "integer"


def test_the_query_is_sent_by_three_ways(api: Document) -> None:
    path = api["paths"]["/sparql"]
    assert "query" in {p["name"] for p in path["get"]["parameters"]}
    assert set(path["post"]["requestBody"]["content"]) == {
        "application/x-www-form-urlencoded", "application/sparql-query",
        "application/sparql-update",
    }  # fmt: skip


def test_what_writes_needs_a_token(api: Document) -> None:
    for path, method, told in operations(api):
        writes = path.startswith(("/graph/", "/graphs")) and method != "get"
        may_write = path.startswith("/sparql") and method == "post"
        needed = [{"token": []}] if writes else [{"token": []}, {}] if may_write else None
        assert told.get("security") == needed
        assert ("422" in told["responses"]) == (writes or may_write)


def test_the_address_is_the_setting_and_not_the_host(client: FlaskClient) -> None:
    response = client.get("/openapi.json", headers={"Host": "evil.example"})
    assert response.get_json()["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_get_docs_200_shows_each_operation(client: FlaskClient, api: Document) -> None:
    response = client.get("/docs")
    assert (response.status_code, response.content_type) == (200, "text/html; charset=utf-8")
    for path, method, _ in operations(api):
        assert f"<code>{method.upper()} {path}</code>" in response.text
    own = response.text.count('<script type="module" src="/static/')
    assert response.text.count("<script") == own


def test_the_page_tells_of_each_operation_in_the_language_of_its_reader(
    client: FlaskClient, api: Document
) -> None:
    french, english = (
        unescape(client.get(f"/docs?lang={tag}", headers={"Accept": "text/html"}).text)
        for tag in ("fr", "en")
    )
    assert "<p>Ce que c’est, ce qu’il contient" in french
    for _, _, operation in operations(api):
        if not operation["operationId"].startswith("query-"):  # which the library tells
            for text in told(operation):
                marked = re.sub("`(.+?)`", r"<code>\1</code>", text)
                assert f">{marked}" in english
                assert f">{marked}" not in french


def told(operation: Document) -> list[str]:
    return [operation["summary"], *(each["description"] for each in operation["parameters"])]


def test_the_page_tells_once_of_addresses_with_the_same_answer(client: FlaskClient) -> None:
    page = client.get("/docs", headers={"Accept": "text/html"}).text
    assert page.count("<p>What each region offers or needs, by segment") <= 1
    assert "<code>GET /sparql</code> <code>GET /sparql.{suffix}</code>" in page
    assert page.count("The most seconds that the answer may take") == 1


def test_who_has_the_description_is_told_that_it_is_the_same(client: FlaskClient) -> None:
    tag = client.get("/openapi.json").headers["ETag"]
    again = client.get("/openapi.json", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/openapi.json", headers={"If-None-Match": 'W/"other"'})
    assert (other.status_code, other.headers["ETag"]) == (200, tag)
