"""How much memory this process has come to hold since it was started."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_SIZES = Path("/proc/self/statm")  # `man 5 proc`: pages, the second number those in memory


class Growth:
    """Bytes in memory now, less those at the time this was made; always 0 where nobody counts."""

    def __init__(self) -> None:
        self._file = -1
        with suppress(OSError):
            self._file = os.open(_SIZES, os.O_RDONLY)
        self._first = self._resident()

    def __call__(self) -> int:
        return self._resident() - self._first

    def _resident(self) -> int:
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 128, 0).split()[1]) * os.sysconf("SC_PAGESIZE")
