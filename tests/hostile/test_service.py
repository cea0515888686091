"""SERVICE is found in every text in which the engine finds it.

The engine is the judge: a listener on this machine sees whether it was called. Texts are grown from
a few queries by random edits with the pieces that confuse tokenizers; the seed is fixed.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pyoxigraph import NamedNode, Quad, QueryBoolean, Store

from smartregions.sparql.facts import facts

ANSWER = b'{"head":{"vars":[]},"results":{"bindings":[{}]}}'
PIECES = [
    *("SERVICE", "service", "SERVICE SILENT", "x:y", ":y", "<http://e/>", "{", "}", "{}", "(", ")"),
    *("<", "<=", ">", ">>", "<<", "<<(", ")>>", "#", ">\n", "\n", "'", '"', "'''", '"""', "\\"),
    *("a", "1", "1.", "1e5", ".", ";", ",", "FILTER(", "BIND(", "AS ?x)", "OPTIONAL{", "UNION"),
    *("EXISTS{", "VALUES ?v {", "VALUES (?v) {(", "UNDEF", "true", "@en", "^^", "x:f(", "STR("),
    *("IN(", "ORDER BY", "HAVING(", "SELECT", "SELECT(", "[", "]", "|", "/", "*", "?", "!", "="),
    *("&&", "-", "_:b", "%", "\\u0053", "\\u003E", "\u00b7", " ", " "),
]
FRAMES = [
    "SELECT * {{ {} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1<2) {} }}",
    "SELECT(1<2 AS ?x){{ {} }}",
    "SELECT * {{ {{ SELECT * {{ ?s ?p ?o }} ORDER BY (?s<?p) }} {} }}",
    "ASK {{ BIND(?s<?o AS ?z) {} }}",
    "SELECT * {{ VALUES (?v) {{ (<http://a/>) }} {} }}",
]
CALLS = ["SERVICE x:y {}", "SERVICE#>\nx:y{}", "SERVICEx:y{}", "?s ?p ?o.SERVICE x:y{}"]
EDITS = 6000


class Listener(BaseHTTPRequestHandler):
    """Counts its requests and answers each with one empty row."""

    calls = 0

    def do_POST(self) -> None:
        type(self).calls += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store() -> Store:
    store = Store()
    store.add(Quad(NamedNode("http://a/"), NamedNode("http://b/"), NamedNode("http://c/")))
    return store


def was_called(store: Store, text: str) -> bool:
    """Whether the engine calls somebody when it is given the text."""
    before = Listener.calls
    try:
        results = store.query(text)
        if not isinstance(results, QueryBoolean):
            list(results)
    except (SyntaxError, RuntimeError, OSError):
        pass
    return Listener.calls > before


def edited(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice([1, 1, 2, 3])):
        at = chance.randrange(len(text) + 1)
        if chance.random() < 0.7:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        else:
            text = text[:at] + text[at + chance.choice([1, 1, 2, 3, 6]) :]
    return text


def test_no_edit_hides_service_from_the_tokenizer(store: Store, address: str) -> None:
    prologue = f"PREFIX x:<{address}> PREFIX :<{address}> "
    chance = random.Random(20)
    grown = [frame.format(call) for frame in FRAMES for call in CALLS]
    called = 0
    for _ in range(EDITS):
        text = prologue + edited(chance.choice(grown), chance)
        if was_called(store, text):
            called += 1
            grown.append(text.removeprefix(prologue))
            assert facts(text).service is not None, text
    assert called > EDITS / 10
