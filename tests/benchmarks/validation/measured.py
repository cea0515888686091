"""A command as a process of its own: how long it took, and how much memory."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

MEBIBYTE = 1024


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    seconds: float
    cpu_seconds: float
    mebibytes: float
    ended: bool = True
    """False for a run that was cut off."""
    findings: int = 0


def run(arguments: list[str], output: Path, corpus: Path, limit: float | None = None) -> Run:
    """A process whose output goes to a file; it may reject the data, and is killed at a limit.

    A small process starts it: `ru_maxrss` counts what the starting one held, too (getrusage(2)).
    """
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as small:
        return small.submit(_run, arguments, output, corpus, limit).result()


def _run(arguments: list[str], output: Path, corpus: Path, limit: float | None) -> Run:
    environment = os.environ | {"SMARTREGIONS_CORPUS": str(corpus)}
    start = time.perf_counter()
    with output.open("wb") as written, Path(os.devnull).open("wb") as nowhere:
        process = os.posix_spawn(
            arguments[0],
            arguments,
            environment,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, written.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
            ],
        )
        timer = threading.Timer(limit or threading.TIMEOUT_MAX, os.kill, (process, signal.SIGKILL))
        timer.start()
        # Ended and not yet waited for, it keeps its number: the timer cannot hit another process.
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        timer.cancel()
        timer.join()
        _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1) and not (limit and code == -signal.SIGKILL):
        raise SystemExit(f"{arguments} ended with {code}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / MEBIBYTE, ended=code in (0, 1))
