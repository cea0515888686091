"""What must hold after anything that one client did to the service."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from live.asking import Answer, Request, client
from live.lateness import Lateness
from live.listener import SECRET, Listener
from live.ordinary import Ordinary, questions
from live.processes import Waits
from live.service import Service
from smartregions.settings import Settings

HEALTH_SECONDS = 1.0
LATE_SECONDS = 0.1
WARM_SECONDS, CALM_SECONDS = 10.0, 60.0
SPARE_BYTES = 32 << 20
STILL_BYTES = 1 << 20
QUESTIONS = 24
HEALTH = Request("/health")
PAGE = Request("/search?q=a", headers={"Accept": "text/html"})
"""Has a process that answers read the names of all things, which it keeps."""

_INNER = re.compile(
    r"Traceback \(most recent call last\)|File \"/|panicked at|os error \d+|Connection refused"
    rf"|error sending request|dns error|Operation not permitted|{re.escape(SECRET)}|root:x:0:0"
)


class Watch:
    """One service, what it takes when nobody asks, and a listener that nobody may call."""

    def __init__(self, service: Service, listener: Listener) -> None:
        self.service = service
        self.listener = listener
        self._warm()
        self.base = service.processes.memory()
        """Bytes of the whole tree at rest, after each process has answered something."""

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Around what a client does: nobody else feels it, during or after."""
        before = self.service.restarts()
        called = self.listener.connections
        with _Pulse(self.service) as pulse:
            yield
            pulse.beat()
        assert not pulse.missed, pulse.missed
        assert self.service.restarts() == before, self.service.said()[-2000:]
        assert self.listener.connections == called
        self._expect_calm()
        self._expect_right_answer()

    def ask(self, request: Request, source: str = "", seconds: float = 60.0) -> Answer:
        """The answer, by a client that asked nothing before unless one is named.

        It says nothing of what is behind the walls, and refuses in the shape of all problems.
        """
        answer = self.service.ask(request, source or client(), seconds)
        assert not _INNER.search(answer.text), answer.text[:2000]
        assert "secret" not in str(answer.headers)
        if answer.status in (429, 503):
            assert int(answer.headers["retry-after"]) > 0
        assert answer.status != 500, answer.text
        return answer

    def right(self, question: Ordinary) -> Answer:
        """The right answer to an ordinary question; asked anew while it is the machine that is
        late, so that the question runs into the deadline."""
        until = time.monotonic() + CALM_SECONDS
        with Lateness() as machine:
            while True:
                began = time.monotonic()
                answer = self.ask(question.anew().request)
                is_late = answer.type == "deadline" and machine.since(began) > LATE_SECONDS
                if not is_late or time.monotonic() > until:
                    assert question.is_right(answer), answer
                    return answer

    def _warm(self) -> None:
        """Have every worker answer everything, and wait until nothing changes any more."""

        def ask() -> None:
            for question in questions()[:QUESTIONS]:
                self.service.ask(question.anew().request, client())
                self.service.ask(PAGE, client())

        threads = [threading.Thread(target=ask) for _ in range(Settings().queries_at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until = time.monotonic() + WARM_SECONDS
        before, taken = 0, self.service.processes.memory()
        while abs(taken - before) > STILL_BYTES and time.monotonic() < until:
            time.sleep(0.5)
            before, taken = taken, self.service.processes.memory()

    def _expect_calm(self) -> None:
        allowed = self.base * 1.1 + SPARE_BYTES
        until = time.monotonic() + CALM_SECONDS
        while (taken := self.service.processes.memory()) > allowed:
            assert time.monotonic() < until, f"{taken:,} bytes at rest; {allowed:,.0f} are allowed"
            time.sleep(0.1)

    def _expect_right_answer(self) -> None:
        self.right(questions()[0])


class _Pulse:
    """Asks /health again and again, from the side; where the machine is late, that is no fault."""

    def __init__(self, service: Service) -> None:
        self.missed: list[str] = []
        self._service = service
        self._source = client()
        self._machine = Lateness()
        self._web = service.processes.of("web")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beats)

    def __enter__(self) -> _Pulse:
        self._machine.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._machine.__exit__()

    def beat(self) -> None:
        """Ask once; what is not a quick yes is kept.

        What the machine keeps from those who ask and who answer is no fault of the service.
        """
        began, waits = time.monotonic(), Waits(self._web)
        try:
            answer = self._service.ask(HEALTH, self._source)
        except OSError as error:
            self.missed.append(repr(error))
            return
        if answer.status != 200:
            self.missed.append(f"{answer.status} {answer.text[:200]}")
        took = time.monotonic() - began
        late = self._machine.since(began) + waits.longest()
        if took > HEALTH_SECONDS + late:
            self.missed.append(f"{took:.2f} s, on a machine that was {late:.2f} s late")

    def _beats(self) -> None:
        while not self._over.wait(0.1):
            self.beat()
