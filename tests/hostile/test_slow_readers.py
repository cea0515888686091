"""Who asks for large answers and reads none of them: others are served, little
is held meanwhile and nothing afterwards, and the connection is ended."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from live.asking import HOST, Request, client, query
from live.ordinary import questions
from live.service import Service
from live.serving import serving
from live.watching import Watch
from smartregions.web.pacing import OF_ONE_CLIENT

SETTINGS = {
    "query_bytes": str(256 << 20),
    "client_burst_seconds": "1000",
    "unread_seconds": "3",
    "queue_seconds": "50",  # on a busy machine the large answers before a question take long
}
LARGE = "SELECT * {{ ?s ?p ?o FILTER(RAND() < 2) }} LIMIT {} #{}"
"""No cache keeps it; 20000 rows are some 5 MB, which the kernel takes at once, 40000 some 9 MB."""
IN_KERNEL, LARGER = 20_000, 40_000
EACH, HELD = 24, 20 << 20
UNREAD_SECONDS = 3.0

number = count()
service = serving(SETTINGS)


def asked(service: Service, source: str, rows: int, stack: ExitStack) -> socket.socket:
    """A connection on which a large answer comes; nothing of it is read."""
    connection = stack.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(60)
    connection.bind((source, 0))
    connection.connect((HOST, service.port))
    path = f"/sparql?query={quote(LARGE.format(rows, next(number)))}"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/csv\r\n\r\n".encode())
    return connection


def again() -> Request:
    return query(LARGE.format(LARGER, next(number)))


@pytest.mark.parametrize(("clients", "rows"), [(1, IN_KERNEL), (8, IN_KERNEL), (8, LARGER)])
def test_answers_that_nobody_reads_harm_nobody(clients: int, rows: int, watch: Watch) -> None:
    sources = [client() for _ in range(clients)]
    with watch.unharmed(), ExitStack() as stack:
        for place in range(EACH):
            asked(watch.service, sources[place % clients], rows, stack)
            time.sleep(0.1)
        for question in questions()[:8]:
            watch.right(question)
        held = watch.service.processes.memory() - watch.base
        assert held < EACH * HELD, f"{held / 2**20:.0f} MB"


def test_one_client_has_few_large_answers_on_their_way(tmp_path: Path) -> None:
    settings = {**SETTINGS, "web_processes": "1", "unread_seconds": "30"}
    with Service(tmp_path, settings) as service, ExitStack() as stack:
        source = client()
        for _ in range(OF_ONE_CLIENT):
            assert asked(service, source, LARGER, stack).recv(12) == b"HTTP/1.1 200"
        refused = service.ask(again(), source)
        assert (refused.status, refused.type) == (503, "busy")
        assert service.ask(Request("/health"), source).status == 200
        other = service.ask(again(), client())
        assert (other.status, len(other.body)) == (200, int(other.headers["content-length"]))


def test_who_reads_nothing_is_let_go_and_its_place_is_free(watch: Watch) -> None:
    source = client()
    with ExitStack() as stack:
        begun = []
        for _ in range(OF_ONE_CLIENT):
            begun.append(asked(watch.service, source, LARGER, stack))
            assert begun[-1].recv(12) == b"HTTP/1.1 200"
        until = time.monotonic() + UNREAD_SECONDS + 57
        while (answer := watch.ask(again(), source)).status == 503:
            assert time.monotonic() < until, answer.text
            time.sleep(0.5)
        assert answer.status == 200
