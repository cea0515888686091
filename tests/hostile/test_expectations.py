"""What a request expects before it is sent whole, and what is asked of the server as a whole
(RFC 9110, sections 10.1.1 and 9.3.7)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from live.asking import HOST, Request, client
from live.service import Service

ASK = b"ASK {}"
TOO_LONG = 1 << 30
SECONDS = 30.0


class Line:
    """A connection: what is said on it, and the answers as they come."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._read = connection.makefile("rb")

    def say(self, first: str, *headers: str, body: bytes = b"") -> None:
        head = "\r\n".join([f"{first} HTTP/1.1", "Host: x", *headers, "", ""])
        self._connection.sendall(head.encode() + body)

    def send(self, body: bytes) -> None:
        self._connection.sendall(body)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content of the next response, be it 100."""
        status = int(self._read.readline().split()[1])
        lines = iter(self._read.readline, b"\r\n")
        pairs = (line.decode().partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        return status, headers, self._read.read(int(headers.get("content-length", 0)))

    def is_closed(self) -> bool:
        return self._read.read(1) == b""


@pytest.fixture
def line(service: Service) -> Iterator[Line]:
    with _line(service) as connected:
        yield connected


@contextmanager
def _line(service: Service) -> Iterator[Line]:
    place = (HOST, service.port)
    with socket.create_connection(place, SECONDS, (client(), 0)) as connection:
        yield Line(connection)


def _posting(length: int) -> tuple[str, str]:
    return "Content-Type: application/sparql-query", f"Content-Length: {length}"


@pytest.mark.parametrize("said", ["100-continue", "100-Continue", "100-continue,", ""])
def test_a_body_that_is_wanted_is_asked_for_and_answered(line: Line, said: str) -> None:
    line.say("POST /sparql", f"Expect: {said}", *_posting(len(ASK)))
    if said.lower() == "100-continue":
        assert line.answer()[0] == 100
    line.send(ASK)
    status, _, content = line.answer()
    assert (status, b"true" in content) == (200, True)
    line.say("GET /health", "Expect: 100-continue")
    assert line.answer()[0] == 200


def test_a_body_that_is_refused_is_not_asked_for(line: Line) -> None:
    line.say("POST /sparql", "Expect: 100-continue", *_posting(TOO_LONG))
    assert line.answer()[0] == 413
    assert line.is_closed()


@pytest.mark.parametrize("said", ["200-ok", "100-continue, 200-ok", "100", "100-continue;x=y"])
def test_an_unknown_expectation_is_told_before_the_body_is_sent(line: Line, said: str) -> None:
    line.say("POST /sparql", f"Expect: {said}", *_posting(len(ASK)))
    status, headers, content = line.answer()
    assert (status, headers["connection"]) == (417, "close")
    assert b"problems#expectation" in content
    assert line.is_closed()


def test_an_unknown_expectation_is_told_where_the_answer_is_known(service: Service) -> None:
    source = client()
    for expecting, status in (({}, 200), ({"Expect": "200-ok"}, 417), ({}, 200)):
        assert service.ask(Request("/regions", headers=expecting), source).status == status


def test_the_server_as_a_whole_says_what_methods_there_are(line: Line) -> None:
    line.say("OPTIONS *")
    status, headers, content = line.answer()
    assert (status, content) == (204, b"")
    methods = {each.strip() for each in headers["allow"].split(",")}
    assert {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} <= methods
    line.say("GET /health")
    assert line.answer()[0] == 200


@pytest.mark.parametrize("first", ["GET *", "OPTIONS /*", "OPTIONS /%2A"])
def test_nothing_else_is_about_the_server_as_a_whole(line: Line, first: str) -> None:
    line.say(first)
    assert line.answer()[0] == 404
