"""Processes that answer are followed by others under clients that connect before they know what to
ask, and that keep their connections: nobody loses a request, and no connection is closed of which
an answer did not say it."""

from __future__ import annotations

import http.client
import sys
import threading
import time

from live.asking import HOST, client
from live.ordinary import questions
from live.service import Service
from live.serving import serving

CLIENTS, PAUSE, SILENT = 12, 0.03, 0.3
FOLLOWED = 4
"""Processes that must have gone, each followed by another, before the clients stop."""
SECONDS = 120.0
ALWAYS_WORN = """
from smartregions.cli import main
from smartregions.web import wear
wear.HELD_BYTES = wear._SPARE_BYTES = -1 << 40
wear._BUSY_BYTES = 1 << 40
main()
"""


service = serving({}, (sys.executable, "-c", ALWAYS_WORN))
"""Each process that answers asks for a successor as soon as it answers nobody."""


class Client:
    """Asks again and again on one connection; a new one after each that was closed."""

    def __init__(self, service: Service, over: threading.Event) -> None:
        self._service = service
        self._over = over
        self._source = client()
        self._requests = [question.request for question in questions()]
        self._connection: http.client.HTTPConnection | None = None
        self.answered = self.kept = self.closed = 0
        self.failed: list[str] = []

    def run(self) -> None:
        while not self._over.wait(PAUSE):
            self._ask()
        self._close()

    def _ask(self) -> None:
        was_open = self._connection is not None
        try:
            self._answer()
        except (http.client.RemoteDisconnected, ConnectionError) as error:
            self._close()
            if was_open:
                self.closed += 1
            else:
                self.failed.append(repr(error))
        except (OSError, http.client.HTTPException) as error:  # an answer that was begun, or late
            self._close()
            self.failed.append(repr(error))

    def _answer(self) -> None:
        self.kept += self._connection is not None
        if self._connection is None:
            source = (self._source, 0)
            self._connection = http.client.HTTPConnection(
                HOST, self._service.port, timeout=60, source_address=source
            )
            self._connection.connect()
            self._over.wait(SILENT)
        asked = self._requests[self.answered % len(self._requests)]
        self._connection.request(asked.method, asked.path, asked.body, dict(asked.headers))
        response = self._connection.getresponse()
        body = response.read()
        self.answered += 1
        if response.status != 200:
            self.failed.append(f"{response.status} {body[:200]!r}")
        if response.getheader("connection", "").lower() == "close":
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def test_nobody_loses_a_request_when_a_process_is_followed(service: Service) -> None:
    over = threading.Event()
    clients = [Client(service, over) for _ in range(CLIENTS)]
    threads = [threading.Thread(target=one.run) for one in clients]
    for thread in threads:
        thread.start()
    seen: set[int] = set()
    until = time.monotonic() + SECONDS
    while len(seen) < FOLLOWED + 2 and time.monotonic() < until:
        seen.update(service.processes.of("web"))
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    assert len(seen) >= FOLLOWED + 2
    assert not [failure for one in clients for failure in one.failed]
    answered, kept = sum(one.answered for one in clients), sum(one.kept for one in clients)
    assert answered > CLIENTS and kept > 0
    assert sum(one.closed for one in clients) == 0, f"of {kept} kept ones"
    assert service.restarts() == 0
