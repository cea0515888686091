"""Hostile contributions sent to the running service: cases 40, 41 and 47 to 83, 86, and 90 to 93.

Each is refused or rejected with nothing stored, or accepted as what it is; nobody else feels it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import os
import socket
import threading
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import smallworld
from live.asking import FORM, Answer, Request, client
from live.contributions import CASES, GOOD, NEVER_ACCEPTED, TTL, turtle
from live.service import NotRunning, Service
from live.watching import Watch
from writing.publishing import GRAPH, MINE, Publishing, publishing

LIMITS = {"query_seconds": "20", "query_bytes": str(768 << 20)}
PATH = "/graph/partner/hostile"
BUSY = 0.3
"""Seconds of the processor that a worker has used when it surely judges."""
REFUSED = frozenset({400, 413, 415})
STATUSES: Mapping[str, frozenset[int]] = {
    "refused": REFUSED,
    "rejected": frozenset({422}),
    "not judged": frozenset({422, 503}),
    "accepted": frozenset({200, 201}),
    **dict.fromkeys(("MemoryReached", "DeadlineReached", "EngineCrashed"), frozenset({503})),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("uploads"), **LIMITS) as started:
        yield started


@pytest.fixture(scope="module")
def service(running: Publishing) -> Service:
    return running.service


@pytest.fixture(scope="module")
def token(running: Publishing) -> Mapping[str, str]:
    return running.token()


def put(
    watch: Watch, token: Mapping[str, str], body: bytes, path: str = PATH, **headers: str
) -> Answer:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return watch.ask(Request(path, "PUT", {"Content-Type": TTL, **token, **more}, body))


def stored(running: Publishing, graph: str = MINE + "hostile") -> int:
    return running.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}")


def forget(watch: Watch, token: Mapping[str, str], path: str = PATH) -> None:
    assert watch.ask(Request(path, "DELETE", token)).status in (200, 204, 404)


@pytest.mark.parametrize("name", CASES)
def test_47_to_81_a_contribution_is_contained(
    running: Publishing, watch: Watch, token: Mapping[str, str], name: str
) -> None:
    body, media_type, outcomes = CASES[name]
    allowed = frozenset().union(*(STATUSES[outcome] for outcome in outcomes))
    before = running.changes()
    with watch.unharmed():
        answer = put(watch, token, body, Content_Type=media_type)
    assert answer.status in allowed, answer.text[:2000]
    assert len(answer.body) < 1_000_000
    if answer.status in STATUSES["accepted"]:
        assert stored(running) > 0
        forget(watch, token)
        return
    assert outcomes & NEVER_ACCEPTED
    assert running.changes() == before
    assert stored(running) == 0


@pytest.mark.parametrize("text", [b"/etc/passwd", b"file:///etc/passwd", b"ADDRESS"])
def test_40_a_place_that_is_sent_is_not_opened(
    running: Publishing, watch: Watch, token: Mapping[str, str], text: bytes
) -> None:
    body = text.replace(b"ADDRESS", watch.listener.address.encode())
    with watch.unharmed():
        assert put(watch, token, body).status == 400
    assert stored(running) == 0


def test_41_what_a_contribution_imports_is_not_fetched(
    watch: Watch, token: Mapping[str, str]
) -> None:
    there = f"<{watch.listener.address}>"
    text = (
        f"<http://e/o> a <http://www.w3.org/2002/07/owl#Ontology> ; "
        f"<http://www.w3.org/2002/07/owl#imports> {there} ; sh:shapesGraph {there} ."
    )
    with watch.unharmed():
        answer = put(watch, token, turtle(GOOD + text))
    assert answer.status in (200, 201, 422)
    forget(watch, token)


def test_56_57_more_than_is_taken_is_told_so(
    running: Publishing, watch: Watch, token: Mapping[str, str]
) -> None:
    """Ten million triples in 90 MB are over the cap of bytes."""
    body = b"@prefix : <http://e/> .\n" + b":a :b 1,2 .\n" * 7_500_000
    with watch.unharmed():
        assert put(watch, token, body).status == 413
    assert stored(running) == 0


def test_59_control_characters_leave_results_well_formed(
    watch: Watch, token: Mapping[str, str]
) -> None:
    for escape in ("\\u0000", "\\uFFFE", "\\u000B"):
        text = turtle(GOOD.replace('"A page"@en', f'"A{escape}"@en'))
        assert put(watch, token, text).status == 422
    query = quote("SELECT * { ?s ?p ?o } LIMIT 2000")
    xml = {"Accept": "application/sparql-results+xml"}
    ET.fromstring(watch.ask(Request(f"/sparql?query={query}", headers=xml)).body)


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>"])
def test_61_an_iri_that_would_run_is_never_a_link(
    watch: Watch, token: Mapping[str, str], iri: str
) -> None:
    answer = put(watch, token, turtle(f"{GOOD} source:x rdfs:seeAlso <{iri}> ."))
    if answer.status not in (200, 201):
        assert answer.status in (400, 422)
        return
    page = watch.ask(Request(PATH, headers={"Accept": "text/html"}))
    assert page.status == 200
    assert 'href="javascript:' not in page.text and 'href="data:' not in page.text
    forget(watch, token)


def test_65_86_a_body_that_was_cut_replaces_nothing(
    running: Publishing, watch: Watch, token: Mapping[str, str]
) -> None:
    """Though its first part is a text by itself."""
    path = PATH + "-cut"
    actor = f"{GOOD} source:x rdfs:seeAlso <http://e/1>, <http://e/2> ."
    assert put(watch, token, turtle(actor), path).status == 201
    held = stored(running, MINE + "hostile-cut")
    body = turtle(GOOD)
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {TTL}\r\n"
        f"Authorization: {token['Authorization']}\r\nContent-Length: {len(body) + 100}\r\n\r\n"
    ).encode()
    with watch.unharmed():
        address = ("127.0.0.1", running.service.port)
        with socket.create_connection(address, 10, (client(), 0)) as connection:
            connection.sendall(head + body)
            connection.shutdown(socket.SHUT_WR)
            said = connection.recv(4096)
    assert not said or b" 400 " in said.splitlines()[0]
    assert stored(running, MINE + "hostile-cut") == held
    forget(watch, token, path)


def test_69_blank_nodes_of_two_graphs_are_two(
    running: Publishing, watch: Watch, token: Mapping[str, str]
) -> None:
    for name, number in (("a", 1), ("b", 2)):
        text = turtle(f"{GOOD} source:x rdfs:seeAlso _:b0 . _:b0 rdfs:label '{number}' .")
        answer = put(watch, token, text, f"{PATH}-{name}")
        assert answer.status in (201, 422), answer.text
        if answer.status == 422:  # blank nodes where an IRI is due: nothing can merge
            assert "blank-node" in answer.text
            return
    both = "?x <http://www.w3.org/2000/01/rdf-schema#label> '1', '2' FILTER(isBlank(?x))"
    assert running.count(both) == 0
    for name in ("a", "b"):
        forget(watch, token, f"{PATH}-{name}")


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../x", turtle(GOOD))
    return held.getvalue()


@cache
def bomb() -> bytes:
    return gzip.compress(b" " * (1 << 30), 9)


PACKED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "gzip bomb": ("gzip", bomb),
    "gzip in gzip": ("gzip, gzip", lambda: gzip.compress(bomb())),
    "bzip2": ("bzip2", lambda: bz2.compress(turtle(GOOD))),
    "zip": ("zip", zipped),
}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("said", [True, False], ids=["said", "unsaid"])
def test_72_what_is_packed_is_not_unpacked(
    running: Publishing, watch: Watch, token: Mapping[str, str], name: str, said: bool
) -> None:
    coding, made = PACKED[name]
    body = made()
    headers = {"Content_Encoding": coding} if said else {}
    with watch.unharmed():
        assert put(watch, token, body, **headers).status in REFUSED
    assert stored(running) == 0


SHAPELESS = {"none": "", "not Turtle": "<http://e/shape> a ."}


@pytest.mark.parametrize("name", SHAPELESS)
def test_82_without_shapes_that_can_be_read_nothing_starts(tmp_path: Path, name: str) -> None:
    root = smallworld.write(tmp_path / "corpus")
    (root / "shapes" / "core.ttl").write_text(SHAPELESS[name])
    with pytest.raises(NotRunning, match="shape"), Service(tmp_path, {"corpus": str(root)}):
        pass


def test_83_a_validator_that_is_killed_stores_nothing_and_a_retry_works(
    running: Publishing, watch: Watch, token: Mapping[str, str]
) -> None:
    """Its worker may have been replaced and the judgement done anew, or it is told."""
    wrong = turtle("".join(f"region:v{n} a sr:Region .\n" for n in range(20_000)))
    over = threading.Event()

    def kill() -> None:
        while not over.is_set():
            for pid in running.service.processes.of("worker"):
                if _cpu(pid) > BUSY:
                    running.service.processes.kill(pid)
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        answer = put(watch, token, wrong)
    finally:
        over.set()
        killer.join()
    assert answer.status in (422, 503)
    assert stored(running) == 0
    assert put(watch, token, turtle(GOOD)).status == 201
    forget(watch, token)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


AUTHORIZATIONS = {
    "none": None,
    "not ASCII": b"Bearer \xf1",
    "empty": b"",
    "no secret": b"Bearer ",
    "basic": b"Basic dXNlcjpwYXNz",
    "long": b"Bearer " + b"x" * 20_000,
    "unknown": b"Bearer " + b"a" * 43,
}


@pytest.mark.parametrize("name", AUTHORIZATIONS)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_90_without_a_token_nothing_is_written(
    running: Publishing, watch: Watch, name: str, method: str
) -> None:
    sent = AUTHORIZATIONS[name]
    headers: dict[str, str | bytes] = {"Content-Type": TTL}
    if sent is not None:
        headers["Authorization"] = sent
    body = None if method == "DELETE" else turtle(GOOD)
    answer = watch.ask(Request(PATH, method, headers, body))
    assert answer.status in (401, 431), answer.text
    assert stored(running) == 0


def test_90_an_update_needs_a_token_too(watch: Watch) -> None:
    update = b"INSERT DATA { GRAPH <http://e/g> { <http://e/a> a <http://e/b> } }"
    headers = {"Content-Type": "application/sparql-update"}
    assert watch.ask(Request("/sparql", "POST", headers, update)).status == 401
    form = urlencode({"update": update.decode()}).encode()
    assert watch.ask(Request("/sparql", "POST", {"Content-Type": FORM}, form)).status == 401


GRAPHS = {
    "of another": ("/graphs?graph=" + quote(GRAPH + "regions", safe=""), {403}),
    "of the installation": ("/graphs?graph=" + quote(GRAPH + "shapes", safe=""), {403}),
    "of provenance": ("/graphs?graph=" + quote(GRAPH + "provenance", safe=""), {403}),
    "default by name": ("/graphs?graph=default", {400}),
    "the default": ("/graphs?default", {409}),
    "named as the default": ("/graphs?graph=" + quote(GRAPH + "default", safe=""), {403}),
    "relative": ("/graphs?graph=hostile", {400}),
    "dots": ("/graphs?graph=" + quote(MINE + "../regions", safe=""), {400, 403}),
    "dots in the path": ("/graph/partner/../regions", {400, 403, 404}),
    "encoded dots": ("/graph/partner/%2e%2e/regions", {400, 403, 404}),
    "long": ("/graphs?graph=" + quote(MINE, safe="") + "x" * 10_000, {400, 414}),
    "two": ("/graphs?default&graph=" + quote(MINE, safe=""), {400}),
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_91_no_graph_is_written_but_those_of_the_token(
    running: Publishing, watch: Watch, token: Mapping[str, str], name: str, method: str
) -> None:
    path, statuses = GRAPHS[name]
    before = running.changes()
    headers = {"Content-Type": TTL, **token}
    body = None if method == "DELETE" else turtle(GOOD)
    assert watch.ask(Request(path, method, headers, body)).status in statuses
    assert running.changes() == before


def test_92_a_token_counts_only_in_its_header(
    running: Publishing, watch: Watch, token: Mapping[str, str]
) -> None:
    secret = token["Authorization"].partition(" ")[2]
    before = running.changes()
    form = urlencode({"update": "CLEAR ALL", "access_token": secret}).encode()
    evil = {"Origin": "https://evil.example"}
    for request in (
        Request(f"{PATH}?access_token={secret}", "PUT", {"Content-Type": TTL}, turtle(GOOD)),
        Request(PATH, "PUT", {"Content-Type": TTL, "Cookie": f"token={secret}"}, turtle(GOOD)),
        Request("/sparql", "POST", {"Content-Type": FORM, **evil}, form),
    ):
        assert watch.ask(request).status in (400, 401, 403)
    assert running.changes() == before


def test_93_pages_of_others_may_not_write(watch: Watch) -> None:
    evil = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    for path in (PATH, "/graphs?default", "/sparql"):
        answer = watch.ask(Request(path, "OPTIONS", evil))
        assert "access-control-allow-credentials" not in answer.headers
        assert "PUT" not in answer.headers.get("access-control-allow-methods", "")
        assert "authorization" not in answer.headers.get("access-control-allow-headers", "").lower()
