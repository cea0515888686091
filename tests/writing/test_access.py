"""Who may write what, and what is demanded of a request before it is done."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import quote, urlencode

import pytest

from live.asking import FORM, HOST
from smartregions.registry.log import opened
from smartregions.registry.tokens import Tokens
from writing.publishing import GRAPH, MINE, TURTLE, Publishing, number, turtle

Token = Mapping[str, str]
PATH = "/graph/partner/access"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer \xf1",
        "Basic dXNlcjpwYXNz",
        "Bearer smartregions_" + "A" * 43,
        "Bearer " + "A" * 100_000,
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_without_a_token_that_holds_nothing_is_done(
    shared: Publishing, method: str, header: str
) -> None:
    refused = shared.send(method, PATH, {**TURTLE, "Authorization": header}, turtle("access"))
    if len(header) < 1000:
        assert (refused.status, refused.type) == (401, "unauthorized")
        assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.status in (400, 401, 431)
    assert shared.send("GET", PATH).status == 404


def test_a_token_counts_in_its_header_only(shared: Publishing, token: Token) -> None:
    secret = token["Authorization"].removeprefix("Bearer ")
    query, body = f"?access_token={secret}", urlencode({"access_token": secret}).encode()
    for headers in ({}, {"Cookie": f"token={secret}"}, {"Content-Type": FORM}):
        refused = shared.send("PUT", PATH + query, {**TURTLE, **headers}, body)
        assert refused.status == 401


def test_two_tokens_are_none(shared: Publishing, token: Token) -> None:
    with closing(socket.create_connection((HOST, shared.service.port))) as connection:
        line = f"Authorization: {token['Authorization']}\r\n"
        connection.sendall(
            f"DELETE {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{line}{line}\r\n".encode()
        )
        assert b" 401 " in connection.makefile("rb").readline()


def test_a_revoked_token_is_refused_at_once(shared: Publishing) -> None:
    token = shared.token()
    assert shared.put("revoked", token, turtle("revoked")).status == 201
    with opened(shared.registry) as registry:
        tokens = Tokens(registry.database)
        sent = token["Authorization"].encode()
        tokens.revoke(tokens.authenticate(sent).token)
    for _ in range(4):
        assert shared.put("revoked", token, turtle("other")).status == 401


@pytest.mark.parametrize(
    "graph",
    [
        GRAPH + "actors",
        GRAPH + "partnership",
        GRAPH + "partner/../actors",
        GRAPH + "ontology",
        GRAPH + "provenance",
        "http://e/x",
    ],
)
def test_a_token_is_for_its_graphs(shared: Publishing, token: Token, graph: str) -> None:
    path = f"/graphs?graph={quote(graph, safe='')}"
    for method in ("PUT", "POST", "DELETE"):
        refused = shared.send(method, path, {**TURTLE, **token}, turtle("x"))
        assert (refused.status, refused.type) == (403, "forbidden")


@pytest.mark.parametrize("name", ["ontology", "schemes", "shapes", "provenance"])
def test_a_token_for_everything_is_not_for_the_rules(shared: Publishing, name: str) -> None:
    everything = shared.token(graphs=("*",))
    assert shared.send("DELETE", f"/graph/{name}", everything).status == 403


def test_each_operation_is_granted_by_itself(shared: Publishing) -> None:
    writer, updater = shared.token("write"), shared.token("update")
    assert shared.put("granted", updater, turtle("granted")).status == 403
    assert shared.put("granted", writer, turtle("granted")).status == 201
    assert shared.send("DELETE", "/graph/partner/granted", writer).status == 403
    assert shared.send("DELETE", "/graph/partner/granted", shared.token("delete")).status == 200


def test_no_page_of_another_origin_can_write(shared: Publishing) -> None:
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = shared.send("OPTIONS", PATH, asked)
    methods = preflight.headers["access-control-allow-methods"]
    assert not {"PUT", "DELETE"} & set(methods.split(", "))
    assert "authorization" not in preflight.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in preflight.headers
    assert {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"} == set(
        preflight.headers["allow"].split(", ")
    )


def test_what_must_not_exist_does_not(shared: Publishing, token: Token) -> None:
    assert shared.put("once", token, turtle("once"), If_None_Match="*").status == 201
    again = shared.put("once", token, turtle("twice"), If_None_Match="*")
    assert (again.status, again.type) == (412, "precondition")
    deleted = shared.send("DELETE", "/graph/partner/once", token)
    assert deleted.status == 200
    assert shared.put("once", token, turtle("once"), If_None_Match="*").status == 201


def test_what_was_read_must_be_what_is_there(shared: Publishing, token: Token) -> None:
    last = number(shared.put("match", token, turtle("match")))
    read = shared.send("GET", "/graph/partner/match", {"Accept": "text/turtle"}).headers["etag"]
    assert number(shared.send("GET", "/graph/partner/match")) == last
    for refused in (f'"{last - 1}"', f'W/"{last}"', '"x"', f'"{last - 1}", "0"', '"1"'):
        answer = shared.put("match", token, turtle("other"), If_Match=refused)
        assert (answer.status, answer.type) == (412, "precondition"), refused
    last = number(shared.put("match", token, turtle("match", "more"), If_Match=read))
    assert shared.put("match", token, turtle("stale"), If_Match=read).status == 412
    last = number(shared.put("match", token, turtle("match"), If_Match="*"))
    several = f'"0", W/"{last}", "{last}"'
    assert shared.put("match", token, turtle("several"), If_Match=several).status == 200
    gone = shared.send("DELETE", "/graph/partner/match", {**token, "If-Match": f'"{last}"'})
    assert gone.status == 412


def test_what_is_not_there_matches_nothing(shared: Publishing, token: Token) -> None:
    for tag in ("*", '"1"'):
        assert shared.put("not-there", token, turtle("x"), If_Match=tag).status == 412


@pytest.mark.parametrize("tags", ["", "17", 'W/17, "', "**"])
def test_what_is_no_list_of_tags_is_refused(shared: Publishing, token: Token, tags: str) -> None:
    assert shared.put("tags", token, turtle("tags"), If_Match=tags).status == 400


def test_a_body_that_is_cut_is_not_taken(shared: Publishing, token: Token) -> None:
    text = turtle("cut", "off")
    whole = text[: text.index(b"actor:partner-off")]
    with closing(socket.create_connection((HOST, shared.service.port))) as connection:
        head = (
            f"PUT /graph/partner/cut HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
            f"Authorization: {token['Authorization']}\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        connection.sendall(head.encode() + whole)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").readline()
    assert answer == b"" or b" 400 " in answer
    assert shared.send("GET", "/graph/partner/cut").status == 404


def test_a_body_in_chunks_has_no_length(shared: Publishing, token: Token) -> None:
    with closing(socket.create_connection((HOST, shared.service.port))) as connection:
        head = (
            f"PUT /graph/partner/chunked HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
            f"Authorization: {token['Authorization']}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        text = turtle("chunked")
        connection.sendall(head.encode() + b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text))
        assert b" 411 " in connection.makefile("rb").readline()


def test_a_body_over_the_limit_is_refused(shared: Publishing, token: Token) -> None:
    with closing(socket.create_connection((HOST, shared.service.port))) as connection:
        head = (
            f"PUT {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
            f"Authorization: {token['Authorization']}\r\nContent-Length: 67108865\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert b" 413 " in connection.makefile("rb").readline()


def test_a_write_leaves_a_line_in_the_log(shared: Publishing, token: Token) -> None:
    made = shared.put("logged", token, turtle("logged"))
    (line,) = (line for line in shared.service.said().splitlines() if MINE + "logged" in line)
    assert '"event": "write"' in line
    assert f'"changes": [{number(made)}]' in line
    assert token["Authorization"].removeprefix("Bearer ") not in shared.service.said()


@pytest.mark.parametrize("end", ["history", "timemap", "diff"])
def test_the_past_of_a_graph_is_no_graph(shared: Publishing, token: Token, end: str) -> None:
    for method in ("PUT", "DELETE"):
        refused = shared.send(method, f"{PATH}/{end}", {**TURTLE, **token}, turtle("past"))
        assert (refused.status, refused.type) == (405, "method")
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
        assert f"the name of a graph may not end in /{end}" in refused.json()["detail"]
    french = {**TURTLE, **token, "Accept-Language": "fr"}
    told = shared.send("PUT", f"{PATH}/{end}", french, turtle("past")).json()["detail"]
    assert f"le nom d’un graphe ne peut pas se terminer par /{end}" in told


def test_who_may_not_write_is_told_so_in_french(shared: Publishing) -> None:
    refused = shared.send("PUT", PATH, {**TURTLE, "Accept-Language": "fr"}, turtle("french"))
    assert refused.status == 401 and "Ceci demande un jeton valable" in refused.json()["detail"]
