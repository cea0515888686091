"""The guard: a process that sees to it that a keeper stands, and that none outlives the service."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

_SET_PARENT_DEATH_SIGNAL = 1
_PAUSE = 0.2  # seconds before a keeper that died is started anew


def start(keep: Callable[[], NoReturn]) -> int:
    """Fork the guard, which runs `keep` in a child as often as it dies; gives the guard's number.

    To be called before this process has threads. SIGTERM ends guard and keeper, and so does the end
    of this process.
    """
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _end_with(parent)
        _guard(keep)
    return pid


def _guard(keep: Callable[[], NoReturn]) -> NoReturn:
    keeper = 0

    def stop(*_: object) -> None:
        if keeper:
            os.kill(keeper, signal.SIGTERM)
            os.waitpid(keeper, 0)
        os._exit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, stop)
    guard = os.getpid()
    while True:
        keeper = os.fork()
        if keeper == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _end_with(guard)
            keep()
        os.waitpid(keeper, 0)
        time.sleep(_PAUSE)


def _end_with(parent: int) -> None:
    """Get SIGTERM when the parent ends (`man 2 prctl`, PR_SET_PDEATHSIG); Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)
