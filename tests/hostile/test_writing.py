"""What holders of a token may send by mistake or malice: refused or bounded, and nothing stays.

The numbers of the cases are those of the threat model's list.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

import pytest

from live.asking import FORM, Answer
from live.listener import SECRET, Listener
from smartregions.registry.log import opened
from writing.publishing import (
    ACTOR,
    MINE,
    SPACE,
    TURTLE,
    UPDATE,
    Publishing,
    publishing,
    turtle,
)

Token = Mapping[str, str]


SETTINGS = {"query_seconds": "10", "query_bytes": str(640 << 20), "ban_minutes": "0.001"}
"""Less memory is too little to judge in: it is address space that is limited, threads and all."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("writing"), **SETTINGS) as found:
        yield found


@pytest.fixture(scope="module")
def token(running: Publishing) -> Token:
    return running.token()


def literal(text: str) -> bytes:
    return turtle("hostile") + f"actor:partner-hostile rdfs:comment {text} .\n".encode()


XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS: Mapping[str, tuple[str, bytes, set[int]]] = {
    "47 entities": (
        "application/rdf+xml",
        b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>',
        {400},
    ),
    "49 nested triple terms": ("text/turtle", b"<< " * 20_000, {400}),
    "49 in N-Triples": ("application/n-triples", b"<<( " * 20_000, {400}),
    "50 nested brackets": ("text/turtle", b"<http://e/a> <http://e/b> " + b"[ " * 100_000, {400}),
    "51 exponent": ("text/turtle", literal(f'"1e999999999"^^<{XSD}decimal>'), {422}),
    "52 digits": ("text/turtle", literal("9" * 1_000_000), {200, 201, 422}),
    "56 IRI": ("text/turtle", b"<http://e/" + b"a" * 20_000_000 + b"> a <e:b> .", {400, 413}),
    "59 NUL": ("text/turtle", literal('"\\u0000"'), {400, 422}),
    "60 IRI with a space": ("text/turtle", literal("<http://e/\\u0020>"), {400}),
    "62 not UTF-8": ("text/turtle", turtle("hostile") + b"# \xff", {400}),
    "63 a page": ("text/turtle", b"<!DOCTYPE html><html><body>502</body></html>", {400}),
    "63 gzip": ("text/turtle", gzip.compress(turtle("hostile")), {400}),
    "66 N3": ("text/turtle", b"{ ?x a ?y } => { ?y a ?x } .", {400}),
    "71 remote context": (
        "application/ld+json",
        b'{"@context": "http://127.0.0.1:9/c", "@id": "http://e/a"}',
        {400},
    ),
    "71 nested": ("application/ld+json", b"[" * 100_000 + b"]" * 100_000, {400}),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_refused_and_leaves_nothing(
    running: Publishing, token: Token, name: str
) -> None:
    kind, text, statuses = TEXTS[name]
    before = running.changes()
    headers = {**token, "Content-Type": kind}
    answer = running.send("PUT", "/graph/partner/hostile", headers, text)
    assert answer.status in statuses, answer.text[:500]
    if answer.status >= 400:
        assert running.changes() == before
    assert running.send("GET", "/health").status == 200


def test_58_a_million_prefixes_end_within_the_limits(running: Publishing, token: Token) -> None:
    text = b"".join(b"@prefix p%d: <http://e/%d#> .\n" % (n, n) for n in range(1_000_000))
    before = running.changes()
    assert running.put("prefixes", token, text).status in (422, 503)
    assert running.changes() == before


def test_57_more_triples_than_one_graph_may_have(running: Publishing, token: Token) -> None:
    text = b"".join(b"<e:%d> <e:p> 1 .\n" % n for n in range(2_100_000))
    before = running.changes()
    assert running.put("triples", token, text).status in (413, 503)
    assert running.changes() == before


def update(running: Publishing, token: Token, text: str) -> Answer:
    return running.send("POST", "/sparql", {**UPDATE, **token}, text.encode())


def test_110_an_update_that_makes_too_much_is_ended(running: Publishing, token: Token) -> None:
    before = running.changes()
    cube = f"""INSERT {{ GRAPH <{MINE}cube> {{ ?a ?p ?c }} }}
        WHERE {{ ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }}"""
    ended = update(running, token, cube)
    assert (ended.status, ended.type) in ((503, "deadline"), (503, "memory"), (413, ended.type))
    assert running.changes() == before
    began = time.monotonic()
    assert running.put("after", token, turtle("after")).status in (200, 201)
    assert time.monotonic() - began < 60


def test_83_a_worker_that_is_killed_costs_no_change(running: Publishing, token: Token) -> None:
    finished = threading.Event()

    def kill() -> None:
        processes = running.service.processes
        while not finished.wait(0.3):
            for pid in processes.of("worker"):
                processes.kill(pid)

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        for number in range(15):
            name = f"killed-{number}"
            answer = running.put(name, token, turtle(name))
            assert answer.status in (201, 202, 503), answer.text
            stands = _stands(running, name)
            assert stands == (answer.status in (201, 202))
    finally:
        finished.set()
        killing.join()
    assert running.put("calm", token, turtle("calm")).status == 201
    assert running.count(f"<{SPACE}calm> ?p ?o") == 4


def _stands(running: Publishing, name: str) -> bool:
    with opened(running.registry) as registry:
        return registry.last_of(MINE + name) is not None


def test_61_a_script_is_no_link(running: Publishing, token: Token) -> None:
    text = literal("<javascript:alert(1)>")
    assert running.put("script", token, text).status in (200, 201, 422)
    page = running.send("GET", "/graph/partner/script", {"Accept": "text/html"})
    assert 'href="javascript:' not in page.text


def test_35_to_37_an_update_asks_nobody_else(
    running: Publishing, token: Token, listener: Listener
) -> None:
    where = f"GRAPH <{MINE}fetched>"
    before = running.changes()
    for text in (
        f"LOAD <{listener.address}x>",
        f"LOAD SILENT <{listener.address}x> INTO {where}",
        "LOAD <file:///etc/passwd>",
        f"LOAD<{listener.address}x>INTO {where}",
        f"INSERT {{ {where} {{ ?s ?p 1 }} }} WHERE {{ SERVICE <{listener.address}> {{ ?s ?p 1 }}}}",
        f"PREFIX load: <{listener.address}> INSERT DATA {{ {where} {{ load:a load:b load:c }} }}",
    ):
        refused = update(running, token, text)
        assert (refused.status, refused.type) == (400, "query-refused"), text
        assert "root:" not in refused.text and SECRET not in refused.text
    assert (listener.connections, running.changes()) == (0, before)


def test_40_41_a_text_that_names_another_place_is_only_read(
    running: Publishing, token: Token, listener: Listener
) -> None:
    for body in ("/etc/passwd", listener.address, "file:///etc/passwd"):
        refused = running.put("fetched", token, body.encode())
        assert refused.status == 400
        assert "root:" not in refused.text and SECRET not in refused.text
    shapes = (
        f"<{ACTOR}partner-imports> <http://www.w3.org/2002/07/owl#imports> <{listener.address}> ;\n"
        f"  <http://www.w3.org/ns/shacl#shapesGraph> <{listener.address}> .\n"
    )
    judged = running.put("imports", token, turtle("imports") + shapes.encode())
    assert judged.status in (201, 422)
    assert listener.connections == 0


def test_73_74_shapes_in_a_contribution_judge_nothing(running: Publishing, token: Token) -> None:
    wrong = turtle("shaped").replace(b"region:wallonia", b"actor:a6k")
    shapes = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/smart-regions/shapes#> .
shape:Actor sh:deactivated true .
shape:Located-in sh:deactivated true .
"""
    assert running.put("shaped", token, wrong).status == 422
    assert running.put("shaped", token, wrong + shapes).status == 422


def test_91_another_owners_graph_is_not_written(running: Publishing, token: Token) -> None:
    text = turtle("x")
    for graph, status in (
        ("https://w3id.org/smart-regions/graph/actors", 403),
        (MINE + "../actors", 403),
        ("default", 400),
        ("../x", 400),
        ("http://e/" + "x" * 10_000, 400),
    ):
        path = "/graphs?graph=" + quote(graph, safe="")
        refused = running.send("PUT", path, {**token, **TURTLE}, text)
        assert refused.status == status, graph


def test_92_a_secret_counts_in_its_header_only(running: Publishing, token: Token) -> None:
    secret = token["Authorization"].removeprefix("Bearer ")
    form = {"Content-Type": FORM, "Origin": "https://evil.example"}
    body = urlencode({"update": f"CLEAR GRAPH <{MINE}x>", "access_token": secret}).encode()
    for headers in (form, {**form, "Cookie": f"access_token={secret}"}):
        refused = running.send("POST", f"/sparql?access_token={secret}", headers, body)
        assert refused.status == 401
