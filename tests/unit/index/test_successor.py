"""A keeper that is worn by what was replaced is succeeded by another, and nobody notices."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

import psutil

from keeping import (
    SELECT,
    eventually,
    least,
    proportional,
    refresh,
    serving,
    settled,
    workers,
)
from smartregions.index.pool import Pool
from smartregions.index.post import published
from smartregions.index.titles import KEEPER
from smartregions.index.wire import Frame


def keepers(pool: Pool) -> list[psutil.Process]:
    """Those of the service, the retiring ones included; one may follow another while we look."""
    found: list[psutil.Process] = []

    def looked_up() -> bool:
        with suppress(psutil.NoSuchProcess, IndexError, AttributeError):
            guard = psutil.Process(workers(pool)[0]).parent().parent()
            found[:] = [child for child in guard.children() if child.name() == KEEPER]
        return bool(found)

    eventually(looked_up)
    return found


def family(keeper: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [keeper, *keeper.children()]
    return []


def test_no_request_fails_while_keepers_succeed_each_other(tmp_path: Path) -> None:
    over = threading.Event()

    def keep_asking(directory: Path, pool: Pool) -> int:
        """Each answer is from the state that was visible when it was asked for, or a later one."""
        count = 0
        while not over.is_set():
            visible = published(directory)
            assert visible is not None
            answer = pool.run(Frame(least(visible.change), SELECT.encode()), 60).body.decode()
            assert int(answer.partition("7 of ")[2].partition('"')[0]) >= visible.change
            count += 1
        return count

    with (
        serving(tmp_path, 60, churn=50) as directory,
        closing(Pool(directory, size=2, waiting=2, patience=60)) as pool,
        closing(Pool(directory, size=2, waiting=2, patience=60)) as writing,
        ThreadPoolExecutor() as threads,
    ):
        eventually(lambda: settled(pool))
        asking = [threads.submit(keep_asking, directory, pool) for _ in range(2)]
        seen = set()
        until = time.monotonic() + 120
        while len(seen) < 3 and time.monotonic() < until:
            change = refresh(directory, writing)
            answer = writing.run(Frame(least(change), SELECT.encode()), 60).body
            assert f"7 of {change}".encode() in answer
            seen.update(process.pid for process in keepers(pool))
            time.sleep(0.02)
        over.set()
        assert all(job.result() > 0 for job in asking)
        assert len(seen) >= 3
        eventually(lambda: len(keepers(pool)) == 1)


def test_a_successor_takes_the_place_of_a_keeper_that_is_killed_too(tmp_path: Path) -> None:
    with (
        serving(tmp_path, 60, churn=50) as directory,
        closing(Pool(directory, size=2, waiting=2, patience=60)) as pool,
    ):
        eventually(lambda: settled(pool))
        for _ in range(4):
            refresh(directory, pool)
        for process in keepers(pool):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        change = refresh(directory, pool)
        answer = pool.run(Frame(least(change), SELECT.encode()), 60).body
        assert f"7 of {change}".encode() in answer


def test_memory_does_not_grow_with_what_is_replaced(tmp_path: Path) -> None:
    """10,000 literals in each of two graphs, replaced 12 times: 100 MB more in one keeper."""
    with (
        serving(tmp_path, 60, churn=40_000, changed=10_000) as directory,
        closing(Pool(directory, size=1, waiting=2, patience=60)) as pool,
    ):
        eventually(lambda: settled(pool))

        def held() -> int:
            return proportional(chain(*map(family, keepers(pool))))

        before = held()
        for _ in range(12):
            refresh(directory, pool)

        eventually(lambda: held() < before * 1.1 + (32 << 20))
