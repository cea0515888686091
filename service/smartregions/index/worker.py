"""A worker: a fork of the keeper that runs one job at a time on its snapshot of the index, and
may die of it.

It answers frames on one connection after another. Before each job it arms a timer whose signal,
with its default action, ends the process even inside the engine (`man setitimer`), and a signal
for the case that who asked goes away (`man fcntl`, O_ASYNC); memory and stack overflow end it by
other signals, so that all are told apart. The second may come for the arrival of the job as well,
when the sender is held up between handing it over and saying so (`unix_stream_sendmsg`).
A worker that has grown, or was lowered in priority, goes after its answer: a fresh fork costs
nothing to others. One that has made copies of what it shared, as reading makes them too, goes as
soon as nobody asks.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from pyoxigraph import Store

from smartregions.index import Revision, sandbox, wire
from smartregions.index.growth import Growth, trim
from smartregions.index.onhand import NUMBER, OnHand
from smartregions.index.post import Post
from smartregions.index.termination import admitted
from smartregions.index.titles import WORKER, entitle
from smartregions.index.wire import Frame
from smartregions.sparql.statistics import Statistics

_LOOK_UP = 500  # milliseconds between looks at whether the service and this snapshot still stand
_TURN = 0.02  # seconds after which a busy peer gives way to one that waits
_YIELD = 2  # milliseconds in which a worker without a peer takes who waits
_TRACE_LENGTH = 2000  # a write of up to PIPE_BUF bytes, 4096 on Linux, is never mixed with another


@dataclass(frozen=True)
class WorkerLimits:
    """What a job may take, and what a worker may hold."""

    memory: int = 1 << 30
    """Bytes that a job may take."""
    stack: int = 1 << 30
    """Bytes of stack."""
    deadline: float = 30.0
    """The most seconds that a job may ask for."""
    growth: int = 6 << 20
    """Bytes by which a worker may have grown and still take another job."""
    copied: int = 1 << 29
    """Bytes that it may have copied of the index and still take another job: to copy them is most
    of the time of a query that reads much, and the next one finds them copied."""
    at_rest: int = 4 << 20
    """Bytes that it may have copied and still be there when nobody asks."""


@dataclass(frozen=True)
class Snapshot:
    """The index in one state of the data."""

    store: Store
    revision: Revision
    statistics: Statistics | None = None
    merge: Store | None = None
    """Its default graph by itself, where that is the merge of all and is at hand."""


Job = Callable[[Snapshot, Mapping[str, Any], bytes], Frame]
"""What a worker does for one frame, given the index, the head and the body: the answer."""

SPOILS = "spoils"
"""Set in the head of an answer when the worker's copy of the index may have been changed."""


def work(
    snapshot: Snapshot,
    post: Post,
    on_hand: OnHand,
    limits: WorkerLimits,
    jobs: Mapping[str, Job],
    network: bool = False,
) -> NoReturn:
    """Serve until killed, in a fresh fork of a single-threaded process."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    admitted()
    entitle(WORKER)
    _send_errors_to(post.log)
    if sandbox.available():
        sandbox.prefer_to_be_killed()
        sandbox.limit_memory(limits.memory + limits.stack)
        sandbox.confine(network)
    threading.stack_size(limits.stack)
    thread = threading.Thread(target=lambda: _Worker(snapshot, post, on_hand, limits, jobs).serve())
    thread.start()
    thread.join()
    os._exit(0)


def _send_errors_to(log: int) -> None:
    """Python's tracebacks go to the log, shortened; what a dying engine prints goes nowhere."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)

    def tell(args: threading.ExceptHookArgs) -> None:
        text = "".join(
            traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
        )
        os.write(log, text[-_TRACE_LENGTH:].encode())

    threading.excepthook = tell


class _Worker:
    """The thread that serves; it alone has the deep stack."""

    def __init__(
        self,
        snapshot: Snapshot,
        post: Post,
        on_hand: OnHand,
        limits: WorkerLimits,
        jobs: Mapping[str, Job],
    ) -> None:
        self._snapshot = snapshot
        self._post = post
        self._on_hand = on_hand
        self._limits = limits
        self._jobs = jobs
        self._growth = Growth()
        self._keeper = os.getppid()
        self._priority = os.getpriority(os.PRIO_PROCESS, 0)
        self._spent = False

    def serve(self) -> None:
        while not self._spent and (connection := self._accepted()) is not None:
            with connection, suppress(BrokenPipeError, ConnectionResetError):
                self._converse(connection.fileno())

    def _accepted(self) -> socket.socket | None:
        """Who waits next; None once there is nothing to wait for."""
        poll = _polling(self._post.listener.fileno())
        while not self._post.abandoned():
            if not poll.poll(_LOOK_UP):
                if self._is_worn():
                    return None
            else:
                try:
                    connection, _ = self._post.listener.accept()
                except BlockingIOError:  # another worker was first
                    continue
                except OSError:  # the keeper closed the post
                    return None
                connection.setblocking(True)
                return connection
        return None

    def _converse(self, peer: int) -> None:
        """Greet, answer, and say when this worker leaves before the peer does."""
        fcntl.fcntl(peer, fcntl.F_SETOWN, os.getpid())
        head = {
            "change": self._snapshot.revision.change,
            "keeper": os.getppid(),
            "memory": self._limits.memory,
        }
        wire.send(peer, Frame({"pid": os.getpid(), "thread": threading.get_native_id(), **head}))
        began = time.monotonic()
        while not self._spent and self._is_wanted(peer, began):
            frame = wire.receive(peer)
            if frame is None:
                return
            if frame.head.get("least", 0) > self._snapshot.revision.change:
                break
            answer = self._answer(peer, frame)
            # before who asked can be found to be gone
            self._spent = bool(answer.head.get(SPOILS)) or self._is_spent()
            wire.send(peer, answer)
        wire.send(peer, Frame({"left": True}))

    def _is_wanted(self, peer: int, began: float) -> bool:
        """Wait for the peer's next job; False once another should have this worker, or nobody."""
        listener = self._post.listener.fileno()
        poll = _polling(peer, listener)
        while not self._post.abandoned():
            ready = dict(poll.poll(_LOOK_UP))
            if not ready and self._is_worn():
                self._spent = True
                return False
            if listener not in ready:
                if ready:
                    return True
                continue
            # a peer that has had an answer needs a moment before its next job
            is_ready = peer in ready or bool(_polling(peer).poll(_YIELD))
            if is_ready and time.monotonic() - began < _TURN:
                return True
            if listener in dict(_polling(listener).poll(0)):
                return False
        return False

    def _answer(self, peer: int, frame: Frame) -> Frame:
        flags = fcntl.fcntl(peer, fcntl.F_GETFL)
        seconds = max(0.001, min(float(frame.head["timeout"]), self._limits.deadline))
        signal.setitimer(signal.ITIMER_REAL, seconds)  # 0 would disarm it
        fcntl.fcntl(peer, fcntl.F_SETFL, flags | os.O_ASYNC)
        if any(event & select.POLLHUP for _, event in _polling(peer).poll(0)):
            os._exit(0)
        self._on_hand.take(frame.head.get(NUMBER, 0))
        with sandbox.ended_by_want_of_memory():
            answer = self._jobs[frame.head["job"]](self._snapshot, frame.head, frame.body)
        self._on_hand.lay_down()
        fcntl.fcntl(peer, fcntl.F_SETFL, flags)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return answer

    def _is_spent(self) -> bool:
        if self._is_last():
            return False
        lowered = os.getpriority(os.PRIO_PROCESS, 0) > self._priority
        return lowered or self._has_grown() or self._growth.touched() > self._limits.copied

    def _has_grown(self) -> bool:
        if self._growth.held() <= self._limits.growth:
            return False
        trim()  # takes 1 ms; what the C library keeps is no reason to go
        return self._growth.held() > self._limits.growth

    def _is_worn(self) -> bool:
        """Whether a fresh fork should stand here while nobody asks."""
        return self._growth.touched() > self._limits.at_rest and not self._is_last()

    def _is_last(self) -> bool:
        """Whether nobody would stand here after it: its keeper is gone, and no other has come."""
        return os.getppid() != self._keeper


def _polling(*descriptors: int) -> select.poll:
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return poll
