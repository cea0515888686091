"""Who asks for large answers and reads none of them: others are served, and memory is used again.

What is held meanwhile is what was asked for; what the HTTP server took, it keeps for later answers
(docs/threat-model.md, "Not covered").
"""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from urllib.parse import quote

import pytest

from live.asking import HOST, client
from live.ordinary import questions
from live.service import Service
from live.watching import Watch

LARGE = "SELECT * {{ ?s ?p ?o FILTER(RAND() < 2) }} LIMIT 20000 #{}"
"""Some 4 MB, and no cache keeps it."""
ANSWER, COPIES = 4 << 20, 2
EACH, SECONDS = 40, 4.0


def ask_and_read_nothing(service: Service, source: str, number: int, stack: ExitStack) -> None:
    connection = socket.socket()
    stack.enter_context(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.bind((source, 0))
    connection.connect((HOST, service.port))
    path = f"/sparql?query={quote(LARGE.format(number))}"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/csv\r\n\r\n".encode())


@pytest.mark.parametrize("clients", [1, 4, 4])
def test_answers_that_nobody_reads_harm_nobody(clients: int, watch: Watch) -> None:
    sources = [client() for _ in range(clients)]
    with watch.unharmed(EACH * ANSWER), ExitStack() as stack:
        for number in range(EACH):
            ask_and_read_nothing(watch.service, sources[number % clients], number, stack)
            time.sleep(SECONDS / EACH)
        for question in questions()[:8]:
            answer = watch.ask(question.anew().request)
            assert question.is_right(answer), answer
        held = watch.service.processes.memory() - watch.base
        assert held < EACH * COPIES * ANSWER, f"{held / 2**20:.0f} MB"
