"""The processes of one running service, and the memory that is theirs.

Memory is PSS (`man 5 proc_pid_smaps`): each page counts once, however many processes share it.
"""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

Role = Literal["web", "guard", "keeper", "worker"]
_PATIENCE = 60.0
_SEVERAL = 2  # workers that stand wherever these tests run
_THREADS_OF_AN_ANSWER = 3
ROLES: tuple[Role, ...] = ("worker", "keeper", "guard", "web")


class Processes:
    """The tree under the process that was started; a process is known by where it stands in it."""

    def __init__(self, root: int) -> None:
        self.root = root

    def of(self, role: Role) -> list[int]:
        """The numbers of the processes in this role, sorted.

        A worker is marked for the kernel as the first to kill; its parent is the keeper, whose
        parent is the guard. A process that answers HTTP has many threads, and no children.
        """
        children = _children()
        parents = {child: parent for parent, own in children.items() for child in own}
        tree = self._below(children)
        workers = {pid for pid in tree if _is_marked(pid)}
        keepers = {parents[pid] for pid in workers if pid in parents}
        found: dict[Role, set[int]] = {
            "web": {pid for pid in tree if not children[pid] and _threads(pid) > 2},
            "guard": {parents[pid] for pid in keepers if pid in parents},
            "keeper": keepers,
            "worker": workers,
        }
        return sorted(found[role])

    def keeper(self) -> int:
        """The number of the one keeper; its workers, by which it is known, may be changing now."""
        until = time.monotonic() + _PATIENCE
        while len(found := self.of("keeper")) != 1:
            assert time.monotonic() < until, found
            time.sleep(0.02)
        return found[0]

    def settled(self) -> list[int]:
        """The workers, once they change no more: old ones go within half a second of a change."""
        until, before = time.monotonic() + _PATIENCE, list[int]()
        while len(found := self.of("worker")) < _SEVERAL or found != before:
            assert time.monotonic() < until, found
            before = found
            time.sleep(1)
        return found

    def all(self) -> list[int]:
        """The root and all its descendants."""
        return self._below(_children())

    def _below(self, children: Mapping[int, list[int]]) -> list[int]:
        found, left = [], [self.root]
        while left:
            found.append(left.pop())
            left += children.get(found[-1], [])
        return found

    def memory(self) -> int:
        """Bytes of the whole tree."""
        return sum(map(pss, self.all()))

    def kill(self, pid: int) -> None:
        """SIGKILL; nothing happens when it has ended by itself."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Waits:
    """How long threads of some processes could have run, and the machine ran others.

    The second number of each thread's `schedstat` (the kernel's Documentation/scheduler/
    sched-stats.rst); nothing where the kernel does not count it.
    """

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = tuple(pids)
        self._before = self._now()

    def longest(self) -> float:
        """Seconds that one answer can have waited since: of the loop that reads the request, the
        thread that answers it, and the one that has the interpreter before that."""
        waits = [now - self._before.get(task, 0) for task, now in self._now().items()]
        return sum(sorted(waits)[-_THREADS_OF_AN_ANSWER:]) / 1e9

    def _now(self) -> dict[str, int]:
        found = {}
        for pid in self._pids:
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with suppress(OSError):  # it ended meanwhile
                    found[str(task)] = int(task.read_text("ascii").split()[1])
        return found


def _children() -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
                if state != "Z":
                    found[int(parent)].append(int(entry.name))
    return found


def _is_marked(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/oom_score_adj").read_text("ascii").strip() == "1000"
    except OSError:  # it ended meanwhile
        return False


def _threads(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:  # it ended meanwhile
        return 0
    return int(status.partition("Threads:")[2].split()[0])


def pss(pid: int) -> int:
    """Bytes of one process; 0 when it has ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii", "replace")
    except OSError:  # it ended meanwhile
        return 0
    return (
        sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) << 10
    )
