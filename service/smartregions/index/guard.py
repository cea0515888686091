"""The guard: the single-threaded process that starts all others, each anew when it dies, and that
none of them outlives."""

from __future__ import annotations

import ctypes
import logging
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from smartregions.errors import ServiceError
from smartregions.index.chores import Chore
from smartregions.index.ending import Ending
from smartregions.index.keeper import Surroundings
from smartregions.index.serving import LEAVE_SECONDS, STOP, Serve, Serving
from smartregions.index.termination import admitted, deferred
from smartregions.messages import Message

Keep = Callable[[Surroundings], NoReturn]

_LOG = logging.getLogger(__name__)
_SET_PARENT_DEATH_SIGNAL = 1
_PAUSE = 0.2  # seconds before a process that died is started anew
_EARLY_DEATHS = 3  # of one kind, before the service has answered once, are given up on
_TICK = 0.02  # seconds between two looks whether the service answers
_FINISH_SECONDS = 3.0
"""What is asked of the index when the service is told to stop may take so long; then it is over."""
_STOP_SECONDS = 12.0
"""After that, for clients that send or take something slowly."""


class Guard:
    """Starts a keeper and the processes that answer; to be made before there are threads.

    SIGTERM and SIGINT end them all, a second one at once, and so does the end of this process.
    Once the service answers, a process of its own does what is to be done `first`, and then each
    chore when it is due.
    """

    def __init__(
        self,
        keep: Keep,
        serve: Sequence[Serve] = (),
        chores: Sequence[Chore] = (),
        first: Callable[[], NoReturn] | None = None,
        leaving: Callable[[], None] = lambda: None,
        leave_seconds: float = LEAVE_SECONDS,
    ) -> None:
        """`leaving` lets those who answer know that nothing comes from the index any more;
        `leave_seconds` is what one who gives way to its successor may take."""
        self._keep = keep
        self._first = first
        self._leaving = leaving
        self._chores = chores
        self._doing: int | None = None  # the process of a chore
        self._chore: Chore | None = None
        self._keepers: list[int] = []  # the newest last
        self._serving = Serving(serve, self._forked, leave_seconds)
        self._early: dict[str, int] = {}
        self._is_ready = False
        self._lifeline, self._end_of_lifeline = os.pipe()
        self._woken, self._waker = socket.socketpair()

    def run(
        self,
        is_ready: Callable[[], bool] = lambda: True,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Return when told to stop, with all ended; `is_ready` is asked until it says so.

        `meanwhile` is done beside the loading of the index; nobody answers before it is over.
        Raises what it raises, and ServiceError when the service dies again and again before it
        was ready.
        """
        self._listen()
        try:
            self._start_keeper()
            meanwhile()
            self._serving.start_all()
            while not self._told_to_stop(is_ready):
                self._replace()
                self._tidy()
        finally:
            self._end()

    def _listen(self) -> None:
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            signal.signal(number, lambda *_: None)

    def _told_to_stop(self, is_ready: Callable[[], bool]) -> bool:
        """Wait for a signal, or for the next look whether the service answers."""
        if not self._is_ready:
            self._is_ready = is_ready()
        pause = 1.0 if self._is_ready else _TICK
        select.select([self._woken.fileno(), self._serving.heard], [], [], pause)
        self._serving.heed()
        numbers = b""
        with suppress(BlockingIOError):
            numbers = self._woken.recv(4096)
        if signal.SIGUSR1 in numbers:
            self._start_keeper()
        return signal.SIGTERM in numbers or signal.SIGINT in numbers

    def _replace(self) -> None:
        """Start anew what died. Of several keepers the newest counts: the others are to go."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                if (place := self._serving.bury(pid)) is not None:
                    self._give_up_or_wait(Message("answers"))
                    self._serving.start(place)
                elif pid == self._doing:
                    self._finish(status)
                elif pid in self._keepers:
                    is_newest = pid == self._keepers[-1]
                    self._keepers.remove(pid)
                    if is_newest:
                        self._give_up_or_wait(Message("holds the index"))
                        self._start_keeper()

    def _tidy(self) -> None:
        """Have done what is due, if nobody does anything."""
        if self._doing is not None or not self._is_ready:
            return
        if self._first is not None:
            self._doing, self._first = self._forked(self._first), None
            return
        self._chore = next((chore for chore in self._chores if chore.due()), None)
        if self._chore is not None:
            self._doing = self._forked(self._chore.do)

    def _finish(self, status: int) -> None:
        """Have what was not done be tried again; who did it has told why, unless it was killed."""
        chore, self._doing, self._chore = self._chore, None, None
        if chore is None or status == 0:
            return
        code = os.waitstatus_to_exitcode(status)
        how = f"exit code {code}" if code > 0 else signal.strsignal(-code)
        _LOG.warning(
            "the process that %s failed (%s); the next try is in %.0f seconds",
            *(chore.what, how, chore.due.failed()),
        )

    def _give_up_or_wait(self, what: Message) -> None:
        _LOG.warning("the process that %s ended and is started again", what)
        if not self._is_ready:
            self._early[what] = self._early.get(what, 0) + 1
            if self._early[what] >= _EARLY_DEATHS:
                raise ServiceError(
                    Message("The process that {what} ends as soon as it is started.", what=what)
                )
        time.sleep(_PAUSE)

    def _start_keeper(self) -> None:
        guard = os.getpid()
        surroundings = Surroundings(self._lifeline, lambda: os.kill(guard, signal.SIGUSR1))
        self._keepers.append(self._forked(lambda: self._keep(surroundings)))

    def _forked(self, run: Callable[[], NoReturn]) -> int:
        """The number of a process that does this and nothing of what its parent was about to.

        Until it has handlers of its own, SIGTERM waits: it would be told to the parent.
        """
        parent = os.getpid()
        with deferred():
            pid = os.fork()
            if pid == 0:
                try:
                    self._become_child(parent)
                    run()
                except BaseException:  # noqa: BLE001 - nothing may unwind into those of the parent
                    traceback.print_exc()
                finally:
                    os._exit(1)
        return pid

    def _become_child(self, parent: int) -> None:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGUSR1):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all
        admitted()
        os.close(self._end_of_lifeline)
        self._woken.close()
        self._waker.close()
        _end_with(parent)

    def _end(self) -> None:
        """Those who answer finish what they can in a moment, and are then told that nothing comes
        to them any more; last go those who hold the index. Who does not go is killed."""
        ending = Ending(self._woken)
        answering = self._serving.all()
        ending.tell(answering, STOP)
        left = ending.remaining(answering, _FINISH_SECONDS)
        self._leaving()
        others = [*self._keepers, *([] if self._doing is None else [self._doing])]
        ending.tell([*left, *others], signal.SIGTERM)
        for pids in (left, others):
            ending.kill(ending.remaining(pids, _STOP_SECONDS))
        signal.set_wakeup_fd(-1)


def _end_with(parent: int) -> None:
    """Get SIGTERM when the parent ends (`man 2 prctl`, PR_SET_PDEATHSIG); Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)
