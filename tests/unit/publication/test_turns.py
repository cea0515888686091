"""Writers of one graph take turns, and nobody waits for ever."""

from __future__ import annotations

import threading
from pathlib import Path

from smartregions.publication.turns import turn

GRAPH = "http://e/g"


def test_one_writes_to_a_graph_at_a_time(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(20):
            with turn(tmp_path, GRAPH, 60):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_who_waits_goes_in_when_the_other_leaves(tmp_path: Path) -> None:
    entered = threading.Event()

    def wait() -> None:
        with turn(tmp_path, GRAPH, 60):
            entered.set()

    waiting = threading.Thread(target=wait)
    with turn(tmp_path, GRAPH):
        waiting.start()
        assert not entered.wait(0.05)
    assert entered.wait(60)
    waiting.join()


def test_nobody_waits_longer_than_is_worth_it_or_for_another_graph(tmp_path: Path) -> None:
    with turn(tmp_path, GRAPH), turn(tmp_path, GRAPH, 0.01), turn(tmp_path, "http://e/other", 60):
        pass
    with turn(None, GRAPH), turn(None, GRAPH, 60):
        pass
