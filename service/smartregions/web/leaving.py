"""How a process that answers gives way to its successor: it takes no more connections, answers what
is asked on those that it has, and goes when none is left.

The server alone would close, as soon as it is told to go, each connection on which it has read
nothing, whose request may be on its way: hyper's `graceful_shutdown`
(https://github.com/hyperium/hyper/pull/3808). Here it closes those that stay silent for as long as
it always lets them, and each answer ends its connection (`web/wear.py`), so none is left at last.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path

_FILES = Path("/dev/fd")
_LOOPBACK = "127.0.0.1"
_LOOK_SECONDS = 0.05
_SHARE = 10
"""Of the time, at most one part in so many goes into looking."""


class Leaving:
    """The connections of this process, which were taken from a socket that others listen on too."""

    def __init__(self, taking: int) -> None:
        """`taking` is the number of the file by which the server takes connections."""
        self._taking = taking
        self._address = _address(taking)

    def begin(self, *_: object) -> None:
        """Give way; returns at once, as the handler of a signal must."""
        threading.Thread(target=self._leave, daemon=True).start()

    def _leave(self) -> None:
        self._take_no_more()
        looks_without = 0
        while looks_without < 2:  # one may have been taken while the first look was
            began = time.monotonic()
            looks_without = 0 if self._count() else looks_without + 1
            time.sleep(max(_LOOK_SECONDS, _SHARE * (time.monotonic() - began)))
        os.kill(os.getpid(), signal.SIGTERM)

    def _take_no_more(self) -> None:
        """Have the file be another socket, that nobody knows of: the one it was is the
        successor's as well, and must stay as it is."""
        with socket.create_server((_LOOPBACK, 0)) as unknown:
            unknown.setblocking(False)
            os.dup2(unknown.fileno(), self._taking)

    def _count(self) -> int:
        return sum(self._is_connection(int(entry.name)) for entry in _FILES.iterdir())

    def _is_connection(self, number: int) -> bool:
        return number != self._taking and _address(number, listening=False) == self._address


def _address(number: int, listening: bool = True) -> tuple[int, int] | None:
    """Family and port on this side of what a file number stands for, if it is such TCP."""
    try:
        looked_at = socket.socket(fileno=number)
    except OSError:  # no socket, or closed meanwhile
        return None
    try:
        if looked_at.family not in (socket.AF_INET, socket.AF_INET6):
            return None
        if looked_at.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) != listening:
            return None
        return looked_at.family, looked_at.getsockname()[1]
    except OSError:
        return None
    finally:
        looked_at.detach()
