"""A keeper that is told to end in the middle of a fork ends what it forked, too."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pyoxigraph import Store

from keeping import eventually
from smartregions.index import Revision
from smartregions.index.post import JOBS
from smartregions.index.staff import Staff, Team
from smartregions.index.worker import Snapshot, WorkerLimits


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    pipes = (*os.pipe(), *os.pipe())
    made = Staff(tmp_path, [Team(JOBS, {}, 1)], WorkerLimits(), (pipes[1], pipes[2]), lambda: None)
    made.renew(Snapshot(Store(), Revision(1, "hash")))
    yield made
    made.end()
    (tmp_path / JOBS).unlink()
    made.is_gone()  # closes a post that is left
    for pipe in pipes:
        os.close(pipe)


def test_a_worker_is_known_before_the_keeper_hears_that_it_is_to_end(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[list[int]] = []
    fork = os.fork

    def interrupted() -> int:
        pid = fork()
        if pid:  # to this thread, as a keeper has no other: another might not hold it off
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        return pid

    monkeypatch.setattr(os, "fork", interrupted)
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append(staff.at(JOBS)))
    try:
        staff.fill()
    finally:
        signal.signal(signal.SIGTERM, before)
    (known,) = heard
    (worker,) = known
    assert psutil.Process(worker).parent() == psutil.Process()
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    eventually(lambda: not _waits(worker))


def _waits(pid: int) -> bool:
    """Whether SIGTERM is held off from the process (`man 5 proc`, SigBlk)."""
    (mask,) = re.findall(r"^SigBlk:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(int(mask, 16) >> (signal.SIGTERM - 1) & 1)
