"""Ordinary people at work: so many clients, each asking, reading, thinking, and asking again."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from live.asking import HOST, Answer, client, on
from live.ordinary import Ordinary, questions

THINKING_SECONDS = 0.2
PATIENCE_SECONDS = 30.0


@dataclass
class Tally:
    """What came of the questions of one load."""

    seconds: list[float] = field(default_factory=list)
    """Of each right answer."""
    wrong: list[str] = field(default_factory=list)
    """A 200 that was not the whole and right answer."""
    refused: list[str] = field(default_factory=list)
    """Any other status."""
    failed: list[str] = field(default_factory=list)
    """No whole response."""

    @property
    def questions(self) -> int:
        """How many came to an end."""
        return sum(map(len, (self.seconds, self.wrong, self.refused, self.failed)))

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the right answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def __str__(self) -> str:
        lost = {"wrong": self.wrong, "refused": self.refused, "failed": self.failed}
        said = ", ".join(f"{len(found)} {name}" for name, found in lost.items())
        times = f"p50 {self.quantile(0.5) * 1000:.1f} ms, p99 {self.quantile(0.99) * 1000:.1f} ms"
        most = f", the longest {max(self.seconds, default=0.0) * 1000:.0f} ms"
        return f"{len(self.seconds)} right, {said}; {times}{most}"


class Load:
    """`count` clients, each with an address and a standing connection of its own.

    They ask the ordinary questions in an order that the seed decides, half of them in letters that
    no cache knows.
    """

    def __init__(self, port: int, count: int, seed: int = 1) -> None:
        self.tally = Tally()
        self._port = port
        self._over = threading.Event()
        asked = questions()
        self._threads = [
            threading.Thread(target=self._live, args=(random.Random(seed * 1000 + i), asked))
            for i in range(count)
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, drawn: random.Random, asked: Sequence[Ordinary]) -> None:
        source = client()
        connection = _connection(self._port, source)
        while not self._over.wait(drawn.expovariate(1 / THINKING_SECONDS)):
            question = drawn.choice(asked)
            if drawn.random() < 0.5:
                question = question.anew()
            try:
                answer = on(connection, question.request)
            except (OSError, http.client.HTTPException) as error:
                self.tally.failed.append(repr(error))
                connection.close()
                connection = _connection(self._port, source)
            else:
                self._count(question, answer)
        connection.close()

    def _count(self, question: Ordinary, answer: Answer) -> None:
        if question.is_right(answer):
            self.tally.seconds.append(answer.seconds)
        elif answer.status == 200:
            self.tally.wrong.append(f"{question.request.path[:300]}\n{answer.text[:1000]}")
        else:
            self.tally.refused.append(f"{answer.status} {answer.text[:200]}")


class Attack:
    """One client that sends what `rounds` yields, again and again, until the block is left."""

    def __init__(self, attacks: Sequence[Callable[[str], Answer | None]]) -> None:
        self.sent: Counter[str] = Counter()
        """How often each outcome came, by status and problem."""
        self._tried = 0
        self._attacks = attacks
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def rounds(self) -> float:
        """How often all of it was sent."""
        return self._tried / len(self._attacks)

    def __enter__(self) -> Attack:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        source = client()
        while not self._over.is_set():
            for attack in self._attacks:
                if self._over.is_set():
                    break
                with suppress(OSError, http.client.HTTPException):
                    answer = attack(source)
                    self.sent[f"{answer.status} {answer.type}".strip() if answer else "left"] += 1
                self._tried += 1
                time.sleep(0.01)


def _connection(port: int, source: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(
        HOST, port, timeout=PATIENCE_SECONDS, source_address=(source, 0)
    )
