"""Many requests of one client at the same time, sent and read by one thread."""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from live.asking import HOST

_numbers = itertools.count()
_PIECE = 1 << 20
_PATIENCE = 60.0


class Crowd:
    """Connections of one address, one for each request; a status of 0 is none that was read."""

    def __init__(self, port: int, source: str) -> None:
        self._port = port
        self._source = source

    def statuses(self, targets: Iterable[str], accept: str = "text/html") -> Counter[int]:
        """Ask all of them by GET at once, and read every answer to its end."""
        return self.together([(self, targets)], accept)

    @classmethod
    def together(
        cls, asked: Iterable[tuple[Crowd, Iterable[str]]], accept: str = "text/html"
    ) -> Counter[int]:
        """The same for several clients."""
        found: Counter[int] = Counter()
        with ExitStack() as stack:
            waiting = stack.enter_context(selectors.DefaultSelector())
            for crowd, targets in asked:
                for target in targets:
                    connection = stack.enter_context(crowd._asked(target, accept))
                    waiting.register(connection, selectors.EVENT_READ, bytearray())
            until = time.monotonic() + _PATIENCE
            while waiting.get_map():
                assert time.monotonic() < until, f"{len(waiting.get_map())} are not answered"
                for key, _ in waiting.select(1.0):
                    cls._read(key, waiting, found)
        return found

    @classmethod
    @contextmanager
    def unread(cls, asked: Iterable[tuple[Crowd, Iterable[str]]]) -> Iterator[None]:
        """Ask all of them, and read nothing while something else is done."""
        with ExitStack() as stack:
            for crowd, targets in asked:
                for target in targets:
                    stack.enter_context(crowd._asked(target, "text/html"))
            yield

    def _asked(self, target: str, accept: str) -> socket.socket:
        connection = socket.socket()
        connection.bind((self._source, 0))
        connection.connect((HOST, self._port))
        head = f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nAccept: {accept}\r\n"
        head += f"Accept-Language: en, x-{next(_numbers)}\r\n"  # no cache has the answer
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
        return connection

    @staticmethod
    def _read(
        key: selectors.SelectorKey, waiting: selectors.BaseSelector, found: Counter[int]
    ) -> None:
        connection, read = key.fileobj, key.data
        assert isinstance(connection, socket.socket)
        if piece := connection.recv(_PIECE):
            read += piece
            return
        waiting.unregister(connection)
        found[int(read[9:12]) if read.startswith(b"HTTP/1.1 ") else 0] += 1
