"""Whether anybody on this machine waits for a processor."""

from __future__ import annotations

import re
import time
from pathlib import Path

_PRESSURE = Path("/proc/pressure/cpu")  # https://docs.kernel.org/accounting/psi.html
_STALLED = re.compile(rb"some .*total=([0-9]+)")
_FELT = 0.02
"""The part of a time for which somebody waited, from which on it is said to be felt."""


class Contention:
    """Seen from the time that this was made, or from the last look."""

    def __init__(self) -> None:
        self._stalled = _stalled()
        self._at = time.monotonic()

    def is_felt(self) -> bool:
        """Whether somebody waited meanwhile; True where the kernel does not tell."""
        stalled, at = _stalled(), time.monotonic()
        if stalled is None or self._stalled is None:
            return True
        waited, passed = (stalled - self._stalled) / 1e6, at - self._at
        self._stalled, self._at = stalled, at
        return waited > passed * _FELT


def _stalled() -> int | None:
    """The microseconds, since the machine started, in which at least one task waited."""
    try:
        found = _STALLED.match(_PRESSURE.read_bytes())
    except OSError:
        return None
    return int(found[1]) if found else None
