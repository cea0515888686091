"""Cases 102 and 104 to 110: what is acknowledged stays, whatever dies, fills up or is flipped."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from live.asking import Answer
from live.service import NotRunning
from smartregions.registry.log import opened
from storing import TURTLE, Storing, address, storing

KILLS = 100
WRITERS = 6
CLIENTS, INCREMENTS = 4, 300
PUTS, MOST_PUTS = 100, 2_000
"""As many as it takes until readers have seen several."""
SIZE = 200
GRAPH = "http://e/graph/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storing]:
    with storing(tmp_path_factory.mktemp("durability")) as started:
        yield started


def in_threads(works: list[Callable[[], None]]) -> None:
    """All at once; the first error of any of them is raised."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


State = frozenset[str]


@dataclass
class Writer:
    """The only one who writes to a graph: it knows what the graph can hold."""

    store: Storing
    number: int
    possible: set[State] = field(default_factory=lambda: {frozenset()})
    """Several while nobody knows whether the last request was done."""
    acknowledged: list[int] = field(default_factory=list)
    lost: int = 0
    """Requests that nobody answered."""

    @property
    def graph(self) -> str:
        return f"{GRAPH}{self.number}"

    def write_until(self, over: threading.Event) -> None:
        drawn = random.Random(self.number)
        turn = 0
        while not over.is_set():
            turn += 1
            self._write(drawn, turn)

    def _write(self, drawn: random.Random, turn: int) -> None:
        said = frozenset(f"{self.number}-{turn}-{n}" for n in range(drawn.choice((1, 10, 300))))
        known = next(iter(self.possible)) if len(self.possible) == 1 else None
        kind = drawn.choice(("put", "put", "post", "delete", "update")) if known else "put"
        after = {"put": said, "post": (known or frozenset()) | said, "delete": frozenset()}
        answer = self._sent(kind, said)
        state = after.get(kind, said)
        if answer is None:
            self.lost += 1
            self.possible.add(state)
        elif answer.status in (200, 201, 202, 204):
            self.possible = {state}
            if answer.body:
                self.acknowledged += [c["change"] for c in json.loads(answer.body)["changes"]]
        else:
            assert answer.status in (429, 503), answer.text

    def _sent(self, kind: str, said: State) -> Answer | None:
        """The answer; None when there is none."""
        text = turtle(said)
        try:
            if kind == "update":
                graph = f"<{self.graph}>"
                return self.store.update(
                    f"DELETE {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {graph} "
                    f"{{ ?s ?p ?o }} }} ; INSERT DATA {{ GRAPH {graph} {{ {text} }} }}"
                )
            body = None if kind == "delete" else text.encode()
            return self.store.send(kind.upper(), address(self.graph), TURTLE, body)
        except (OSError, http.client.HTTPException):
            return None


def turtle(said: State) -> str:
    values = ", ".join(f'"{one}"' for one in sorted(said))
    return f"<http://e/s> <http://e/p> {values} ."


def held(store: Storing, graph: str) -> State:
    """What the service answers of a graph, once it answers."""
    until = time.monotonic() + 60
    while True:
        with suppress(OSError, http.client.HTTPException, AssertionError):
            quads = store.quads()
            return frozenset(
                getattr(quad.object, "value", "")
                for quad in quads
                if quad.graph_name == NamedNode(graph)
            )
        assert time.monotonic() < until


@pytest.mark.long
@pytest.mark.timeout(240)
def test_102_what_was_acknowledged_survives_100_kills(tmp_path: Path) -> None:
    """Of the process that commits, at random moments; each other request is done whole or not."""
    drawn = random.Random(102)
    over = threading.Event()
    with storing(tmp_path, web_processes="4") as store:
        processes = store.running.service.processes
        writers = [Writer(store, number) for number in range(WRITERS)]
        killed: set[int] = set()

        def kill() -> None:
            until = time.monotonic() + 150
            try:
                while len(killed) < KILLS and time.monotonic() < until:
                    time.sleep(drawn.uniform(0.1, 0.8))
                    standing = set(processes.of("web")) - killed - {processes.root}
                    if len(standing) > 1:
                        killed.add(pid := drawn.choice(sorted(standing)))
                        processes.kill(pid)
            finally:
                over.set()

        works: list[Callable[[], None]] = [kill]
        works += [lambda writer=writer: writer.write_until(over) for writer in writers]  # type: ignore[misc]
        in_threads(works)
        assert len(killed) == KILLS
        assert sum(writer.lost for writer in writers) > 10
        assert sum(len(writer.acknowledged) for writer in writers) > 20
        shown = [held(store, writer.graph) for writer in writers]
    with opened(tmp_path / "state" / "registry.sqlite3") as registry:
        registry.verify()
        made = {change.sequence: change.graph for change in registry.history()}
        for writer, answered in zip(writers, shown, strict=True):
            assert {made[number] for number in writer.acknowledged} <= {writer.graph}
            assert answered in writer.possible
            kept = registry.graph(writer.graph)
            lines = kept.quads.decode().splitlines() if kept else []
            assert frozenset(line.split('"')[1] for line in lines) in writer.possible


@pytest.mark.long
@pytest.mark.timeout(900)
def test_104_no_increment_is_lost(store: Storing) -> None:
    """Each client reads, adds one, and writes on condition that nobody else has."""
    path = address(GRAPH + "counter")
    assert store.put(GRAPH + "counter", counter(0)).status == 201

    def increment() -> None:
        done = 0
        while done < INCREMENTS:
            read = store.send("GET", path, {"Accept": "application/n-triples"})
            assert read.status == 200, read.text
            new = counter(count(read) + 1)
            written = store.send("PUT", path, {**TURTLE, "If-Match": read.headers["etag"]}, new)
            assert written.status in (200, 204, 412, 409, 503), written.text
            done += written.status in (200, 204)

    in_threads([increment] * CLIENTS)
    read = store.send("GET", path, {"Accept": "application/n-triples"})
    assert count(read) == CLIENTS * INCREMENTS


def counter(number: int) -> bytes:
    return f"<http://e/counter> <http://e/is> {number} .".encode()


def count(answer: Answer) -> int:
    (number,) = re.findall(r'"([0-9]+)"', answer.text)
    return int(number)


def test_105_readers_see_a_graph_old_or_new(store: Storing) -> None:
    graph, over, seen = GRAPH + "torn", threading.Event(), set()
    assert store.put(graph, version(0)).status == 201

    def write() -> None:
        try:
            for number in range(1, MOST_PUTS):
                assert store.put(graph, version(number)).status in (200, 204)
                if number >= PUTS and len(seen) > 10:
                    return
        finally:
            over.set()

    def read() -> None:
        while not over.is_set():
            answer = store.send("GET", address(graph), {"Accept": "application/n-triples"})
            assert answer.status == 200, answer.text
            versions = re.findall(r'"version (\d+)"', answer.text)
            assert len(versions) == SIZE
            assert len(set(versions)) == 1
            seen.add(versions[0])

    in_threads([write, read, read])
    assert len(seen) > 10


def version(number: int) -> bytes:
    lines = (f'<http://e/s{n}> <http://e/p> "version {number}" .\n' for n in range(SIZE))
    return "".join(lines).encode()


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[None]:
    """A file system of this size; skips where none can be made."""
    place.mkdir()
    size = f"size={megabytes}m"
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "none", str(place)],
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("needs the right to mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_106_a_full_disk_is_told_and_writing_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "state", 8), storing(tmp_path) as store:
        assert store.put(GRAPH + "old", version(1)).status == 201
        filler = tmp_path / "state" / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        refused = [store.put(f"{GRAPH}{n}", version(n)) for n in range(20)]
        assert {answer.status for answer in refused} == {507}, refused[0].text
        assert {answer.type for answer in refused} == {"storage-full"}
        read = store.send("GET", address(GRAPH + "old"), {"Accept": "application/n-triples"})
        assert read.text.count("version 1") == SIZE
        filler.unlink()
        assert store.put(GRAPH + "new", version(2)).status == 201
        assert held(store, GRAPH + "new") == {"version 2"}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_107_a_flipped_byte_is_found_at_the_start(tmp_path: Path, share: float) -> None:
    """In what was written last, too: it may still lie in the write-ahead log."""
    with storing(tmp_path) as store:
        for number in range(5):
            assert store.put(f"{GRAPH}{number}", version(number)).status == 201
        for pid in reversed(store.running.service.processes.all()):
            store.running.service.processes.kill(pid)
    state = tmp_path / "state"
    file = max(state.glob("registry.sqlite3*"), key=lambda file: file.stat().st_size)
    content = bytearray(file.read_bytes())
    place = next(at for at in range(int(len(content) * share), len(content)) if content[at])
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(NotRunning, match="registry"), storing(tmp_path):
        pass


def test_108_a_second_service_on_the_same_state_is_refused(tmp_path: Path) -> None:
    with storing(tmp_path) as store:
        with pytest.raises(NotRunning, match="Another service"), storing(tmp_path):
            pass
        assert store.put(GRAPH + "still", version(1)).status == 201


def test_110_an_update_that_grows_without_end_is_stopped(tmp_path: Path) -> None:
    with storing(tmp_path, query_seconds="10", query_bytes=str(512 << 20)) as store:
        values = ", ".join(map(str, range(3_000)))
        text = f"<http://e/s> <http://e/p> {values} .".encode()
        assert store.put(GRAPH + "many", text).status == 201
        before = store.quads()
        square = (
            f"INSERT {{ GRAPH <{GRAPH}square> {{ ?a ?b ?c }} }} WHERE {{ GRAPH <{GRAPH}many> "
            "{ ?s ?p ?x . ?t ?q ?y BIND(IRI(CONCAT('http://e/a', STR(?x))) AS ?a) "
            "BIND(<http://e/b> AS ?b) BIND(?y AS ?c) } }"
        )
        answer = store.update(square)
        assert answer.status == 503, answer.text
        assert answer.type in ("deadline", "memory")
        assert store.quads() == before
        began = time.monotonic()
        assert store.put(GRAPH + "next", version(1)).status == 201
        assert time.monotonic() - began < 60
