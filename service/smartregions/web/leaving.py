"""How a process that answers goes: it takes no more connections, answers what is asked on those
that it has, and goes when none is left. Its successor takes those that come meanwhile; where there
is none, for the service stops, none come, and who says nothing is awaited for a moment.

The server alone would close, as soon as it is told to go, each connection on which it has read
nothing, whose request may be on its way: hyper's `graceful_shutdown`
(https://github.com/hyperium/hyper/pull/3808). Here it closes those that stay silent for as long as
it always lets them, and each answer ends its connection (`web/wear.py`), so none is left at last.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STOP_SECONDS = 2.0
"""For what may be on its way when the service stops; less than the guard waits for the rest."""

_FILES = Path("/dev/fd")
_LOOPBACK = "127.0.0.1"
_LOOK_SECONDS = 0.05
_ATTACH_FILTER = 26  # SO_ATTACH_FILTER
_DROP = struct.pack("HBBI", 0x06, 0, 0, 0)
"""Says of each packet that none of it is wanted (`linux/filter.h`, BPF_RET)."""
_WAITING = struct.Struct("24xI")
"""Of what is told of a socket that listens, how many wait there (`linux/tcp.h`, tcpi_unacked)."""
_SHARE = 10
"""Of the time, at most one part in so many goes into looking."""


class Leaving:
    """The connections of this process, which were taken from a socket that others listen on too."""

    def __init__(self, listener: socket.socket, taking: int, closing: Callable[[], None]) -> None:
        """`taking` is the number of the file by which the server takes connections; `closing` has
        each answer end its connection."""
        self._listener = listener
        self._taking = taking
        self._closing = closing
        self._address = _address(listener)

    def give_way(self, *_: object) -> None:
        """Go when no connection is left; returns at once, as the handler of a signal must."""
        threading.Thread(target=self._leave, daemon=True).start()

    def stop(self, *_: object) -> None:
        """Go, and take no successor for granted; returns at once, too."""
        threading.Thread(target=self._stop, daemon=True).start()

    def _stop(self) -> None:
        self._closing()
        if sys.platform == "linux":
            with suppress(OSError):
                self._keep_out()
                self._await_taking()
        self._go(STOP_SECONDS)

    def _keep_out(self) -> None:
        """Have the kernel drop what comes to the socket, for all who have it. Who wants to connect
        tries again after a second, and finds who listens then, or that nobody does; were the socket
        closed, who waits there would be sent away."""
        program = ctypes.create_string_buffer(_DROP)
        told = struct.pack("HP", 1, ctypes.addressof(program))
        self._listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, told)

    def _await_taking(self) -> None:
        """Return when the server has taken all who have connected."""
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            told = self._listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _WAITING.size)
            if _WAITING.unpack(told) == (0,):
                return
            time.sleep(_LOOK_SECONDS / _SHARE)

    def _leave(self) -> None:
        self._take_no_more()
        self._go(math.inf)

    def _go(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        looks_without = 0
        while looks_without < 2 and time.monotonic() < until:  # one may have been taken meanwhile
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
        try:
            looked_at = socket.socket(fileno=number)
        except OSError:  # no socket, or closed meanwhile
            return False
        try:
            is_of_these = _address(looked_at) == self._address
            return is_of_these and bool(looked_at.getpeername())
        except OSError:  # one that listens or did, or that its peer has left
            return False
        finally:
            looked_at.detach()


def _address(looked_at: socket.socket) -> tuple[int, int] | None:
    """Family and port on this side, if it is of TCP."""
    if looked_at.family not in (socket.AF_INET, socket.AF_INET6):
        return None
    return looked_at.family, looked_at.getsockname()[1]
