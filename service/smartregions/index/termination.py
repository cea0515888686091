"""SIGTERM waits while a process forks and enters whom it must end: a child that nobody has entered
would outlive the service, and keep its state directory locked."""

from __future__ import annotations

import signal
from collections.abc import Iterator
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
