"""Workers that cost nothing to others: who goes, who is lowered, who gives way."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from keeping import ENDLESS, SELECT, WORKERS, ask, eventually, settled, workers
from smartregions.errors import Stopped
from smartregions.index import Work, contention
from smartregions.index.connection import Connection
from smartregions.index.pool import Pool
from smartregions.index.post import JOBS
from smartregions.index.wire import Frame


def nice(pid: int) -> int:
    """By how much the lowest priority among the threads of a process is below that of this one."""
    threads = psutil.Process(pid).threads()
    lowest = max(os.getpriority(os.PRIO_PROCESS, thread.id) for thread in threads)
    return lowest - os.getpriority(os.PRIO_PROCESS, 0)


def test_a_long_job_makes_way_for_who_waits_for_a_processor_and_its_worker_goes_after_it(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(contention, "_PRESSURE", tmp_path / "untold")
    eventually(lambda: settled(pool))
    told: list[Work] = []
    over = tmp_path / "over"
    frame = Frame({"job": "wait", "timeout": 60, "file": str(over)})
    with ThreadPoolExecutor() as threads:
        running = threads.submit(pool.run, frame, 60, told.append)
        eventually(lambda: bool(told) and nice(told[0].pid) > 0)
        assert nice(next(w for w in workers(pool) if w != told[0].pid)) == 0
        over.touch()
        assert running.result().head == {"waited": True}
    eventually(lambda: told[0].pid not in workers(pool) and settled(pool))
    assert {nice(pid) for pid in workers(pool)} == {0}


def test_a_long_job_that_keeps_nobody_waiting_keeps_its_worker(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cpu").write_text("some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")
    monkeypatch.setattr(contention, "_PRESSURE", tmp_path / "cpu")
    eventually(lambda: settled(pool))
    told: list[Work] = []
    for _ in range(2):
        pool.run(Frame({"job": "sleep", "timeout": 60, "seconds": 0.5}), 60, told.append)
    assert len({work.pid for work in told}) == 1


def test_a_worker_gives_back_what_it_no_longer_uses_and_stays(pool: Pool) -> None:
    eventually(lambda: settled(pool))
    told: list[Work] = []
    for _ in range(2):
        pool.run(Frame({"job": "free", "timeout": 60, "bytes": 20_000_000}), 60, told.append)
    assert len({work.pid for work in told}) == 1


def test_a_short_job_keeps_its_worker(pool: Pool) -> None:
    eventually(lambda: settled(pool))
    told: list[Work] = []
    for _ in range(50):
        pool.run(Frame({"job": "query", "timeout": 60}, SELECT.encode()), 60, told.append)
    assert len({work.pid for work in told}) == 1


def test_a_worker_that_has_grown_goes_after_its_answer(pool: Pool) -> None:
    told: list[Work] = []
    frame = Frame({"job": "grow", "timeout": 60, "bytes": 50 << 20})
    assert pool.run(frame, 60, told.append).head == {"grew": 50 << 20}
    eventually(lambda: told[0].pid not in workers(pool) and settled(pool))


def test_a_worker_that_copied_what_it_shared_goes_when_nobody_asks(pool: Pool) -> None:
    """Reading the index makes copies, too: the engine counts who holds what it reads."""
    eventually(lambda: settled(pool))
    told: list[Work] = []
    frame = Frame({"job": "copy", "timeout": 5, "bytes": 8 << 20})
    short = Frame({"job": "query", "timeout": 5}, SELECT.encode())
    assert pool.run(frame, 5, told.append).head == {"copied": 8 << 20}
    for _ in range(20):  # it is not worth a new one as long as it is asked
        pool.run(short, 5, told.append)
    assert len({work.pid for work in told}) == 1
    eventually(lambda: told[0].pid not in workers(pool) and settled(pool))


def test_a_worker_that_nobody_asks_stays(pool: Pool) -> None:
    eventually(lambda: settled(pool))
    before = workers(pool)
    ask(pool, SELECT)
    time.sleep(1.5)
    assert workers(pool) == before


def test_a_worker_that_copied_much_goes_after_its_answer(pool: Pool) -> None:
    eventually(lambda: settled(pool))
    told: list[Work] = []
    frame = Frame({"job": "copy", "timeout": 60, "bytes": 72 << 20})
    for _ in range(2):
        pool.run(frame, 60, told.append)
    assert len({work.pid for work in told}) == 2


def test_a_job_that_nobody_waits_for_any_more_is_ended(directory: Path, pool: Pool) -> None:
    eventually(lambda: settled(pool))
    before = workers(pool)
    connection = Connection(directory / JOBS, 5)
    connection.send(Frame({"job": "query", "timeout": 60}, ENDLESS.encode()))
    time.sleep(0.1)
    assert connection.pid in workers(pool)
    connection.close()
    eventually(lambda: connection.pid not in workers(pool) and settled(pool))
    assert set(before) - {connection.pid} <= set(workers(pool)), "no other was touched"


def test_the_job_of_a_stopped_worker_is_told_so(directory: Path, pool: Pool) -> None:
    told: list[Work] = []
    frame = Frame({"job": "query", "timeout": 60}, ENDLESS.encode())
    with (
        closing(Pool(directory, size=1, waiting=0, patience=60)) as operator,
        ThreadPoolExecutor() as threads,
    ):
        running = threads.submit(pool.run, frame, 60, told.append)
        eventually(lambda: bool(told))
        eventually(lambda: operator.stop(told[-1].job))  # it is told before the worker has it
        assert isinstance(running.exception(), Stopped)
        assert not operator.stop(told[-1].job)
        assert not operator.stop(0)


def test_what_ends_a_job_ends_no_other(directory: Path, pool: Pool) -> None:
    """Each short job is stopped about when it ends, while others run on the same workers.

    How short that is depends on the machine: a longer one follows where it had ended before.
    """
    eventually(lambda: settled(pool))
    seconds = 0.02
    ended: Counter[tuple[bool, bool]] = Counter()
    with (
        closing(Pool(directory, size=1, waiting=0, patience=60)) as operator,
        ThreadPoolExecutor() as threads,
    ):
        for number in range(64):
            told: list[Work] = []
            frame = Frame({"job": "sleep", "timeout": 60, "seconds": seconds})
            beside = threads.submit(ask, pool, SELECT)
            running = threads.submit(pool.run, frame, 60, told.append)
            eventually(lambda told=told: bool(told))  # type: ignore[misc]
            time.sleep(0.002 * (number % 16))
            was_running = operator.stop(told[-1].job)
            ended[was_running, isinstance(running.exception(), Stopped)] += 1
            seconds *= 0.7 if was_running else 1.5
            assert b"7 of 1" in beside.result()
            assert b"7 of 1" in ask(pool, SELECT)
    assert set(ended) == {(True, True), (False, False)}, ended


def test_an_idle_worker_goes_to_another_process_that_waits(directory: Path) -> None:
    """Each pool could hold all workers; none can keep them."""
    pools = [Pool(directory, size=WORKERS, waiting=0, patience=60) for _ in range(3)]
    with ThreadPoolExecutor() as threads:
        for pool in pools * 3:
            asked = [threads.submit(ask, pool, SELECT) for _ in range(WORKERS)]
            assert all(b"7 of 1" in answer.result() for answer in asked)
    for pool in pools:
        pool.close()


def test_a_busy_process_gives_way_to_another_that_waits(directory: Path) -> None:
    over = threading.Event()

    def keep_busy(pool: Pool) -> None:
        while not over.is_set():
            ask(pool, SELECT)

    with (
        closing(Pool(directory, size=WORKERS, waiting=0, patience=60)) as busy,
        closing(Pool(directory, size=1, waiting=0, patience=60)) as other,
        ThreadPoolExecutor() as threads,
    ):
        running = [threads.submit(keep_busy, busy) for _ in range(WORKERS)]
        assert all(b"7 of 1" in ask(other, SELECT) for _ in range(20))
        over.set()
        assert [job.result() for job in running] == [None] * WORKERS
