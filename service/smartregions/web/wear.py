"""What a process that answers does when its work is over: it gives memory back, and goes when it
has come to hold too much.

A process that has come to hold more than at its start asks for a successor, unless somebody is
being answered. From then on each of its answers ends its connection, so that whoever asks again is
answered by the next; when it gives way (`leaving.py`), no connection that is in use is closed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from smartregions.index.growth import Growth, give_back
from smartregions.web import cache

Headers = list[tuple[str, str]]

_LOOK_SECONDS = 0.5
_BUSY_BYTES = 1 << 20  # touched between two looks
_SPARE_BYTES = 24 << 20
HELD_BYTES = 32 << 20
"""What a process may hold more than at its start, beside the answers that it keeps. Of it, 13 MB
come with the first requests: names, templates, threads."""


def watch(app: Flask, ask_for_successor: Callable[[], None]) -> UnderWay:
    """Look at this process from a thread of its own; what the app is answering."""
    under_way = UnderWay(app.wsgi_app)
    app.wsgi_app = under_way  # type: ignore[assignment]
    kept: cache.Kept = app.extensions[cache.KEY]
    wear = _Wear(under_way, kept, ask_for_successor)
    threading.Thread(target=wear.watch, daemon=True).start()
    return under_way


class UnderWay:
    """A WSGI application that counts what another is answering, and says when it is to go."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.count = 0
        """Requests whose answer is not all handed over."""
        self.is_leaving = False
        """Whether each answer ends its connection."""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer (PEP 3333)."""
        self._add(1)
        try:
            answer = self._app(environ, partial(_ending, start) if self.is_leaving else start)
        except BaseException:
            self._add(-1)
            raise
        if isinstance(answer, list):
            self._add(-1)
            return answer
        return _Counted(answer, lambda: self._add(-1))

    def leave(self) -> None:
        """Have each answer end its connection."""
        self.is_leaving = True

    def _add(self, number: int) -> None:
        with self._lock:
            self.count += number


def _ending(start: StartResponse, status: str, headers: Headers, *more: Any) -> Any:
    """Start an answer that ends its connection (RFC 9112, section 9.6)."""
    kept = [(name, value) for name, value in headers if name.lower() != "connection"]
    return start(status, [*kept, ("Connection", "close")], *more)


class _Counted:
    """An answer that is told when it is over."""

    def __init__(self, answer: Iterable[bytes], over: Callable[[], None]) -> None:
        self._answer = answer
        self._parts = iter(answer)
        self._over: Callable[[], None] | None = over

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> bytes:
        return next(self._parts)

    def close(self) -> None:
        """Close the answer; once is enough."""
        over, self._over = self._over, None
        if over:
            over()
            if close := getattr(self._answer, "close", None):
                close()


class _Wear:
    """How much this process has come to hold."""

    def __init__(
        self, under_way: UnderWay, kept: cache.Kept, ask_for_successor: Callable[[], None]
    ) -> None:
        self._under_way = under_way
        self._kept = kept
        self._ask_for_successor = ask_for_successor
        self._growth = Growth()
        self._touched = 0
        self._is_worn = False

    def watch(self) -> None:
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
            self._look()
        time.sleep(_LOOK_SECONDS)
        os._exit(0)

    def _look(self) -> None:
        before, self._touched = self._touched, self._growth.touched()
        if self._touched - before > _BUSY_BYTES:
            self._is_worn = True
        elif self._is_worn or self._held() > _SPARE_BYTES:
            self._is_worn = False
            give_back()
            self._go_if_worn()

    def _held(self) -> int:
        return self._growth.held() - self._kept.bytes

    def _go_if_worn(self) -> None:
        if self._under_way.count == 0 and self._held() > HELD_BYTES:
            self._under_way.leave()
            self._ask_for_successor()  # again at each look: one process goes at a time
