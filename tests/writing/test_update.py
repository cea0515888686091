"""SPARQL Update by form, case and status."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import pytest

from live.asking import FORM, Answer
from writing.publishing import ACTOR, GRAPH, MINE, SPACE, UPDATE, Publishing, turtle

Token = Mapping[str, str]

PREFIXES = """PREFIX sr: <https://w3id.org/smart-regions/ontology#>
PREFIX region: <https://w3id.org/smart-regions/id/region/>
PREFIX source: <https://w3id.org/smart-regions/id/source/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""


def update(shared: Publishing, token: Token, text: str, query: str = "") -> Answer:
    return shared.send("POST", f"/sparql{query}", {**UPDATE, **token}, text.encode())


def insertion(name: str, graph: str | None = None) -> str:
    inside = (
        f'<{SPACE}{name}> a sr:Actor ; rdfs:label "One"@en ;'
        " sr:locatedIn region:wallonia ; dcterms:source source:s202"
    )
    named = MINE + name if graph is None else graph
    data = f"GRAPH <{named}> {{ {inside} }}" if named else inside
    return f"{PREFIXES}INSERT DATA {{ {data} }}"


def test_what_is_inserted_makes_a_graph(shared: Publishing, token: Token) -> None:
    made = update(shared, token, insertion("inserted"))
    assert made.status == 201
    (change,) = made.json()["changes"]
    assert (change["graph"], change["kind"]) == (MINE + "inserted", "create")
    assert shared.count(f"GRAPH <{MINE}inserted> {{ <{SPACE}inserted> ?p ?o }}") == 4
    assert shared.count(f"<{SPACE}inserted> ?p ?o") == 4


def test_a_form_brings_one_too(shared: Publishing, token: Token) -> None:
    body = urlencode({"update": insertion("by-form")}).encode()
    headers = {"Content-Type": FORM, **token}
    assert shared.send("POST", "/sparql", headers, body).status == 201


def test_several_graphs_change_together(shared: Publishing, token: Token) -> None:
    text = insertion("left") + ";\n" + insertion("right").removeprefix(PREFIXES)
    done = update(shared, token, text)
    assert done.status == 200
    left, right = done.json()["changes"]
    assert {left["graph"], right["graph"]} == {MINE + "left", MINE + "right"}
    assert left["time"] == right["time"]


def test_or_none_of_them(shared: Publishing, token: Token) -> None:
    before = shared.changes()
    wrong = f"INSERT DATA {{ GRAPH <{MINE}b> {{ <{SPACE}b> a sr:Actor }} }}"
    refused = update(shared, token, insertion("a") + ";\n" + wrong)
    assert refused.status == 422
    assert shared.changes() == before
    assert shared.count(f"GRAPH <{MINE}a> {{ ?s ?p ?o }}") == 0


def test_each_operation_sees_the_one_before(shared: Publishing, token: Token) -> None:
    copies = (
        f"INSERT {{ GRAPH <{MINE}seen> {{ ?s ?p ?o }} }} "
        f"WHERE {{ ?s ?p ?o FILTER(?s = <{SPACE}first>) }}"
    )
    gone = f"DROP GRAPH <{MINE}first>"
    done = update(shared, token, insertion("first") + ";\n" + copies + ";\n" + gone)
    assert [change["graph"] for change in done.json()["changes"]] == [MINE + "seen"]
    assert shared.count(f"<{SPACE}first> ?p ?o") == 4


def test_what_is_emptied_is_deleted(shared: Publishing, token: Token) -> None:
    shared.put("emptied", token, turtle("emptied"))
    done = update(shared, token, f"CLEAR GRAPH <{MINE}emptied>")
    assert [change["kind"] for change in done.json()["changes"]] == ["delete"]
    assert shared.send("GET", "/graph/partner/emptied").status == 404


def test_what_changes_nothing_is_no_change(shared: Publishing, token: Token) -> None:
    before = shared.changes()
    for text in (
        f"DELETE WHERE {{ GRAPH <{MINE}none> {{ ?s ?p ?o }} }}",
        "",
        "PREFIX a: <http://a/>",
    ):
        done = update(shared, token, text)
        assert (done.status, done.json()["changes"]) == (200, [])
    assert shared.changes() == before


@pytest.mark.parametrize(
    "text",
    [
        insertion("default", ""),
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR DEFAULT",
        f"INSERT {{ <{SPACE}x> ?p ?o }} WHERE {{ ?s ?p ?o }}",
    ],
)
def test_the_default_graph_is_not_changed(shared: Publishing, token: Token, text: str) -> None:
    before = shared.changes()
    refused = update(shared, token, text)
    assert (refused.status, refused.type) == (409, "conflict")
    assert "GRAPH <IRI>" in refused.json()["detail"]
    assert shared.changes() == before


@pytest.mark.parametrize(
    "text",
    [
        insertion("other", GRAPH + "actors"),
        f"DROP GRAPH <{GRAPH}actors>",
        "DROP NAMED",
        f"DELETE WHERE {{ GRAPH ?g {{ <{ACTOR}a6k> ?p ?o }} }}",
        f"MOVE <{GRAPH}actors> TO <{MINE}moved>",
        f"WITH <{GRAPH}provenance> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    ],
)
def test_a_graph_of_others_is_not_changed(shared: Publishing, token: Token, text: str) -> None:
    before = shared.changes()
    refused = update(shared, token, text)
    assert (refused.status, refused.type) == (403, "forbidden")
    assert shared.changes() == before


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("LOAD <http://127.0.0.1:9/x>", "query-refused"),
        ("LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH <http://e/g>", "query-refused"),
        ("INSERT { GRAPH <e:g> { ?s ?p 1 } } WHERE { SERVICE <e:s> { ?s ?p 1 } }", "query-refused"),
        ("SELECT * { ?s ?p ?o }", "query-syntax"),
        ("INSERT DATA { GRAPH <http://e/g> { <a> <b> } }", "query-syntax"),
        ("INSERT DATA " + "{" * 300, "query-refused"),
    ],
)  # fmt: skip
def test_what_is_no_update_of_ours_is_refused(
    shared: Publishing, token: Token, text: str, type_: str
) -> None:
    refused = update(shared, token, text)
    assert (refused.status, refused.type) == (400, type_)


def test_a_fault_has_its_line_in_the_whole_text(shared: Publishing, token: Token) -> None:
    text = insertion("fault").replace("\n", " ") + ";\n" + "INSERT DATA {\n <a> <b> }"
    refused = update(shared, token, text)
    assert (refused.status, refused.json()["line"]) == (400, 3)


def test_a_dataset_says_where_is_looked(shared: Publishing, token: Token) -> None:
    shared.put("used", token, turtle("used"))
    shared.put("unused", token, turtle("unused"))
    copies = f"INSERT {{ GRAPH <{MINE}copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o . ?s a ?c }}"
    done = update(shared, token, copies, f"?using-graph-uri={quote(MINE + 'used', safe='')}")
    assert done.status == 201, done.text
    assert shared.count(f"GRAPH <{MINE}copy> {{ <{SPACE}used> ?p ?o }}") == 4
    assert shared.count(f"GRAPH <{MINE}copy> {{ <{SPACE}unused> ?p ?o }}") == 0


def test_a_dataset_is_said_once(shared: Publishing, token: Token) -> None:
    text = f"WITH <{MINE}x> INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    assert update(shared, token, text, "?using-graph-uri=http%3A%2F%2Fe%2Fg").status == 400
    assert update(shared, token, "", "?using-graph-uri=relative").status == 400


def test_without_a_token_nothing_is_read(shared: Publishing) -> None:
    assert update(shared, {}, insertion("nobody")).status == 401
    body = urlencode({"update": insertion("nobody")}).encode()
    assert shared.send("POST", "/sparql", {"Content-Type": FORM}, body).status == 401
    assert update(shared, shared.token("write"), insertion("nobody")).status == 403


def test_query_and_update_do_not_go_together(shared: Publishing, token: Token) -> None:
    body = urlencode({"update": "", "query": "ASK {}"}).encode()
    refused = shared.send("POST", "/sparql", {"Content-Type": FORM, **token}, body)
    assert (refused.status, refused.type) == (400, "bad-request")
    assert shared.send("GET", "/sparql?update=", token).status == 400


def test_what_is_refused_is_told_in_french(shared: Publishing, token: Token) -> None:
    wrong = f"{PREFIXES}INSERT DATA {{ GRAPH <{MINE}c> {{ <{SPACE}c> a sr:Akteur }} }}"
    headers = {**UPDATE, **token, "Accept-Language": "fr"}
    refused = shared.send("POST", "/sparql", headers, wrong.encode())
    assert refused.status == 422
    assert refused.headers["content-language"] == refused.json()["language"] == "fr"
    messages = {finding["message"] for finding in refused.json()["files"][0]["findings"]}
    assert "<https://w3id.org/smart-regions/ontology#Akteur> n’existe pas." in messages


@pytest.mark.parametrize(
    ("term", "mark"),
    [
        ("<<( <http://e/a> <http://e/b> 1 )>>", "<<("),
        ('"x"@en--ltr', "--ltr"),
        ("?made", "<<("),
        ("?turned", "--rtl"),
    ],
)
def test_what_no_rdf_1_1_has_a_word_for_is_refused(
    shared: Publishing, token: Token, term: str, mark: str
) -> None:
    """As in a file: JSON-LD could not be told of such a graph, and no shape looks into it."""
    before, name = shared.changes(), "newer"
    inside = insertion(name).removeprefix(f"{PREFIXES}INSERT DATA ")
    inside = inside.replace("source:s202", f"source:s202 ; dcterms:relation {term}")
    bound = (
        "BIND(TRIPLE(<http://e/a>, <http://e/b>, 1) AS ?made) "
        "BIND(STRLANGDIR('a', 'en', 'rtl') AS ?turned)"
    )
    for text in (f"INSERT {inside} WHERE {{ {bound} }}", f"INSERT DATA {inside}"):
        if "?" in term and "WHERE" not in text:
            continue
        refused = update(shared, token, PREFIXES + text)
        assert (refused.status, refused.type) == (400, "bad-request")
        assert f"`{mark}` belongs to RDF 1.2" in refused.json()["detail"]
    assert shared.changes() == before


def test_a_graph_that_using_names_twice_counts_once(shared: Publishing, token: Token) -> None:
    one = f"using-graph-uri={quote(GRAPH + 'regions', safe='')}"
    inside = insertion("counted").removeprefix(f"{PREFIXES}INSERT DATA ")
    counted = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    held = shared.count(f"GRAPH <{GRAPH}regions> {{ ?s ?p ?o }}")
    text = f"{PREFIXES}INSERT {inside} WHERE {{ {{ {counted} }} FILTER(?n != {held}) }}"
    done = update(shared, token, text, f"?{one}&{one}")
    assert (done.status, done.json()["changes"]) == (200, [])
