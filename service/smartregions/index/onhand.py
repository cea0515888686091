"""Which job a worker has at the moment, in memory that it shares with its keeper.

A worker is killed for the sake of one job, and may have gone on to the next one of somebody else by
then. So the keeper holds it (SIGSTOP), looks which job it has, and only then kills it or lets go.
"""

from __future__ import annotations

import mmap
import struct

NUMBER = "number"
"""Where the head of a frame has the number of its job."""

_JOB = struct.Struct("=Q")
_NONE = 0


class OnHand:
    """Made before the fork, so that both sides have it: the worker writes, the keeper reads."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _JOB.size)

    def take(self, job: int) -> None:
        """Have this job from now on."""
        _JOB.pack_into(self._memory, 0, job)

    def lay_down(self) -> None:
        """Have none from now on."""
        self.take(_NONE)

    def is_of(self, job: int) -> bool:
        """Whether the worker has this job."""
        return job != _NONE and _JOB.unpack_from(self._memory) == (job,)

    def close(self) -> None:
        """Give up the memory: the worker has ended."""
        self._memory.close()
