"""A service that is told to stop: who asked something is answered, or told to come again.

Nobody waits in vain for what takes long, and nobody is left without an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from live.asking import Answer, Request, client, query
from live.hostile import CUBE, NEVER
from live.service import Service

AT_ONCE = 2
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
    until = time.monotonic() + 60
    while len(service.ask(RUNNING, client()).json()["queries"]) < AT_ONCE:
        assert time.monotonic() < until
        time.sleep(0.02)
    service.stop()
    for thread in threads:
        thread.join()
    assert [(answer.status, answer.type) for answer in answers] == [(503, "busy")] * AT_ONCE
    assert all("is being stopped" in answer.text for answer in answers)
    assert all(answer.headers["retry-after"] for answer in answers)
    assert "Stopped." in service.said()
