"""Limits hold over all processes, and what dies in one of them frees its places."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from smartregions.errors import BudgetSpent, TooManyAtOnce
from smartregions.web.clients.budget import Budget
from smartregions.web.clients.client import Client, Clients
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.sharing import Peer, Tables

BUDGET = Budget(1.0, 120.0)
AT_ONCE = 3

OTHER = """
import sys, time
from pathlib import Path
from smartregions.web.clients.budget import Budget
from smartregions.web.clients.client import Clients
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.sharing import Tables
from smartregions.web.clients.table import RunningQuery

tables = Tables(Path(sys.argv[1]), 4)
ledger = Ledger(tables, Budget(1.0, 120.0), 3)
client = Clients((), "X-Forwarded-For").of({"REMOTE_ADDR": "192.0.2.7"})
for command in iter(sys.stdin.readline, ""):
    match command.split():
        case ["enter"]:
            place = ledger.enter(client)
            ledger.begin(RunningQuery(0, 1, 0.0, 0.0, client.name, b"h" * 16, 6, b"ASK {}"))
        case ["spend", seconds]:
            ledger.leave(client, ledger.enter(client), float(seconds))
        case ["ban"]:
            ledger.ban(b"q" * 16, 1, 600.0)
        case ["count"]:
            ledger.count({0: 5})
    print(tables.number, flush=True)
"""


class Other:
    """Another process that answers, which does as it is told."""

    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.number = self.told("start")

    def told(self, command: str) -> int:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


Start = Callable[[], Other]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "clients"


@pytest.fixture
def start(directory: Path) -> Iterator[Start]:
    started: list[Other] = []

    def start() -> Other:
        started.append(Other(directory))
        return started[-1]

    yield start
    for other in started:
        other.kill()


@pytest.fixture
def ledger(directory: Path) -> Iterator[Ledger]:
    with closing(Tables(directory, 4)) as tables:
        yield Ledger(tables, BUDGET, AT_ONCE)


def client(address: str = "192.0.2.7") -> Client:
    return Clients((), "X-Forwarded-For").of({"REMOTE_ADDR": address})


def test_what_runs_at_once_is_counted_over_all_processes(ledger: Ledger, start: Start) -> None:
    start().told("enter")
    start().told("enter")
    place = ledger.enter(client())
    with pytest.raises(TooManyAtOnce, match="3 queries.*192.0.2.7"):
        ledger.enter(client())
    ledger.enter(client("192.0.2.8"))
    ledger.leave(client(), place, 0.1)
    ledger.enter(client())


def test_a_killed_process_has_nothing_running(ledger: Ledger, start: Start) -> None:
    other = start()
    for _ in range(AT_ONCE):
        other.told("enter")
    with pytest.raises(TooManyAtOnce):
        ledger.enter(client())
    assert len(list(ledger.running())) == AT_ONCE
    assert ledger.processes() == 2
    other.kill()
    ledger.enter(client())
    assert list(ledger.running()) == []
    assert ledger.processes() == 1


def test_what_a_killed_process_counted_still_counts(ledger: Ledger, start: Start) -> None:
    other = start()
    other.told("spend 100")
    other.told("ban")
    other.told("count")
    other.kill()
    ledger.leave(client(), ledger.enter(client()), 100.0)
    with pytest.raises(BudgetSpent) as refused:
        ledger.enter(client())
    assert refused.value.retry_after is not None and 1 <= refused.value.retry_after <= 80
    assert ledger.banned(lambda: b"q" * 16) is not None
    assert ledger.total(0) == 5


def test_the_next_process_takes_over_the_table_of_one_that_was_killed(
    ledger: Ledger, start: Start
) -> None:
    first, second = start(), start()
    assert len({first.number, second.number}) == 2
    first.told("enter")
    first.told("spend 100")
    first.told("count")
    first.kill()
    heir = start()
    assert heir.number == first.number
    heir.told("count")
    assert ledger.total(0) == 10
    ledger.leave(client(), ledger.enter(client()), 100.0)
    with pytest.raises(BudgetSpent):
        ledger.enter(client())


def test_a_process_is_counted_once_when_several_find_it_at_once(
    directory: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that look at the same moment took it twice, and each of its queries for two."""
    opened = Tables._opened

    def slowly(tables: Tables, path: Path) -> Peer | None:
        time.sleep(0.1)
        return opened(tables, path)

    monkeypatch.setattr(Tables, "_opened", slowly)
    with closing(Tables(directory, 4)) as tables, ThreadPoolExecutor(4) as threads:
        other = start()
        list(threads.map(lambda _: tables.look(), range(4)))
        assert [peer.number for peer in tables.others()] == [other.number]


def test_tables_are_no_more_than_processes(directory: Path, start: Start) -> None:
    for _ in range(4):
        start().kill()
    assert [path.name for path in directory.iterdir()] == ["0"]


def test_a_table_that_is_just_being_made_is_found_later(directory: Path, ledger: Ledger) -> None:
    (directory / "7").touch()
    ledger.leave(client(), ledger.enter(client()), 1.0)
    assert ledger.processes() == 1
    with closing(Tables(directory, 4)) as tables:
        assert tables.number == 1
        ledger.enter(client())
        assert ledger.processes() == 2


def test_a_budget_comes_back_with_time(directory: Path) -> None:
    with closing(Tables(directory, 4)) as tables:
        ledger = Ledger(tables, Budget(rate=10.0, burst=1.0), AT_ONCE)
        ledger.leave(client(), ledger.enter(client()), 3.0)
        with pytest.raises(BudgetSpent, match="1 seconds, of which 600 come back"):
            ledger.enter(client())
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                ledger.leave(client(), ledger.enter(client()), 0.0)
                return
            except BudgetSpent:
                time.sleep(0.01)
        raise AssertionError("the budget did not come back")
