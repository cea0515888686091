"""The budget of a client: a token bucket of working time, kept in parts by several processes.

A bucket holds what was spent and not yet regained; time drains it. Each process writes one part
of it, and no process waits for another: the parts are put together in the order of their times,
and a process that spends writes its part so that together they are the whole bucket with the
amount added. One after another, this is exact. When two processes spend in the same microseconds,
no amount is lost; they may count the regaining since their last writings once less than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What one process adds to a bucket at a time of the system's monotonic clock; in seconds."""

    spent: float
    time: float


@dataclass(frozen=True, slots=True)
class Budget:
    """`rate` seconds of work are regained each second; at most `burst` are there to be spent."""

    rate: float
    burst: float

    def spent(self, parts: Sequence[Part], now: float) -> float:
        """What is spent and not yet regained, in seconds of work."""
        level, before = 0.0, 0.0
        for part in sorted(parts, key=_time):
            level = max(0.0, level - self.rate * (part.time - before)) + part.spent
            before = part.time
        return max(0.0, level - self.rate * max(0.0, now - before))

    def spending(self, own: Part, others: Sequence[Part], amount: float, now: float) -> Part:
        """The own part after `amount` is spent too."""
        now = max(now, own.time, *(part.time for part in others), 0.0)
        whole = self.spent([own, *others], now)
        return Part(whole + amount - self.spent(others, now), now)

    def wait(self, spent: float) -> float:
        """Seconds until there is something to be spent again; 0 when there is."""
        return max(0.0, spent - self.burst) / self.rate

    def allows(self, spent: float) -> bool:
        """Whether there is something to be spent."""
        return spent < self.burst


def _time(part: Part) -> float:
    return part.time
