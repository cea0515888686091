"""`/sparql/explain`: the pattern that leaves an answer empty, and the nearest terms."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from smartregions.namespaces import SR
from smartregions.web.meant import Meant, mended

PREFIXES = (
    "PREFIX sr: <https://w3id.org/smart-regions/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX region: <https://w3id.org/smart-regions/id/region/> "
)


def explained(client: FlaskClient, body: str) -> dict[str, Any]:
    asked = {"query": f"{PREFIXES}SELECT * {{ {body} }}"}
    answer = client.get(
        "/sparql/explain", query_string=asked, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.mark.parametrize(
    ("pattern", "written", "instead"),
    [
        ("?r a sr:Regoin", "sr:Regoin", "sr:Region"),
        ("?r sr:sise ?n", "sr:sise", "sr:size"),
        ("region:nort sr:size ?n", "region:nort", "region:north"),
        ('?r rdfs:label "North"', '"North"', '"North"@en'),
        ('?r rdfs:label "north"@en', '"north"@en', '"North"@en'),
        ('?r sr:size "30"', '"30"', '"30"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ],
)
def test_a_pattern_that_matches_nothing_is_named_with_what_was_meant(
    client: FlaskClient, pattern: str, written: str, instead: str
) -> None:
    found = explained(client, f"?x rdfs:label ?y . {pattern}")
    matches = {tried["pattern"]: tried["matches"] for tried in found["patterns"]}
    assert matches == {"?x rdfs:label ?y": True, pattern: False}
    (meant,) = [tried["meant"] for tried in found["patterns"] if tried["meant"]]
    assert {"written": written, "instead": instead} in meant


@pytest.mark.parametrize("base", ["urn:x:y", "tag:x,2020:a/b", "did:a:b#c", "http://e/"])
def test_a_term_that_is_relative_to_any_base_is_no_fault_of_ours(
    client: FlaskClient, base: str
) -> None:
    asked = {"query": f"BASE <{base}> SELECT * {{ ?s <a> <../b> . <?c> a <#d> }}"}
    answer = client.get("/sparql/explain", query_string=asked)
    assert answer.status_code == 200, answer.text


def test_patterns_that_match_only_one_by_one_are_named_and_no_others(client: FlaskClient) -> None:
    found = explained(client, "?r a sr:Region ; rdfs:label ?l ; sr:size ?n ; sr:partnership ?p")
    assert all(tried["matches"] for tried in found["patterns"])
    assert "?r sr:partnership ?p" in found["together"]
    assert len(found["together"]) == 2


def test_what_is_not_looked_at_is_said(client: FlaskClient) -> None:
    assert "a filter" in explained(client, "?r sr:size ?n FILTER(?n > 99)")["summary"]
    assert "there are none" in explained(client, "GRAPH ?g { ?r sr:size ?n }")["summary"]
    assert "there is an answer" in explained(client, "?r sr:size ?n")["summary"]
    many = " . ".join(f"?r sr:size ?n{n}" for n in range(21))
    assert "too many" in explained(client, many)["summary"]


def test_the_page_shows_the_same_and_nothing_of_the_query_as_html(client: FlaskClient) -> None:
    asked = {"query": f'{PREFIXES}SELECT * {{ ?r rdfs:label "<script>x</script>" }}'}
    page = client.get("/sparql/explain", query_string=asked, headers={"Accept": "text/html"}).text
    assert "matches nothing" in page
    assert "<script>x" not in page


def test_without_a_query_it_is_400(client: FlaskClient) -> None:
    assert client.get("/sparql/explain").status_code == 400


def test_an_empty_answer_leads_to_its_explanation(client: FlaskClient) -> None:
    headers = {"Accept": "text/html"}
    empty = {"query": f"{PREFIXES}SELECT * {{ ?r a sr:Regoin }}"}
    full = {"query": f"{PREFIXES}SELECT * {{ ?r a sr:Region }}"}
    assert (
        'href="/sparql/explain?query='
        in client.get("/sparql", query_string=empty, headers=headers).text
    )
    assert "/sparql/explain" not in client.get("/sparql", query_string=full, headers=headers).text


def test_what_was_meant_is_run_with_one_click(client: FlaskClient) -> None:
    asked = {"query": f"{PREFIXES}SELECT * {{ ?r a sr:Regoin }}"}
    page = client.get("/sparql/explain", query_string=asked, headers={"Accept": "text/html"}).text
    href = unescape(page.partition("did you mean")[2].partition('href="')[2].partition('"')[0])
    answer = client.get(href, headers={"Accept": "application/json"}).get_json()
    assert len(answer["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("text", "written", "instead", "expected"),
    [
        ("ASK { ?s a <urn:a> }", "<urn:a>", "sr:Region", f"ASK {{ ?s a <{SR}Region> }}"),
        ("ASK { ?s a <urn:a> }", "<urn:a>", "urn:b", "ASK { ?s a <urn:b> }"),
        (
            f"PREFIX sr: <{SR}> ASK {{ ?s sr:a sr:a, sr:ab }} # sr:a",
            "sr:a",
            "sr:b",
            f"PREFIX sr: <{SR}> ASK {{ ?s sr:b sr:b, sr:ab }} # sr:a",
        ),
        ('ASK { ?s ?p "n"@en, "n" }', '"n"@en', '"N"@en', 'ASK { ?s ?p "N"@en, "n" }'),
    ],
)
def test_a_query_is_mended_where_the_term_is_and_nowhere_else(
    text: str, written: str, instead: str, expected: str
) -> None:
    assert mended(text, Meant(written, instead)) == expected
