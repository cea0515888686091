"""The workers of one keeper: forked for each post, replaced when they die, buried with their
fate."""

from __future__ import annotations

import os
import signal
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from smartregions.index.onhand import OnHand
from smartregions.index.post import Post, opened
from smartregions.index.termination import deferred
from smartregions.index.worker import Job, Snapshot, WorkerLimits, work

_FATES_KEPT = 1000
_AT_FIRST = 2
"""Workers of a post that stand at once on a new snapshot; the others follow in their time."""
_QUIET = 1.0
"""Seconds without another snapshot after which all are forked; sooner when who asks waits."""
_LOOK_UP = 0.02
"""Seconds between looks at whether anybody waits; a worker that was just forked may hear them."""
_LINGER = 2.0  # seconds in which the fate of the last worker may still be asked for


@dataclass(frozen=True)
class Team:
    """The workers of one post: its name, what they do, how many, and whether with network."""

    post: str
    jobs: Mapping[str, Job]
    count: int
    network: bool = False


@dataclass(frozen=True)
class Fate:
    """How a worker ended: by what signal, 0 for none, and whether the operator wanted it."""

    signal: int
    stopped: bool


@dataclass(frozen=True)
class _Worker:
    """Where one works, and what it works on."""

    post: Post
    on_hand: OnHand


class Staff:
    """As many workers for each team as it needs, on the newest snapshot."""

    def __init__(
        self,
        directory: Path,
        teams: Iterable[Team],
        limits: WorkerLimits,
        pipes: tuple[int, int],
        leave: Callable[[], None],
    ) -> None:
        """`pipes` are those to the log and of the service; `leave` closes what a fork inherits."""
        self._directory = directory
        self._teams = {team.post: team for team in teams}
        self._limits = limits
        self._pipes = pipes
        self._leave = leave
        self._snapshot: Snapshot | None = None
        self._posts: dict[str, Post] = {}
        self._workers: dict[int, _Worker] = {}
        self._stopped: set[int] = set()
        self._fates: OrderedDict[int, Fate] = OrderedDict()
        self._buried = 0.0
        self._renewed = self._forked = 0.0

    def renew(self, snapshot: Snapshot) -> None:
        """Have `fill` fork workers on this snapshot; those on another end their job and go."""
        self._snapshot, self._renewed = snapshot, time.monotonic()
        before = list(self._posts.values())
        for name in self._teams:
            self._posts[name] = opened(self._directory / name, *self._pipes)
        for post in before:
            post.close()

    def fill(self) -> float | None:
        """Fork one of those who are missing, unless another keeper has taken the post over.

        Gives the seconds after which more may be; None when none is missing. Where changes come one
        after the other, workers on each would be forked that nobody asks anything: a fork takes
        both sides milliseconds.
        """
        patience = None
        for name, post in self._posts.items():
            there, wanted = len(self.at(name)), self._teams[name].count
            if there >= wanted:
                continue
            if there >= _AT_FIRST and not self._is_quiet() and not self._is_short_at(post):
                patience = _LOOK_UP
            elif not post.abandoned():
                self._fork(self._teams[name], post)
                return 0
        return patience

    def _is_short_at(self, post: Post) -> bool:
        """Whether somebody waits whom those who stand there by now do not hear."""
        return time.monotonic() > self._forked + _LOOK_UP and post.is_waited_at()

    def _is_quiet(self) -> bool:
        return time.monotonic() > self._renewed + _QUIET

    def at(self, name: str) -> list[int]:
        """The workers of a post on the newest snapshot, by process number."""
        post = self._posts.get(name)
        return sorted(pid for pid, worker in self._workers.items() if worker.post is post)

    def bury(self) -> None:
        """Learn how those ended that did."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._enter(*ended)

    def fate(self, pid: int) -> Fate | None:
        """How a worker ended; None while it lives. Raises KeyError for one that is not known."""
        return None if pid in self._workers else self._fates[pid]

    def stop(self, job: int, by_operator: bool = False) -> bool:
        """End the worker that has this job, if one of these does; whether one did."""
        having = [pid for pid, worker in self._workers.items() if worker.on_hand.is_of(job)]
        return any(self._kill(pid, job, by_operator) for pid in having)

    def _kill(self, pid: int, job: int, by_operator: bool) -> bool:
        if not self._is_held(pid):
            return False
        if not self._workers[pid].on_hand.is_of(job):
            os.kill(pid, signal.SIGCONT)
            return False
        if by_operator:
            self._stopped.add(pid)
        os.kill(pid, signal.SIGKILL)
        return True

    def _is_held(self, pid: int) -> bool:
        """Stop a worker until it is told to go on or is killed; False when it ended by itself."""
        os.kill(pid, signal.SIGSTOP)
        _, status = os.waitpid(pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return True
        self._enter(pid, status)
        return False

    def is_gone(self) -> bool:
        """Whether all have ended for good, and nobody asks how any more."""
        for post in self._posts.values():
            if post.abandoned():
                post.close()
        return not self._workers and time.monotonic() - self._buried > _LINGER

    def end(self) -> None:
        """Kill all, and return when they are gone: they hold what the next service needs."""
        for pid in self._workers:
            os.kill(pid, signal.SIGKILL)
        for pid in self._workers:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _fork(self, team: Team, post: Post) -> None:
        assert self._snapshot is not None
        on_hand = OnHand()
        with deferred():
            pid = os.fork()
            if pid == 0:
                try:
                    self._work(self._snapshot, team, post, on_hand)
                finally:
                    os._exit(1)  # whatever it failed of, it is not to go on as its keeper
            self._workers[pid] = _Worker(post, on_hand)
        self._forked = time.monotonic()

    def _work(self, snapshot: Snapshot, team: Team, post: Post, on_hand: OnHand) -> NoReturn:
        self._leave()
        for other in self._posts.values():
            if other is not post:
                other.listener.close()
        work(snapshot, post, on_hand, self._limits, team.jobs, team.network)

    def _enter(self, pid: int, status: int) -> None:
        worker = self._workers.pop(pid, None)
        if worker is None:
            return
        worker.on_hand.close()
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        self._fates[pid] = Fate(number, pid in self._stopped)
        self._stopped.discard(pid)
        self._buried = time.monotonic()
        if len(self._fates) > _FATES_KEPT:
            self._fates.popitem(last=False)
