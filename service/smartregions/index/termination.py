"""The signals of a process that forks others.

SIGTERM waits while it forks and enters whom it must end: a child that nobody has entered would
outlive the service, and keep its state directory locked.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TERMINATION = {signal.SIGTERM}


@contextmanager
def deferred() -> Iterator[None]:
    """Have SIGTERM wait (`man 3 pthread_sigmask`); a process forked within calls `admitted`."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _TERMINATION)
    try:
        yield
    finally:
        admitted()


def admitted() -> None:
    """Have SIGTERM come from now on, one that waited included."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TERMINATION)


def woken_by_children(stop: Callable[..., None]) -> socket.socket:
    """What can be read from when a child has ended; SIGTERM is answered by `stop`."""
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.detach(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all
    signal.signal(signal.SIGTERM, stop)
    return woken
