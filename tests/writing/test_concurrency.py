"""Several clients at once, answered by two processes: nothing is lost, nothing is half seen."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smartregions.registry.log import opened
from writing.publishing import MINE, SPACE, Publishing, number, publishing, turtle

Token = Mapping[str, str]

CLIENTS, INCREMENTS, PUTS = 4, 50, 50
MOST_TRIES = 5_000


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    folder = tmp_path_factory.mktemp("busy")
    with publishing(folder, web_processes="2", requests_per_client="100") as running:
        yield running


def at_once(work: Callable[[int], None], clients: int = CLIENTS) -> None:
    """Have so many clients work at the same time; raises what one of them raises."""
    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(work, client) for client in range(clients)]:
            done.result()


def test_conditional_increments_are_all_counted(busy: Publishing) -> None:
    token = busy.token()
    assert busy.put("counter", token, turtle("counter", label="0")).status == 201

    def increment(_: int) -> None:
        done = tries = 0
        while done < INCREMENTS:
            tries += 1
            assert tries < MOST_TRIES
            read = busy.send("GET", "/graph/partner/counter", {"Accept": "text/turtle"})
            found = re.search(r'label "([0-9]+)"@en', read.text)
            assert read.status == 200 and found
            text = turtle("counter", label=str(int(found[1]) + 1))
            written = busy.put("counter", token, text, If_Match=read.headers["etag"])
            assert written.status in (200, 412, 503), written.text
            done += written.status == 200

    at_once(increment)
    expected = f'"{CLIENTS * INCREMENTS}"@en'
    assert expected in busy.send("GET", "/graph/partner/counter").text
    with opened(busy.registry) as registry:
        changes = list(registry.history(MINE + "counter"))
        registry.verify()
    assert len(changes) == CLIENTS * INCREMENTS + 1


def test_graphs_that_are_written_at_once_all_stand(busy: Publishing) -> None:
    token = busy.token()

    def write(client: int) -> None:
        for round_ in range(10):
            name = f"at-once-{client}-{round_}"
            while (answer := busy.put(name, token, turtle(name))).status == 503:
                assert answer.type == "busy"
            assert answer.status == 201

    at_once(write)
    for client in range(CLIENTS):
        for round_ in range(10):
            assert busy.count(f"<{SPACE}at-once-{client}-{round_}> ?p ?o") == 4


def test_readers_see_the_old_or_the_new(busy: Publishing) -> None:
    token = busy.token()
    sizes = (3, 7)
    texts = [turtle(*(f"torn-{n}" for n in range(size))) for size in sizes]
    assert busy.put("torn", token, texts[0]).status == 201
    finished = threading.Event()

    def write() -> None:
        try:
            for round_ in range(PUTS):
                written = busy.put("torn", token, texts[(round_ + 1) % 2])
                assert written.status == 200, written.text
                seen = busy.send("GET", "/graph/partner/torn")
                assert number(seen) >= number(written)  # what was acknowledged is visible
        finally:
            finished.set()

    def read(client: int) -> None:
        if client == 0:
            return write()
        while not finished.is_set():
            pattern = f"GRAPH <{MINE}torn> {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{SPACE}')) }}"
            assert busy.count(pattern) in sizes
            whole = busy.send("GET", "/graph/partner/torn", {"Accept": "application/n-triples"})
            assert whole.text.count("ontology#Actor>") in sizes
        return None

    at_once(read, 3)


def test_what_is_acknowledged_survives_the_service(tmp_path: Path) -> None:
    with publishing(tmp_path) as running:
        token = running.token()
        assert running.put("kept", token, turtle("kept")).status == 201
    with publishing(tmp_path) as running:
        assert running.count(f"<{SPACE}kept> ?p ?o") == 4
        assert running.put("kept", token, turtle("kept", "more")).status == 200


def test_when_it_is_kept_and_not_shown_yet_the_answer_says_so(tmp_path: Path) -> None:
    """The process that holds the index is stopped: workers judge, and nobody shows what came."""
    with publishing(tmp_path, queue_seconds="8", query_seconds="30") as running:
        token = running.token()
        assert running.put("before", token, turtle("before")).status == 201
        running.service.processes.settled()  # who is stopped forks no worker
        keeper = running.service.processes.keeper()
        os.kill(keeper, signal.SIGSTOP)
        try:
            kept = running.put("hidden", token, turtle("hidden"))
            assert (kept.status, number(kept)) == (202, running.changes())
        finally:
            os.kill(keeper, signal.SIGCONT)
        until = time.monotonic() + 60
        while running.count(f"<{SPACE}hidden> ?p ?o") != 4:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert running.put("hidden", token, turtle("hidden", "more")).status == 200
