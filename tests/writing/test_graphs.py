"""The Graph Store Protocol by method, case and status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from live.asking import Answer
from smartregions.registry.log import opened
from writing.publishing import (
    DATASET,
    GRAPH,
    LICENCE,
    MINE,
    PREFIXES,
    SPACE,
    TURTLE,
    Publishing,
    number,
    turtle,
)

Token = Mapping[str, str]


def test_a_graph_is_made_and_stands_where_the_answer_says(shared: Publishing, token: Token) -> None:
    made = shared.put("new", token, turtle("new"))
    assert made.status == 201
    told = made.json()
    (change,) = told["changes"]
    assert (change["graph"], change["kind"]) == (MINE + "new", "create")
    assert made.headers["etag"] == f'"{change["change"]}"'
    assert made.headers["location"].endswith("/graph/partner/new")
    assert told["report"]["conforms"] is True
    assert told["receipt"]["verdict"] == "accepted"
    assert told["receipt"]["basis"]["change"] == change["change"] - 1
    assert shared.count(f"<{SPACE}new> ?p ?o") == 4
    assert shared.count(f"GRAPH <{MINE}new> {{ <{SPACE}new> ?p ?o }}") == 4


def test_what_is_replaced_holds_the_new_text_only(shared: Publishing, token: Token) -> None:
    shared.put("replaced", token, turtle("before"))
    replaced = shared.put("replaced", token, turtle("after"))
    assert replaced.status == 200
    assert replaced.json()["changes"][0]["kind"] == "update"
    assert shared.count(f"<{SPACE}before> ?p ?o") == 0
    assert shared.count(f"<{SPACE}after> ?p ?o") == 4


def test_the_same_text_again_is_no_change(shared: Publishing, token: Token) -> None:
    made = shared.put("again", token, turtle("again"))
    again = shared.put("again", token, turtle("again"))
    assert (again.status, again.headers["etag"]) == (200, made.headers["etag"])
    assert shared.changes() == number(made)


def test_what_is_posted_is_added(shared: Publishing, token: Token) -> None:
    path, headers = "/graph/partner/grows", {**TURTLE, **token}
    assert shared.send("POST", path, headers, turtle("one")).status == 201
    assert shared.send("POST", path, headers, turtle("two")).status == 200
    assert shared.count(f"GRAPH <{MINE}grows> {{ ?s a ?c FILTER(?c != <{DCAT}Dataset>) }}") == 2


def test_a_graph_that_portals_would_take_for_another_is_refused(
    shared: Publishing, token: Token
) -> None:
    """They tell names apart by letters and digits: `look-alike` and `look/alike` are one record."""
    assert shared.put("look-alike", token, turtle("alike")).status == 201
    refused = shared.put("look/alike", token, turtle("alike"))
    assert refused.status == 409
    assert MINE + "look-alike" in refused.json()["detail"]
    assert shared.put("look-alike", token, turtle("alike", "other")).status == 200
    assert shared.send("GET", "/catalog.ttl").status == 200


def test_a_deleted_graph_is_gone(shared: Publishing, token: Token) -> None:
    shared.put("gone", token, turtle("gone"))
    deleted = shared.send("DELETE", "/graph/partner/gone", token)
    assert (deleted.status, deleted.json()["changes"][0]["kind"]) == (200, "delete")
    assert "etag" not in deleted.headers
    for method in ("GET", "HEAD"):
        assert shared.send(method, "/graph/partner/gone").status == 404
    assert shared.send("DELETE", "/graph/partner/gone", token).status == 404
    assert shared.count(f"<{SPACE}gone> ?p ?o") == 0
    assert shared.put("gone", token, turtle("gone")).status == 201


def test_a_graph_anywhere_is_named_by_a_parameter(shared: Publishing) -> None:
    iri = "https://partner.example/graphs/one"
    token = shared.token(graphs=("https://partner.example/graphs/",))
    path = f"/graphs?graph={quote(iri, safe='')}"
    made = shared.send("PUT", path, {**TURTLE, **token}, turtle("anywhere"))
    assert (made.status, made.headers["location"].endswith(path)) == (201, True)
    assert shared.send("GET", path, {"Accept": "text/turtle"}).status == 200
    assert shared.count(f"<{iri}> <http://purl.org/dc/terms/title> ?title") == 1
    assert shared.send("DELETE", path, token).status == 200


def test_the_service_names_a_graph_that_is_posted_without_a_name(
    shared: Publishing, token: Token
) -> None:
    made = shared.send("POST", "/graphs", {**TURTLE, **token}, turtle("unnamed"))
    (change,) = made.json()["changes"]
    assert (made.status, change["graph"].startswith(MINE)) == (201, True)
    path = made.headers["location"].partition("/graph/")[2]
    assert shared.send("GET", f"/graph/{path}").status == 200
    single = shared.token(graphs=(MINE + "single",))
    refused = shared.send("POST", "/graphs", {**TURTLE, **single}, turtle("unnamed"))
    assert (refused.status, refused.type) == (403, "forbidden")


def test_both_addresses_of_a_graph_are_one(shared: Publishing, token: Token) -> None:
    shared.put("both", token, turtle("both"))
    indirect = shared.send("GET", f"/graphs?graph={quote(MINE + 'both', safe='')}")
    assert indirect.body == shared.send("GET", "/graph/partner/both").body


FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
}
DCAT = "http://www.w3.org/ns/dcat#"


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_goes_in_and_comes_out(shared: Publishing, token: Token, kind: str) -> None:
    name = "as-" + FORMATS[kind].file_extension
    triples = {quad.triple for quad in pyoxigraph.parse(turtle(name), format=RdfFormat.TURTLE)}
    text = pyoxigraph.serialize(triples, format=FORMATS[kind])
    headers = {**token, "Content-Type": kind}
    assert shared.send("PUT", f"/graph/partner/{name}", headers, text).status == 201
    got = shared.send("GET", f"/graph/partner/{name}", {"Accept": kind})
    assert got.headers["content-type"].partition(";")[0] == kind
    found = {quad.triple for quad in pyoxigraph.parse(got.body, format=FORMATS[kind])}
    assert triples <= found
    assert {t.subject.value for t in found - triples} == {DATASET + "partner/" + name}


def test_a_trig_text_that_names_another_graph_is_refused(shared: Publishing, token: Token) -> None:
    triples = pyoxigraph.parse(turtle("named"), format=RdfFormat.TURTLE)
    body = pyoxigraph.serialize((q.triple for q in triples), format=RdfFormat.N_TRIPLES) or b""
    trig = b"GRAPH <" + MINE.encode() + b"other> {\n" + body + b"}"
    headers = {**token, "Content-Type": "application/trig"}
    assert shared.send("PUT", "/graph/partner/named", headers, trig).status == 400
    assert shared.send("PUT", "/graph/partner/other", headers, trig).status == 201


def test_a_graph_without_a_preference_is_turtle_and_to_a_browser_a_page(
    shared: Publishing, token: Token
) -> None:
    shared.put("shown", token, turtle("shown"))
    assert shared.send("GET", "/graph/partner/shown").headers["content-type"] == (
        "text/turtle; charset=utf-8"
    )
    page = shared.send("GET", "/graph/partner/shown", {"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert shared.send("GET", "/graph/partner/shown?format=nt").headers["content-type"] == (
        "application/n-triples"
    )
    assert shared.send("GET", "/graph/partner/shown", {"Accept": "image/png"}).status == 406


def test_head_says_what_get_says(shared: Publishing, token: Token) -> None:
    shared.put("head", token, turtle("head"))
    got = shared.send("GET", "/graph/partner/head")
    head = shared.send("HEAD", "/graph/partner/head")
    assert (head.status, head.body) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]


def test_what_the_client_has_is_not_sent_again(shared: Publishing, token: Token) -> None:
    shared.put("kept", token, turtle("kept"))
    accept = {"Accept": "text/turtle", "Accept-Encoding": "gzip"}
    tag = shared.send("GET", "/graph/partner/kept", accept).headers["etag"]
    again = shared.send("GET", "/graph/partner/kept", {**accept, "If-None-Match": tag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    other = {"Accept": "application/n-triples", "If-None-Match": tag}
    assert shared.send("GET", "/graph/partner/kept", other).status == 200
    shared.put("kept", token, turtle("kept", "more"))
    changed = shared.send("GET", "/graph/partner/kept", {**accept, "If-None-Match": tag})
    assert changed.status == 200
    demanded = shared.send("GET", "/graph/partner/kept", {**accept, "If-Match": tag})
    assert (demanded.status, demanded.type) == (412, "precondition")
    now = {**accept, "If-Match": changed.headers["etag"]}
    assert shared.send("GET", "/graph/partner/kept", now).body == changed.body


def test_the_default_graph_is_the_merge_and_not_written(shared: Publishing, token: Token) -> None:
    shared.put("merged", token, turtle("merged"))
    merge = shared.send("GET", "/graphs?default", {"Accept": "application/n-triples"})
    assert merge.status == 200
    assert f"<{SPACE}merged>".encode() in merge.body
    for method in ("PUT", "POST", "DELETE"):
        refused = shared.send(method, "/graphs?default", {**TURTLE, **token}, turtle("x"))
        assert (refused.status, refused.type) == (409, "conflict")
        assert MINE in refused.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?graph=",
        "?graph=default",
        "?graph=../x",
        "?graph=relative",
        "?graph=http%3A%2F%2Fe%2Fa%20b",
        "?graph=http%3A%2F%2Fe%2F" + "x" * 2_048,
        "?graph=http%3A%2F%2Fe%2Fa&default",
        "?graph=http%3A%2F%2Fe%2Fa&graph=http%3A%2F%2Fe%2Fb",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_what_names_no_graph_is_refused(
    shared: Publishing, token: Token, method: str, query: str
) -> None:
    body = None if method in ("GET", "DELETE") else turtle("x")
    if not query and method == "POST":
        return  # the service chooses a name
    refused = shared.send(method, f"/graphs{query}", {**TURTLE, **token}, body)
    assert (refused.status, refused.type) == (400, "bad-request")


def test_an_unknown_graph_is_not_found(shared: Publishing) -> None:
    for path in ("/graph/partner/never", "/graphs?graph=http%3A%2F%2Fe%2Fnever"):
        assert shared.send("GET", path).type == "not-found"


def test_graphs_of_the_installation_and_of_provenance_are_read(shared: Publishing) -> None:
    for name in ("ontology", "shapes", "actors", "provenance"):
        assert shared.send("GET", f"/graph/{name}").status == 200


FORMS = {
    "application/json": lambda text: json.loads(text)["conforms"] is False,
    "text/plain": lambda text: "Rejected" in text,
    "text/html": lambda text: "<html" in text,
    "application/sarif+json": lambda text: json.loads(text)["version"] == "2.1.0",
    "text/turtle": lambda text: "sh:ValidationReport" in text,
}
INVALID = turtle("wrong").replace(b"sr:locatedIn region:wallonia ;", b"sr:locatedIn actor:a6k ;")


@pytest.mark.parametrize("kind", FORMS)
def test_a_rejected_text_is_told_in_the_wanted_format(
    shared: Publishing, token: Token, kind: str
) -> None:
    before = shared.changes()
    rejected = shared.put("rejected", token, INVALID, Accept=kind)
    assert rejected.status == 422
    assert rejected.headers["content-type"].partition(";")[0] == kind
    assert FORMS[kind](rejected.text)
    assert shared.changes() == before
    assert shared.send("GET", "/graph/partner/rejected").status == 404


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_rejected_text_is_told_in_french(shared: Publishing, token: Token, method: str) -> None:
    headers = {**TURTLE, **token, "Accept-Language": "fr-BE, en;q=0.5"}
    rejected = shared.send(method, "/graph/partner/rejected", headers, INVALID)
    assert rejected.status == 422
    assert rejected.headers["content-language"] == rejected.json()["language"] == "fr"
    assert "accept-language" in rejected.headers["vary"].lower()
    messages = [finding["message"] for finding in rejected.json()["files"][0]["findings"]]
    assert any(message.startswith("La région doit être décrite") for message in messages)


def test_a_graph_that_the_catalogue_does_not_know_is_told_in_french(shared: Publishing) -> None:
    bare = shared.token(publisher="", licence="", title="", description="")
    answer = shared.put("bare", bare, turtle("bare"), Accept_Language="fr")
    assert answer.status == 422
    findings = answer.json()["files"][0]["findings"]
    (message,) = {f["message"] for f in findings if f["code"] == "undescribed-graph"}
    assert message == (
        f"Il manque au catalogue le titre, la description, l’éditeur et la licence de <{MINE}bare>."
    )


def violations(answer: Answer) -> list[dict[str, Any]]:
    """The findings of a report in JSON that reject the text."""
    found = [finding for file in answer.json()["files"] for finding in file["findings"]]
    return [finding for finding in found if finding["severity"] == "violation"]


def test_a_rejection_points_to_line_and_column(shared: Publishing, token: Token) -> None:
    (finding,) = violations(shared.put("rejected", token, INVALID))
    text = INVALID.decode().splitlines()
    assert text[finding["line"] - 1][finding["column"] - 1 :].startswith("actor:a6k")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_text_is_called_what_the_client_calls_it(
    shared: Publishing, token: Token, method: str
) -> None:
    said = {"Content-Disposition": 'attachment; filename="members.ttl"', **TURTLE, **token}
    path = f"/graph/partner/named-{method.lower()}"
    rejected = shared.send(method, path, said, INVALID)
    assert [file["file"] for file in rejected.json()["files"]] == ["members.ttl"]
    unread = shared.send(method, path, said, b"no Turtle")
    assert [file["file"] for file in unread.json()["files"]] == ["members.ttl"]
    made = shared.send(method, path, said, turtle(f"named-{method.lower()}"))
    assert made.status == 201
    assert [file["file"] for file in made.json()["report"]["files"]] == ["members.ttl"]
    with opened(shared.registry) as registry:
        change = registry.last()
    assert change is not None and (change.sequence, change.title) == (number(made), "members.ttl")


def test_a_text_without_a_name_is_called_as_the_graph_is(shared: Publishing, token: Token) -> None:
    assert [file["file"] for file in shared.put("bare", token, INVALID).json()["files"]] == ["bare"]


def test_what_is_not_turtle_is_a_report_too(shared: Publishing, token: Token) -> None:
    text = turtle("broken").replace(b"sr:Actor ;", b"sr:Actor ,, ;")
    refused = shared.put("broken", token, text)
    assert refused.status == 400
    finding = refused.json()["files"][0]["findings"][0]
    assert (finding["code"], finding["line"]) == ("syntax", 8)


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"<http://e/a> <http://e/b> 1 .\n"])
def test_a_text_at_which_no_shape_looks_is_not_accepted(
    shared: Publishing, token: Token, text: bytes
) -> None:
    assert shared.put("nothing", token, text).status == 422


def test_a_change_that_breaks_another_graph_is_rejected(shared: Publishing, token: Token) -> None:
    shared.put("owner", token, turtle("owner"))
    relies = turtle("relies").replace(
        b"region:wallonia", b"region:wallonia ; sr:actsFor region:nowhere"
    )
    assert shared.put("relies", token, relies).status == 422
    figures = shared.token(graphs=(GRAPH + "regions",), holder="Owner")
    broken = shared.send("DELETE", "/graph/regions", figures)
    assert broken.status == 422
    codes = {finding["code"] for finding in broken.json()["files"][0]["findings"]}
    assert "breaks-other-graph" in codes


def test_subjects_outside_the_space_are_rejected(shared: Publishing) -> None:
    token = shared.token(subjects=("https://partner.example/",))
    (finding,) = violations(shared.put("space", token, turtle("space")))
    assert finding["code"] == "outside-space"


def test_what_the_catalogue_needs_comes_from_the_token(shared: Publishing, token: Token) -> None:
    shared.put("told", token, turtle("told"))
    dataset = f"<{DATASET}partner/told>"
    assert shared.count(f"{dataset} <http://purl.org/dc/terms/license> <{LICENCE}>") == 1
    assert shared.count(f"{dataset} <http://purl.org/dc/terms/hasPart> <{MINE}told>") == 1


def test_or_from_the_text_and_else_it_is_asked_for(shared: Publishing) -> None:
    bare = shared.token(publisher="", licence="", title="", description="")
    refused = shared.put("undescribed", bare, turtle("undescribed"))
    assert refused.status == 422
    (finding,) = violations(refused)
    assert finding["code"] == "undescribed-graph"
    assert "title, description, publisher and licence" in finding["message"]
    paste = finding["help"].partition("\n")[2].replace("NAME", "smart-regions")
    assert shared.put("undescribed", bare, turtle("undescribed") + paste.encode()).status == 201


def test_a_media_type_that_is_not_read_is_named(shared: Publishing, token: Token) -> None:
    for kind in ("text/csv", "application/n-quads", "multipart/form-data; boundary=x"):
        headers = {**token, "Content-Type": kind}
        refused = shared.send("PUT", "/graph/partner/kind", headers, turtle("kind"))
        assert (refused.status, refused.type) == (415, "media-type")
    coded = {**TURTLE, **token, "Content-Encoding": "gzip"}
    assert shared.send("PUT", "/graph/partner/kind", coded, turtle("kind")).status == 415
    latin = {**token, "Content-Type": "text/turtle; charset=iso-8859-1"}
    assert shared.send("PUT", "/graph/partner/kind", latin, turtle("kind")).status == 415


def test_rdf_xml_with_a_document_type_is_refused(shared: Publishing, token: Token) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
    headers = {**token, "Content-Type": "application/rdf+xml"}
    refused = shared.send("PUT", "/graph/partner/xml", headers, bomb)
    assert refused.status == 400
    assert b"root:" not in refused.body


def test_prefixes_alone_make_no_graph(shared: Publishing, token: Token) -> None:
    assert shared.put("prefixes", token, PREFIXES.encode()).status == 422
