"""Bodies on their way: no client keeps the others from sending theirs, or from being answered.

A thread waits for a body as long as its sender takes, and the server cannot be told to give up. So
few bodies are awaited at once, fewer of one client, and the threads of the rest stay free.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from smartregions.errors import Busy
from smartregions.messages import Message
from smartregions.web.clients.turns import paused

AT_ONCE, OF_ONE_CLIENT = 32, 8


class Input(Protocol):
    """What `wsgi.input` is (PEP 3333)."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer at the end."""


class Senders:
    """What is on its way to or from the clients of this process now: how much, and how many bytes
    where those are bounded."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        of_one_client: int = OF_ONE_CLIENT,
        bytes_at_once: float = math.inf,
        bytes_of_one_client: float = math.inf,
    ) -> None:
        self._at_once = at_once
        self._of_one_client = of_one_client
        self._bytes_at_once = bytes_at_once
        self._bytes_of_one_client = bytes_of_one_client
        self._sending: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, client: str, size: int = 0) -> Iterator[None]:
        """A place for one body of so many bytes. Raises Busy at once when there is none."""
        self._enter(client, size)
        try:
            yield
        finally:
            self._leave(client, size)

    def _enter(self, client: str, size: int) -> None:
        with self._lock:
            if (
                self._sending[client] >= self._of_one_client
                or self._bytes[client] + size > self._bytes_of_one_client
            ):
                raise Busy(
                    Message(
                        "{n} large bodies of this client are on their way already. Send or ask "
                        "for the next when one has arrived.",
                        n=self._sending[client],
                    )
                )
            if (
                self._sending.total() >= self._at_once
                or self._bytes.total() + size > self._bytes_at_once
            ):
                raise Busy(
                    Message("Too many large bodies are on their way. Try again in a few seconds.")
                )
            self._sending[client] += 1
            self._bytes[client] += size

    def _leave(self, client: str, size: int) -> None:
        with self._lock:
            self._sending[client] -= 1
            self._bytes[client] -= size
            if not self._sending[client]:
                del self._sending[client], self._bytes[client]


class Awaited:
    """An input whose reader needs a place while it waits."""

    def __init__(self, body: Input, senders: Senders, client: str) -> None:
        self._body = body
        self._senders = senders
        self._client = client

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer at the end. Raises Busy."""
        with self._senders.place(self._client), paused():
            return self._body.read(size)
