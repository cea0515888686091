"""The page of an answer: whatever the answer holds, it is shown, and at no great cost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from smartregions.index import Answer, Query, Started
from smartregions.web.answers import AnsweringIndex
from smartregions.web.mapping import COLUMNS

XSD = "http://www.w3.org/2001/XMLSchema#"


def page(client: FlaskClient, text: str) -> str:
    response = client.get("/sparql", query_string={"query": text, "format": "html"})
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(
    "value",
    ['"abc"^^xsd:integer', '"1e999"^^xsd:double', '"+INF"^^xsd:double', '""^^xsd:decimal'],
)
def test_what_only_says_that_it_is_a_number_is_no_bar(client: FlaskClient, value: str) -> None:
    rows = f'VALUES (?name ?number) {{ ("one" 1) ("two" {value}) }}'
    shown = page(client, f"PREFIX xsd: <{XSD}> SELECT ?name ?number {{ {rows} }}")
    assert "two" in shown
    assert 'class="bars"' not in shown


def test_numbers_are_bars(client: FlaskClient) -> None:
    shown = page(client, 'SELECT * { VALUES (?name ?number) { ("one" 1) ("two" 2.5) } }')
    assert 'class="bars"' in shown


def test_more_iris_than_a_query_may_hold_are_shown_all_the_same(client: FlaskClient) -> None:
    """Their names are asked for in one query, which was refused, and the page with it."""
    numbers = " ".join(str(number) for number in range(60))
    long = "x" * 100
    made = f'IRI(CONCAT("http://example.org/{long}/", STR(?n)))'
    shown = page(client, f"SELECT ({made} AS ?iri) {{ VALUES ?n {{ {numbers} }} }}")
    assert "60" in shown


def test_in_few_columns_is_looked_for_places(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query of 64 KB has thousands of columns, each of which was a query."""
    asked: list[str] = []
    ask = AnsweringIndex.query

    def query(index: AnsweringIndex, query: Query, started: Started | None = None) -> Answer:
        asked.append(query.text)
        return ask(index, query, started)

    monkeypatch.setattr(AnsweringIndex, "query", query)
    made = " ".join(f"(IRI(CONCAT(?n, 'c{n}')) AS ?c{n})" for n in range(COLUMNS + 20))
    page(client, f"SELECT {made} {{ VALUES ?n {{ 'http://e/a' 'http://e/b' }} }}")
    assert sum("?latitude" in text for text in asked) == COLUMNS
