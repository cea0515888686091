"""The keeper, its workers and the pool, as real processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from changing import THINGS
from keeping import (
    CONCAT_BOMB,
    ENDLESS,
    SELECT,
    ask,
    eventually,
    least,
    proportional,
    refresh,
    serving,
    settled,
    worked,
    workers,
)
from smartregions.errors import Busy, DeadlineReached, EngineCrashed, MemoryReached, Stopped
from smartregions.index import Work, sandbox
from smartregions.index.pool import Pool
from smartregions.index.post import FEDERATED
from smartregions.index.wire import Frame


def test_a_job_is_answered_from_the_index(pool: Pool) -> None:
    assert b"7 of 1" in ask(pool, SELECT)


def test_the_worker_of_an_endless_query_dies_at_the_deadline_and_the_next_is_answered(
    pool: Pool,
) -> None:
    with pytest.raises(DeadlineReached):
        ask(pool, ENDLESS, 0.3)
    assert b"7 of 1" in ask(pool, SELECT)


def test_a_query_cannot_ask_for_more_time_than_the_limit(tmp_path: Path) -> None:
    with (
        serving(tmp_path, 0.5) as directory,
        closing(Pool(directory, size=1, waiting=0, patience=60)) as pool,
        pytest.raises(DeadlineReached),
    ):
        pool.run(Frame({"job": "query", "timeout": 3600}, ENDLESS.encode()), 3600)


def test_the_worker_of_a_memory_bomb_dies_and_the_next_is_answered(pool: Pool) -> None:
    with pytest.raises(MemoryReached, match=f"{512 << 20:,} bytes"):
        ask(pool, CONCAT_BOMB)
    assert b"7 of 1" in ask(pool, SELECT)


def test_a_job_for_which_python_has_no_memory_is_told_so_and_the_next_is_answered(
    pool: Pool,
) -> None:
    with pytest.raises(MemoryReached, match=f"{512 << 20:,} bytes"):
        pool.run(Frame({"job": "grow", "bytes": 1 << 40, "timeout": 60}), 60)
    assert b"7 of 1" in ask(pool, SELECT)


@pytest.mark.parametrize(("opening", "closing"), [("STR(", ")"), ("(", ")"), ("!", "")])
def test_deep_nesting_is_answered(pool: Pool, opening: str, closing: str) -> None:
    deep = 10_000
    text = f"SELECT ({opening * deep} 1 {closing * deep} AS ?x) {{}}"
    assert b'"x"' in ask(pool, text)


def test_a_fault_of_a_job_ends_its_worker_only(pool: Pool) -> None:
    with pytest.raises(EngineCrashed):
        pool.run(Frame({"job": "fail", "timeout": 60}), 60)
    assert b"7 of 1" in ask(pool, SELECT)


@pytest.mark.skipif(not sandbox.available(), reason="this platform has no seccomp filter")
def test_a_worker_can_neither_connect_nor_start_processes_nor_write(
    pool: Pool, tmp_path: Path
) -> None:
    head = {"job": "reach", "timeout": 60, "file": str(tmp_path / "written")}
    assert set(pool.run(Frame(head), 60).head.values()) == {"refused"}


@pytest.mark.skipif(not sandbox.available(), reason="this platform has no seccomp filter")
def test_a_federated_worker_can_connect_to_the_internet_and_do_nothing_else(
    directory: Path, tmp_path: Path
) -> None:
    head = {"job": "reach", "timeout": 60, "file": str(tmp_path / "written")}
    with closing(Pool(directory, size=1, waiting=0, patience=60, post=FEDERATED)) as pool:
        outcome = pool.run(Frame(head), 60).head
    assert {name for name, how in outcome.items() if how == "done"} == {
        "connect", "socket", "internet6",
    }  # fmt: skip
    assert set(outcome.values()) == {"done", "refused"}


def test_a_killed_worker_is_replaced_and_nobody_else_notices(pool: Pool) -> None:
    for _ in range(20):
        for pid in pool.command({"ask": "state"})["workers"]:
            with suppress(ProcessLookupError):  # dead already, and not yet buried
                os.kill(pid, signal.SIGKILL)
        assert b"7 of 1" in ask(pool, SELECT)
    eventually(lambda: settled(pool))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGIO])
def test_a_worker_that_is_ended_by_others_is_no_fault_of_its_query(
    pool: Pool, number: signal.Signals
) -> None:
    """SIGIO says that who asked is gone, and may come for the arrival of the job, too."""
    told: list[Work] = []

    def end_the_first(work: Work) -> None:
        told.append(work)
        if len(told) == 1:
            os.kill(work.pid, number)

    eventually(lambda: settled(pool))
    answer = pool.run(Frame({"job": "query", "timeout": 60}, SELECT.encode()), 60, end_the_first)
    assert b"7 of 1" in answer.body
    assert len({work.pid for work in told}) > 1


def test_a_job_whose_worker_is_killed_gets_no_new_deadline(pool: Pool) -> None:
    told: list[Work] = []
    killed: list[float] = []

    def kill() -> None:
        killed.append(time.monotonic())
        with suppress(ProcessLookupError):
            os.kill(told[-1].pid, signal.SIGKILL)

    eventually(lambda: settled(pool))
    timer = threading.Timer(6, kill)
    timer.start()
    with pytest.raises(DeadlineReached, match="longer than 8 seconds"):
        pool.run(Frame({"job": "query", "timeout": 8}, ENDLESS.encode()), 8, told.append)
    took = time.monotonic() - killed[0]
    timer.join()
    assert len({work.pid for work in told}) > 1
    assert took < 6.5, "it had 8 seconds again"


def test_ordinary_queries_go_on_while_others_die(directory: Path) -> None:
    over = threading.Event()

    def harass(hostile: Pool) -> int:
        deaths = 0
        while not over.is_set():
            with pytest.raises((DeadlineReached, MemoryReached)):
                ask(hostile, CONCAT_BOMB, 0.2)
            deaths += 1
        return deaths

    with (
        closing(Pool(directory, size=1, waiting=4, patience=60)) as ordinary,
        closing(Pool(directory, size=1, waiting=4, patience=60)) as hostile,
        ThreadPoolExecutor() as threads,
    ):
        deaths = threads.submit(harass, hostile)
        answers = [ask(ordinary, SELECT) for _ in range(500)]
        over.set()
    assert deaths.result() > 0
    assert all(b"7 of 1" in answer for answer in answers)


def test_over_the_queue_a_query_is_refused_at_once(directory: Path) -> None:
    with (
        closing(Pool(directory, size=1, waiting=1, patience=60)) as pool,
        ThreadPoolExecutor() as threads,
    ):
        told: list[Work] = []
        frame = Frame({"job": "query", "timeout": 60}, ENDLESS.encode())
        running = [threads.submit(pool.run, frame, 60, told.append) for _ in range(2)]
        eventually(lambda: len(pool._places._waiting) == 1)
        with pytest.raises(Busy, match="Too many queries are waiting"):
            ask(pool, SELECT)
        for count in (1, 2):
            eventually(lambda count=count: len(told) == count)  # type: ignore[misc]
            eventually(lambda: pool.stop(told[-1].job))
        assert {type(job.exception()) for job in running} == {Stopped}


def test_after_a_refresh_every_answer_is_from_the_new_snapshot(directory: Path, pool: Pool) -> None:
    assert b"7 of 1" in ask(pool, SELECT)
    assert refresh(directory, pool) == 2
    answers = [pool.run(Frame(least(2), SELECT.encode()), 60).body for _ in range(10)]
    assert all(b"7 of 2" in answer for answer in answers)


def test_the_first_answer_after_a_refresh_does_not_wait_for_old_workers(
    directory: Path, pool: Pool
) -> None:
    """An idle worker looks every half second whether it was replaced; no client may wait for it.

    On a busy machine an answer may take as long for another reason, but not each of many.
    """
    assert b"7 of 1" in ask(pool, SELECT)

    def seconds() -> float:
        change = refresh(directory, pool)
        started = time.monotonic()
        pool.run(Frame(least(change), SELECT.encode()), 60)
        return time.monotonic() - started

    assert any(seconds() < 0.25 for _ in range(40))


def test_all_workers_follow_when_somebody_waits_and_when_nobody_asks(tmp_path: Path) -> None:
    """After a change two stand at once: where changes come fast, the others would do nothing."""
    many = 5
    with serving(tmp_path, 60, count=many), closing(Pool(tmp_path, many, 4, 30)) as pool:
        eventually(lambda: len(workers(pool)) == many)
        refresh(tmp_path, pool)
        job = Frame({"job": "sleep", "timeout": 60, "seconds": 2, "least": 2})
        with ThreadPoolExecutor(many) as threads:
            running = [threads.submit(pool.run, job, 60.0) for _ in range(many)]
            assert [done.result().head["slept"] for done in running] == [2] * many
        refresh(tmp_path, pool)
        eventually(lambda: len(workers(pool)) == many)


def test_workers_come_to_know_statistics_of_the_data(directory: Path, pool: Pool) -> None:
    eventually(lambda: pool.command({"ask": "state"})["measured"])
    assert pool.run(Frame({"job": "statistics", "timeout": 60}), 60).head == {"triples": THINGS}
    refresh(directory, pool)
    assert pool.command({"ask": "state"})["measured"], "a small change leaves them as they are"


def test_workers_come_to_have_the_merge_by_itself_and_keep_it(directory: Path, pool: Pool) -> None:
    eventually(lambda: settled(pool))
    job = Frame({"job": "merge", "timeout": 3})
    assert pool.run(job, 3).head == {"merge": THINGS}
    change = refresh(directory, pool)
    after = pool.run(Frame({**job.head, "least": change}), 3).head
    assert after == {"merge": THINGS}, "the change gives each of ten things another value"


def test_a_query_that_runs_during_a_refresh_ends_on_the_old_snapshot(
    directory: Path, pool: Pool, tmp_path: Path
) -> None:
    told: list[Work] = []
    go = tmp_path / "go"
    late = {"job": "late query", "timeout": 60, "file": str(go), "busy": 0.5}
    eventually(lambda: settled(pool))
    with ThreadPoolExecutor() as threads:
        running = threads.submit(pool.run, Frame(late, SELECT.encode()), 60, told.append)
        eventually(lambda: bool(told) and worked(told[-1].pid) > 0.3)
        change = refresh(directory, pool)
        assert b"7 of 2" in pool.run(Frame(least(change), SELECT.encode()), 60).body
        go.touch()
        assert b"7 of 1" in running.result().body


def test_a_killed_keeper_is_replaced_and_its_workers_answer_meanwhile(pool: Pool) -> None:
    assert b"7 of 1" in ask(pool, SELECT)
    eventually(lambda: settled(pool))
    workers = pool.command({"ask": "state"})["workers"]
    keeper = psutil.Process(workers[0]).parent()
    assert keeper is not None
    keeper.kill()
    assert b"7 of 1" in ask(pool, SELECT)
    eventually(lambda: not any(map(psutil.pid_exists, workers)))
    assert b"7 of 1" in ask(pool, SELECT)


def test_nothing_outlives_the_service(directory: Path, pool: Pool) -> None:
    ask(pool, SELECT)
    eventually(lambda: settled(pool))
    worker = psutil.Process(pool.command({"ask": "state"})["workers"][0])
    keeper, service = worker.parents()[:2]
    tree = [worker, keeper]
    service.kill()
    assert not psutil.wait_procs(tree, 60)[1]


def test_workers_end_even_when_keeper_and_service_die_together(directory: Path, pool: Pool) -> None:
    eventually(lambda: settled(pool))
    processes = [psutil.Process(pid) for pid in pool.command({"ask": "state"})["workers"]]
    keeper, service = processes[0].parents()[:2]
    for process in (keeper, service):
        process.kill()
    assert not psutil.wait_procs(processes, 60)[1]


def test_memory_returns_when_the_bombs_are_over(pool: Pool, directory: Path) -> None:
    ask(pool, SELECT)
    eventually(lambda: settled(pool))
    keeper = psutil.Process(pool.command({"ask": "state"})["workers"][0]).parent()
    assert keeper is not None

    def held() -> int:
        return proportional([keeper, *keeper.children()])

    before = held()
    for _ in range(5):
        with pytest.raises(MemoryReached):
            ask(pool, CONCAT_BOMB)
    bound = before * 1.1 + (32 << 20)
    eventually(lambda: held() <= bound)
