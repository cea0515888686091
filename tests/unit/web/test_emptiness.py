"""`/sparql/explain`: the pattern that leaves an answer empty, and the nearest terms."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from smartregions.namespaces import GRAPH, SR
from smartregions.web.meant import Meant, mended

PREFIXES = (
    "PREFIX sr: <https://w3id.org/smart-regions/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX region: <https://w3id.org/smart-regions/id/region/> "
)


def explained(client: FlaskClient, body: str, prefixes: str = PREFIXES) -> dict[str, Any]:
    return explanation(client, f"{prefixes}SELECT * {{ {body} }}")


def explanation(client: FlaskClient, query: str) -> dict[str, Any]:
    asked = {"query": query}
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


@pytest.mark.parametrize(
    ("declared", "pattern", "right"),
    [
        ("http://w3id.org/smart-regions/ontology#", "?r a sr:Region", SR),
        ("https://w3id.org/smart-regions/ontology/", "?r sr:size ?n", SR),
        ("https://w3id.org/smart-regions/ontology#x", "?r sr:size ?n", SR),
    ],
)
def test_of_a_wrong_namespace_the_declaration_is_told_and_mended(
    client: FlaskClient, declared: str, pattern: str, right: str
) -> None:
    query = f"PREFIX sr: <{declared}> SELECT * {{ {pattern} }}"
    (tried,) = explanation(client, query)["patterns"]
    (meant,) = tried["meant"]
    assert meant == {"written": f"PREFIX sr: <{declared}>", "instead": f"PREFIX sr: <{right}>"}
    mend = mended(query, Meant(**meant))
    answer = client.get("/sparql", query_string={"query": mend, "format": "json"}).get_json()
    assert answer["results"]["bindings"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("?r schema:name ?n", "rdfs:label"),
        ("?r foaf:name ?n", "rdfs:label"),
        ("?r sr:name ?n", "rdfs:label"),
        ("?r a schema:Region", "sr:Region"),
        ("?r a sr:Class", "owl:Class"),
    ],
)
def test_of_a_name_that_others_use_ours_is_told(
    client: FlaskClient, written: str, instead: str
) -> None:
    others = "PREFIX schema: <https://schema.org/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    (tried,) = explained(client, written, PREFIXES + others)["patterns"]
    assert [meant["instead"] for meant in tried["meant"]] == [instead]


def test_a_thing_is_found_by_what_it_is_called(client: FlaskClient) -> None:
    (tried,) = explained(client, "region:nord sr:size ?n")["patterns"]
    assert tried["meant"] == [{"written": "region:nord", "instead": "region:north"}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <{g}region> {{ ?r sr:size ?n }}",
        "SELECT * FROM NAMED <{g}region> {{ GRAPH ?g {{ ?r sr:size ?n }} }}",
        "SELECT * {{ GRAPH <{g}region> {{ ?r sr:size ?n }} }}",
    ],
)
def test_a_graph_that_is_not_here_is_told_with_the_nearest(client: FlaskClient, query: str) -> None:
    found = explanation(client, PREFIXES + query.format(g=GRAPH))
    assert "a graph that is not here" in found["summary"]
    (tried,) = found["patterns"]
    assert f"<{GRAPH}region>" in tried["pattern"]
    assert tried["meant"] == [{"written": f"<{GRAPH}region>", "instead": "graph:regions"}]


def test_patterns_of_the_one_graph_that_a_query_asks_are_tried_there(client: FlaskClient) -> None:
    found = explained(client, "GRAPH ?g { ?r a sr:Regoin }")
    (tried,) = found["patterns"]
    assert tried["meant"] == [{"written": "sr:Regoin", "instead": "sr:Region"}]
    assert explained(client, "GRAPH ?g { ?r a sr:Region }")["patterns"][0]["matches"]


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
    assert "there are none" in explained(client, "OPTIONAL { ?r sr:size ?n }")["summary"]
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
