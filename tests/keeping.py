"""A keeper whose workers do what the tests of the index want, as a program of its own."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import psutil
from pyoxigraph import QueryResultsFormat

from changing import Changing, running
from smartregions.index.guard import Guard
from smartregions.index.keeper import Keeper, Surroundings
from smartregions.index.pool import Pool
from smartregions.index.post import FEDERATED, JOBS
from smartregions.index.staff import Team
from smartregions.index.wire import Frame
from smartregions.index.worker import Snapshot, WorkerLimits

WORKERS = 2
SELECT = "SELECT ?o { <http://e/s7> <http://e/p> ?o }"
VALUES = "VALUES ?{} {{" + " 1" * 3000 + "}}"
ENDLESS = "SELECT (COUNT(*) AS ?c) { " + " ".join(VALUES.format(v) for v in "abcd") + " }"
CONCAT_BOMB = (
    'SELECT ?x40 { BIND("aaaaaaaaaaaaaaaa" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    + " }"
)


def evaluate(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    return Frame({}, snapshot.store.query(body.decode()).serialize(format=QueryResultsFormat.JSON))


def reach_out(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    attempts = {
        "internet6": lambda: socket.socket(socket.AF_INET6).close(),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "bind": lambda: socket.create_server(("127.0.0.1", 0)),
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "socket": lambda: socket.socket(socket.AF_INET),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "fork": os.fork,
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "kill": lambda: os.kill(os.getppid(), 0),
        "write": lambda: Path(head["file"]).write_text("x"),
    }
    outcome = {}
    for name, attempt in attempts.items():
        try:
            attempt()
            outcome[name] = "done"
        except ConnectionRefusedError:
            outcome[name] = "done"  # by the other machine
        except OSError:
            outcome[name] = "refused"
    return Frame(outcome)


def fail(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    raise RuntimeError("a fault of ours")


def tell_statistics(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    assert snapshot.statistics is not None
    return Frame({"triples": snapshot.statistics.any.triples})


def tell_merge(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    return Frame({"merge": None if snapshot.merge is None else len(snapshot.merge)})


def sleep(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    time.sleep(head["seconds"])
    return Frame({"slept": head["seconds"]})


def wait(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    """Work until a file is there."""
    while not Path(head["file"]).exists():
        time.sleep(0.01)
    return Frame({"waited": True})


def evaluate_late(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    """Answer a query once a file is there; `worked` says that it has begun."""
    until = time.process_time() + head["busy"]
    while time.process_time() < until:
        pass
    wait(snapshot, head, b"")
    return evaluate(snapshot, head, body)


def grow(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    held.append(b"x" * head["bytes"])
    return Frame({"grew": len(held[0])})


def free(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    """Hold so much and give up nearly all; the C library keeps it, for small blocks lie between."""
    blocks = [bytes(1_000) for number in range(head["bytes"] // 1_000)]
    held.extend(blocks[::100])
    return Frame({"freed": len(blocks) * 1_000})


def copy(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
    """Write to pages that were the keeper's: they are copied, and no more is in memory than was."""
    for place in range(0, head["bytes"], 4096):
        shared[place] = 1
    return Frame({"copied": head["bytes"]})


held: list[bytes] = []
shared = bytearray(b"x") * (80 << 20)
JOBS_DONE = {
    "copy": copy,
    "free": free,
    "sleep": sleep,
    "wait": wait,
    "grow": grow,
    "statistics": tell_statistics,
    "merge": tell_merge,
    "query": evaluate,
    "late query": evaluate_late,
    "reach": reach_out,
    "fail": fail,
}


def serve(directory: Path, deadline: float, churn: int, changed: int, count: int) -> NoReturn:
    changing = Changing(directory / "changes", changed)
    limits = WorkerLimits(memory=512 << 20, deadline=deadline, copied=64 << 20)
    teams = [
        Team(JOBS, JOBS_DONE, count),
        Team(FEDERATED, {"reach": reach_out}, 1, network=True),
    ]

    def keep(surroundings: Surroundings) -> NoReturn:
        Keeper(changing.follow, directory, teams, limits, surroundings, churn).run()

    Guard(keep).run()
    sys.exit()


@contextmanager
def serving(
    directory: Path,
    deadline: float,
    churn: int = 100_000,
    changed: int = 10,
    count: int = WORKERS,
) -> Iterator[Path]:
    with running(__file__, directory, deadline, churn, changed, count):
        yield directory


def least(change: int) -> dict[str, Any]:
    return {"job": "query", "timeout": 60, "least": change}


def ask(pool: Pool, text: str, seconds: float = 60.0) -> bytes:
    return pool.run(Frame({"job": "query", "timeout": seconds}, text.encode()), seconds).body


def refresh(directory: Path, pool: Pool) -> int:
    """Make a change and have it shown; gives its number."""
    change = Changing(directory / "changes").change()
    assert pool.command({"ask": "refresh"})["change"] == change
    return change


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it does."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def workers(pool: Pool) -> list[int]:
    """The process numbers of those on the newest snapshot."""
    return list(pool.command({"ask": "state"})["workers"])


def worked(pid: int) -> float:
    """Seconds of a processor that a process has used: so it is seen that the engine is at work.

    One that is gone already has done all that it had to.
    """
    try:
        return psutil.Process(pid).cpu_times().user
    except psutil.NoSuchProcess:
        return float("inf")


def proportional(tree: Iterable[psutil.Process]) -> int:
    """Bytes of memory that processes hold; one that ends meanwhile holds none."""
    held = 0
    for process in tree:
        with suppress(psutil.NoSuchProcess):
            held += int(process.memory_full_info().pss)
    return held


def settled(pool: Pool) -> bool:
    """Whether all workers stand that are wanted, with all that is made ready after the start."""
    state = pool.command({"ask": "state"})
    return bool(state["measured"] and state["merged"]) and len(workers(pool)) == WORKERS


if __name__ == "__main__":
    serve(Path(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:6]))
