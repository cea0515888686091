"""A worker: a fork of the keeper that runs one job at a time on its snapshot of the index, and
may die of it.

It answers frames on one connection after another. Before each job it arms a timer whose signal,
with its default action, ends the process even inside the engine (`man setitimer`); memory and
stack overflow end it by other signals, so that the three are told apart.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pyoxigraph import Store

from smartregions.index import Revision, sandbox, wire
from smartregions.index.wire import Frame

Job = Callable[[Store, Mapping[str, Any], bytes], Frame]
"""What a worker does for one frame, given the index, the head and the body: the answer."""

_LOOK_UP = 500  # milliseconds between looks at whether newer workers serve
_TRACE_LENGTH = 2000  # a write of up to PIPE_BUF bytes, 4096 on Linux, is never mixed with another


@dataclass(frozen=True)
class WorkerLimits:
    """Bytes of memory that a job may take, bytes of stack, and the most seconds that it may ask."""

    memory: int = 1 << 30
    stack: int = 1 << 30
    deadline: float = 30.0


@dataclass(frozen=True)
class Snapshot:
    """The index in one state of the data."""

    store: Store
    revision: Revision


@dataclass(frozen=True)
class Post:
    """Where a worker works: the socket it accepts on, its address, and the pipe to the log."""

    listener: socket.socket
    path: Path
    inode: int
    log: int

    def abandoned(self) -> bool:
        """Whether a later socket stands at the address, or none: then newer workers serve."""
        try:
            return self.path.stat().st_ino != self.inode
        except FileNotFoundError:
            return True


def work(snapshot: Snapshot, post: Post, limits: WorkerLimits, jobs: Mapping[str, Job]) -> NoReturn:
    """Serve until killed, in a fresh fork of a single-threaded process."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    _send_errors_to(post.log)
    if sandbox.available():
        sandbox.prefer_to_be_killed()
        sandbox.limit_memory(limits.memory + limits.stack)
        sandbox.refuse_network_and_processes()
    threading.stack_size(limits.stack)
    thread = threading.Thread(target=_serve, args=(snapshot, post, limits, jobs))
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


def _serve(snapshot: Snapshot, post: Post, limits: WorkerLimits, jobs: Mapping[str, Job]) -> None:
    while not post.abandoned() and _await(post.listener.fileno(), post):
        connection, _ = post.listener.accept()
        with connection, suppress(BrokenPipeError, ConnectionResetError):
            _converse(connection.fileno(), post, snapshot, limits, jobs)


def _converse(
    peer: int, post: Post, snapshot: Snapshot, limits: WorkerLimits, jobs: Mapping[str, Job]
) -> None:
    wire.send(peer, Frame({"pid": os.getpid(), "change": snapshot.revision.change}))
    while _await(peer, post) and (frame := wire.receive(peer)) is not None:
        if frame.head.get("least", 0) > snapshot.revision.change:
            return
        signal.setitimer(signal.ITIMER_REAL, _seconds(frame, limits))
        answer = jobs[frame.head["job"]](snapshot.store, frame.head, frame.body)
        signal.setitimer(signal.ITIMER_REAL, 0)
        wire.send(peer, answer)
        if post.abandoned():
            return


def _await(descriptor: int, post: Post) -> bool:
    """Wait until there is something to do; False once newer workers do it."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while not poll.poll(_LOOK_UP):
        if post.abandoned():
            return False
    return True


def _seconds(frame: Frame, limits: WorkerLimits) -> float:
    """What is asked, at most the limit; never 0, which would disarm the timer."""
    return max(0.001, min(float(frame.head["timeout"]), limits.deadline))
