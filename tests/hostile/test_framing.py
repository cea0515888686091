"""Cases 84 to 88: every byte of a connection belongs to one request, and slow ones hold nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from live.asking import HOST, client
from live.framing import FRAMINGS, Framing, send
from live.ordinary import questions
from live.watching import Watch

SLOW_CLIENTS = 200
SLOW_SECONDS = 4
ANSWER_SECONDS = 10.0
"""A slow client stays for longer."""

HEADERS = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 1000\r\n\r\n"
)


@pytest.mark.parametrize("framing", FRAMINGS, ids=str)
def test_a_request_of_unclear_length_is_refused_or_read_in_one_way(
    framing: Framing, watch: Watch
) -> None:
    with watch.unharmed():
        outcome = send(watch.service.port, framing, client())
    assert outcome.is_safe(framing), outcome


@pytest.mark.parametrize("start", [b"", HEADERS, BODY], ids=["silent", "headers", "body"])
def test_88_many_slow_clients_hold_nobody(start: bytes, watch: Watch) -> None:
    """All from one address, which is enough to stop a server that gives each a thread."""
    with watch.unharmed(), _slow(watch.service.port, start) as connections:
        until = time.monotonic() + SLOW_SECONDS
        while time.monotonic() < until:
            for connection in connections:
                with suppress(OSError):  # the service may have enough of it
                    connection.send(b"x" if start else b"")
            assert watch.right(questions()[1]).seconds < ANSWER_SECONDS
            time.sleep(0.3)


def test_88_slow_clients_of_many_addresses_leave_room_for_questions_by_get(watch: Watch) -> None:
    with watch.unharmed(), _slow(watch.service.port, BODY, many=True):
        for question in questions()[2:6]:
            assert watch.right(question).seconds < ANSWER_SECONDS


@contextmanager
def _slow(port: int, start: bytes, many: bool = False) -> Iterator[list[socket.socket]]:
    source = client()
    with ExitStack() as stack:
        connections = []
        for _ in range(SLOW_CLIENTS):
            source = client() if many else source
            connection = socket.create_connection((HOST, port), 10, source_address=(source, 0))
            stack.enter_context(connection)
            connection.sendall(start)
            connections.append(connection)
        yield connections
