"""Cases 29 to 39: no query makes the service call anybody or read a file.

35 to 37 are updates; there is no update here, so they are refused before anything reads them.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from live.asking import FORM, Answer, Request, query
from live.watching import Watch

SERVICES = {
    "29 plain": "SELECT * {{ SERVICE <{a}> {{ ?s ?p ?o }} }}",
    "29 POST of a variable": "SELECT * {{ BIND(<{a}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "30 small letters": "SELECT * {{ service <{a}> {{ ?s ?p ?o }} }}",
    "30 mixed letters": "SELECT * {{ sErViCe <{a}> {{ ?s ?p ?o }} }}",
    "30 behind a comment": "SELECT * {{ SERVICE#c\n<{a}> {{ ?s ?p ?o }} }}",
    "30 a comment that ends in a bracket": "SELECT * {{ FILTER(1<2) SERVICE#>\n<{a}> {{}} }}",
    "30 prefixed name": "PREFIX e: <{a}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "30 glued to its name": "PREFIX e: <{a}> SELECT * {{ SERVICEe:{{ ?s ?p ?o }} }}",
    "30 by BASE": "BASE <{a}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "30 in EXISTS": "ASK {{ FILTER EXISTS {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }}",
    "30 in NOT EXISTS": "ASK {{ FILTER NOT EXISTS {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }}",
    "30 in a subselect": "SELECT * {{ {{ SELECT ?s {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }} }}",
    "30 in OPTIONAL": "SELECT * {{ OPTIONAL {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }}",
    "30 in MINUS": "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }} LIMIT 1",
    "30 in GRAPH": "SELECT * {{ GRAPH ?g {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }}",
    "30 in CONSTRUCT": "CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{a}> {{ ?s ?p ?o }} }}",
    "30 in DESCRIBE": "DESCRIBE ?s {{ SERVICE <{a}> {{ ?s ?p ?o }} }}",
    "31 SILENT": "SELECT * {{ SERVICE SILENT <{a}> {{ ?s ?p ?o }} }}",
    "31 SILENT in OPTIONAL": "SELECT * {{ OPTIONAL {{ SERVICE SILENT <{a}> {{ ?s ?p ?o }} }} }}",
}
FOREIGN = (
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "http://[::1]/",
    "http://localhost:1/",
    "ftp://127.0.0.1/",
)
LETTERS = (
    'SELECT ("SERVICE" AS ?x) {}',
    "ASK { VALUES ?x { <http://x/SERVICE> } }",
    "SELECT * { VALUES ?service { 1 } }",
    "ASK {} # SERVICE <http://127.0.0.1/> {}",
    "SELECT ('''SERVICE <http://127.0.0.1/> {}''' AS ?x) {}",
)
UPDATES = {
    "35 LOAD": "LOAD <{a}x>",
    "35 LOAD SILENT": "LOAD SILENT <{a}x> INTO GRAPH <http://e/g>",
    "36 LOAD of a file": "LOAD <file:///etc/passwd>",
    "37 INSERT with SERVICE": "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{a}> {{ ?s ?p ?o }} }}",
}


def refused(answer: Answer) -> None:
    assert answer.status == 400, answer.text
    assert answer.type in ("query-refused", "query-syntax")


@pytest.mark.parametrize("words", SERVICES)
def test_service_is_refused_before_anybody_is_called(words: str, watch: Watch) -> None:
    text = SERVICES[words].format(a=watch.listener.address)
    with watch.unharmed():
        refused(watch.ask(query(text)))


@pytest.mark.parametrize("iri", FOREIGN)
def test_33_34_service_is_refused_wherever_it_points(iri: str, watch: Watch) -> None:
    with watch.unharmed():
        refused(watch.ask(query(f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}")))


@pytest.mark.parametrize("text", LETTERS)
def test_32_the_letters_of_service_are_no_service(text: str, watch: Watch) -> None:
    with watch.unharmed():
        assert watch.ask(query(text)).status == 200


@pytest.mark.parametrize("words", UPDATES)
def test_35_to_37_an_update_is_no_query(words: str, watch: Watch) -> None:
    text = UPDATES[words].format(a=watch.listener.address)
    form = Request("/sparql", "POST", {"Content-Type": FORM}, urlencode({"update": text}).encode())
    direct = Request(
        "/sparql", "POST", {"Content-Type": "application/sparql-update"}, text.encode()
    )
    with watch.unharmed():
        refused(watch.ask(query(text)))
        assert watch.ask(form).status == 401
        assert watch.ask(direct).status == 401


@pytest.mark.parametrize(
    "clause", ["FROM <{a}x>", "FROM NAMED <{a}x>", "FROM <file:///etc/passwd>"]
)
@pytest.mark.parametrize("body", ["?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"])
def test_38_a_foreign_graph_is_empty_and_never_fetched(
    clause: str, body: str, watch: Watch
) -> None:
    clause = clause.format(a=watch.listener.address)
    with watch.unharmed():
        answer = watch.ask(query(f"SELECT * {clause} {{ {body} }}", "text/csv"))
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert len(answer.body.splitlines()) == 1


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_38_a_foreign_graph_of_the_protocol_is_empty_and_never_fetched(
    name: str, watch: Watch
) -> None:
    fields = {"query": "SELECT * { ?s ?p ?o }", name: watch.listener.address + "x"}
    asked = Request(f"/sparql?{urlencode(fields)}", headers={"Accept": "text/csv"})
    with watch.unharmed():
        answer = watch.ask(asked)
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert len(answer.body.splitlines()) == 1


def test_39_the_listener_counts_and_tells_its_secret_to_who_calls(watch: Watch) -> None:
    """What the other tests rest on; that the secret is in no answer, each of them checks."""
    from live.asking import ask
    from live.listener import SECRET, Listener

    with Listener() as other:
        assert SECRET in ask(other.port, Request("/")).text
        assert other.connections == 1
