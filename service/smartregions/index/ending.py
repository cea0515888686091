"""How the guard ends what it has started: in good time, or at once when it is told again."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import suppress

_AGAIN_SECONDS = 0.5
"""A signal so soon after the first is the same one: `timeout` and shells send it to a process and
to its group."""
_LOOK_SECONDS = 0.01


class Ending:
    """The end of a service, which has begun."""

    def __init__(self, woken: socket.socket) -> None:
        """`woken` has the number of each signal that comes."""
        self._woken = woken
        self._began = time.monotonic()
        self._is_urged = False

    def tell(self, pids: Iterable[int], number: signal.Signals) -> None:
        """Send them a signal."""
        for pid in pids:
            os.kill(pid, number)

    def remaining(self, pids: Iterable[int], seconds: float) -> list[int]:
        """Those that have not ended after so many seconds, or when it is told again; the others
        are buried."""
        until = time.monotonic() + seconds
        left = list(pids)
        while left := [pid for pid in left if not _has_ended(pid)]:
            if time.monotonic() > until or self._must_hurry():
                break
            time.sleep(_LOOK_SECONDS)
        return left

    def kill(self, pids: Iterable[int]) -> None:
        """End them whatever they do."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _must_hurry(self) -> bool:
        numbers = b""
        with suppress(BlockingIOError):
            numbers = self._woken.recv(4096)
        if time.monotonic() > self._began + _AGAIN_SECONDS:
            self._is_urged |= signal.SIGTERM in numbers or signal.SIGINT in numbers
        return self._is_urged


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True
