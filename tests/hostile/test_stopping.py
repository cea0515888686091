"""A service that is told to stop: who asked something is answered, or told to come again.

Nobody waits in vain for what takes long, and nobody is left without an answer.
"""

from __future__ import annotations

import http.client
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from live.asking import HOST, Answer, Request, client, on, query
from live.hostile import CUBE, NEVER
from live.service import Service

AT_ONCE = 2
CONNECTED = 16
HEALTH = Request("/health")
TOKEN = "0123456789abcdef" * 2
RUNNING = Request("/queries/running", headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    chosen = {
        "query_seconds": "100",
        "queries_at_once": str(AT_ONCE),
        "operator_token": TOKEN,
        "catalogue_ahead": "0",
    }
    with Service(tmp_path, chosen) as started:
        yield started


def test_who_waits_for_an_answer_is_told_that_the_service_stops(service: Service) -> None:
    answers: list[Answer] = []

    def one(number: int) -> None:
        asked = query(f"SELECT (COUNT(*) AS ?n) {{ {CUBE} {NEVER} }} # {number}")
        answers.append(service.ask(asked, client(), 90))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    _await(lambda: len(service.ask(RUNNING, client()).json()["queries"]) == AT_ONCE)
    service.stop()
    for thread in threads:
        thread.join()
    assert [(answer.status, answer.type) for answer in answers] == [(503, "busy")] * AT_ONCE
    assert all("is being stopped" in answer.text for answer in answers)
    assert all(answer.headers["retry-after"] for answer in answers)
    assert "Stopped." in service.said()


def test_who_has_connected_before_is_answered_and_nobody_after(service: Service) -> None:
    """Some have said nothing yet, some were answered before; one never says anything. Who comes
    later waits in the kernel of his machine for the next service."""
    with ExitStack() as stack:
        silent, *others = (stack.enter_context(_connected(service)) for _ in range(CONNECTED))
        for connection in others[::2]:
            assert on(connection, HEALTH).status == 200
        service.tell(signal.SIGTERM)
        _await(lambda: not _takes(service))
        for connection in others:
            answer = on(connection, HEALTH)
            assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert service.ended() == 0
        assert silent.sock.recv(1) == b""


def test_told_twice_it_waits_for_nobody(service: Service) -> None:
    """Once it would have told them to come again, which `..._is_told_that...` sees."""
    lost: list[type[Exception]] = []

    def one() -> None:
        try:
            service.ask(query(f"SELECT (COUNT(*) AS ?n) {{ {CUBE} {NEVER} }}"), client(), 90)
        except (OSError, http.client.HTTPException) as error:
            lost.append(type(error))

    thread = threading.Thread(target=one)
    thread.start()
    _await(lambda: service.ask(RUNNING, client()).json()["queries"])
    service.tell(signal.SIGTERM)
    _await(lambda: not _takes(service))
    time.sleep(0.6)  # sooner it would be the same signal, sent to a group as well
    service.tell(signal.SIGINT)
    assert service.ended() == 0
    thread.join()
    assert len(lost) == 1


@contextmanager
def _connected(service: Service, seconds: float = 60.0) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(
        HOST, service.port, timeout=seconds, source_address=(client(), 0)
    )
    with closing(connection):
        connection.connect()
        yield connection


def _takes(service: Service) -> bool:
    """Whether it still takes connections."""
    try:
        with _connected(service, 0.1):
            return True
    except TimeoutError:  # the kernel answers for who listens, however busy they are
        return False


def _await(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
