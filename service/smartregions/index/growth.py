"""How much memory this process has come to hold since it was started, told cheaply; and how little
it keeps of what it gave up."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
from contextlib import suppress
from pathlib import Path

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # `man 3 mallopt`
_LARGE = 1 << 20
_SIZES = Path("/proc/self/statm")  # `man 5 proc`: pages; second those in memory, third of files


class Growth:
    """Counts from the time that this was made; made of two counts that cost 1 to 2 µs each.

    What a fork writes to is copied for it (copy on write), which is no growth of what it has in
    memory, but is memory that the machine has less. Each such page is a fault, so the faults are
    the most that may have been copied. The exact number (`Private_Dirty` of
    /proc/self/smaps_rollup) takes 26 ms to read where 400 MB are mapped: a new fork takes less.
    """

    def __init__(self) -> None:
        self._file = -1
        with suppress(OSError):
            self._file = os.open(_SIZES, os.O_RDONLY)
        self._first = self._held()
        self._faults = _faults()

    def held(self) -> int:
        """Bytes in memory now, less those at first; always 0 where nobody counts.

        Without the pages of files, such as libraries: the kernel maps many at the first use of one.
        """
        return self._held() - self._first

    def touched(self) -> int:
        """The most bytes that can have become this process's alone."""
        return (_faults() - self._faults) * resource.getpagesize()

    def _held(self) -> int:
        if self._file < 0:
            return 0
        _, resident, of_files, *_ = os.pread(self._file, 128, 0).split()
        return (int(resident) - int(of_files)) * resource.getpagesize()


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def keep_little() -> None:
    """Have each large block lie in pages of its own, which go when it does (glibc).

    By default glibc learns from the first that is freed to take the next, up to 32 MB, from what
    each thread keeps; of the end of that nothing is ever returned, not even by `malloc_trim`.
    """
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_TRIM_THRESHOLD, _LARGE)


def give_back() -> None:
    """Return to the system what is not used, by Python as well."""
    gc.collect()
    trim()


def trim() -> None:
    """Return to the system what the C library keeps (`man 3 malloc_trim`, glibc)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
