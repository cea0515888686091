"""Clients that fetch large files and do not read them cost nobody else an answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from live.asking import HOST, Request, client, query
from live.service import Service
from smartregions.web.files import OF_ONE_CLIENT

LARGE = Request("/dumps/all.nq")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {"web_processes": "1", "unread_seconds": "60"}
    with Service(tmp_path_factory.mktemp("slow"), settings) as service:
        assert service.ask(LARGE).status == 200
        yield service


def begun(service: Service, stack: ExitStack, source: str) -> bytes:
    """The status line of an answer of which nothing more is read."""
    reader = stack.enter_context(socket.socket())
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(60)
    reader.bind((source, 0))
    reader.connect((HOST, service.port))
    reader.sendall(f"GET {LARGE.path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    return reader.recv(12)


def test_one_client_holds_its_places_and_no_more(service: Service) -> None:
    source = client()
    with ExitStack() as stack:
        for _ in range(OF_ONE_CLIENT):
            assert begun(service, stack, source) == b"HTTP/1.1 200"
        refused = service.ask(LARGE, source)
        assert (refused.status, refused.type) == (503, "busy")
        assert refused.headers["retry-after"]
        assert service.ask(Request("/dumps/regions.ttl"), source).status == 200
        other = service.ask(LARGE, client())
        assert (other.status, len(other.body)) == (200, int(other.headers["content-length"]))
        assert service.ask(query("ASK { ?s ?p ?o }"), client()).status == 200
    until = time.monotonic() + 60
    while service.ask(LARGE, source).status != 200:
        assert time.monotonic() < until, "places are not free again"
        time.sleep(0.1)


def test_what_is_asked_by_head_or_refused_holds_no_place(service: Service) -> None:
    source = client()
    for _ in range(OF_ONE_CLIENT + 1):
        assert service.ask(Request(LARGE.path, "HEAD"), source).status == 200
        behind = {"Range": "bytes=999999999-"}
        assert service.ask(Request(LARGE.path, headers=behind), source).status == 416
        etag = service.ask(Request(LARGE.path, "HEAD"), source).headers["etag"]
        had = Request(LARGE.path, headers={"If-None-Match": etag})
        assert service.ask(had, source).status == 304
    assert service.ask(LARGE, source).status == 200
