"""How many workers the memory of this machine carries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")  # kernel documentation, admin-guide/cgroup-v2.rst
_LIMITS = ("memory.max", "memory/memory.limit_in_bytes")
_SHARE = 0.75  # of the memory, for workers; the rest is for the index and those who answer


def memory() -> int:
    """Bytes of memory that this process and its children may take: the machine's, or fewer."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE")
    return min([machine, *_limits()])


def workers(most: int, budget: int, available: int) -> int:
    """How many may each take `budget` bytes at once, of so many available; at least one."""
    return max(1, min(most, int(available * _SHARE) // budget))


def _limits() -> Iterator[int]:
    """Those of this process's control group and of the groups around it."""
    for folder in _groups():
        for name in _LIMITS:
            with suppress(OSError, ValueError):
                yield int((folder / name).read_text("ascii"))


def _groups() -> Iterator[Path]:
    yield _CGROUP
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text("utf-8").splitlines():
            own = Path(line.split(":", 2)[2].lstrip("/"))
            yield from (_CGROUP / part for part in (own, *own.parents))
