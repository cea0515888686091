"""What was acknowledged stays, whatever happens to the process, the disk or a byte of it."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from proposals import addition, put
from smartregions.errors import ServiceError, SmartRegionsError, StorageFull
from smartregions.registry.journal import notes
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.tokens import Grants, Tokens

WRITER = """
import sys
from pathlib import Path
from proposals import addition
from smartregions.registry.log import open_registry

registry = open_registry(Path(sys.argv[1]))
last = registry.last()
number = last.sequence // 2 + 1 if last else 1
while True:
    line = b"<http://s/%d> <http://p> 1 .\\n" % number
    base = registry.last_of("g:1"), registry.last_of("g:2")
    one, other = (change.sequence if change else 0 for change in base)
    registry.commit(addition("g:1", one, line), addition("g:2", other, line))
    print(number, flush=True)
    number += 1
"""
"""Two graphs in each transaction, a number acknowledged after each."""

TESTS = Path(__file__).parents[2]


FORKING = """
import os, random, signal, sys, time
from pathlib import Path

sys.argv = ["", sys.argv[1]]
program = compile(sys.stdin.read(), "writer", "exec")
import proposals, smartregions.registry.log

chance = random.Random(7)
for _ in range(100):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.dup2(writing, 1)
        exec(program, {})
    os.close(writing)
    time.sleep(chance.uniform(0.01, 0.15))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    registry = smartregions.registry.log.open_registry(Path(sys.argv[1]))
    count = registry.verify()
    print(told.split()[-1].decode() if told.split() else "-", count, flush=True)
    registry.close()
"""
"""The writer, killed a hundred times; each time what it last acknowledged, and what is there."""


def test_a_process_killed_at_a_hundred_random_moments_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    run = subprocess.run(
        [sys.executable, "-c", FORKING, str(path)],
        input=WRITER.encode(),
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(TESTS)},
        check=True,
        timeout=500,
    )
    rounds = [line.split() for line in run.stdout.decode().splitlines()]
    assert len(rounds) == 100
    before = 0
    for acknowledged, count in rounds:
        last = before if acknowledged == "-" else int(acknowledged)
        assert int(count) % 2 == 0, "one of two graphs changed"
        assert int(count) // 2 in (last, last + 1)
        before = int(count) // 2
    assert before > 10, "the machine was too busy for a commit"
    with closing(open_registry(path)) as registry:
        assert registry.replay() == registry.verify() == 2 * before
        for graph in registry.graphs():
            assert graph.change.triples == before


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with closing(open_registry(path)) as opened:
        yield opened


def _noise(number: int) -> bytes:
    """Triples that do not compress."""
    text = random.Random(number).randbytes(40_000).hex()
    return b'<http://s/%06d> <http://p> "%s" .\n' % (number, text.encode())


def _fill(registry: Registry) -> int:
    """Commit until there is no room; the number of changes that were acknowledged."""
    done = 0
    try:
        while done < 1000:
            registry.commit(addition("g:1", done, _noise(done)))
            done += 1
    except StorageFull as error:
        assert "nothing was written" in str(error)
    return done


def _shows_what_was_acknowledged(registry: Registry, done: int) -> None:
    assert registry.verify() == registry.replay() == done
    (graph,) = registry.graphs()
    assert graph.quads == b"".join(_noise(number) for number in range(done))


def test_a_full_database_refuses_and_takes_changes_again_when_there_is_room(
    registry: Registry,
) -> None:
    with registry.database.reading() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA max_page_count = 200").fetchall()
    done = _fill(registry)
    assert 2 < done < 1000
    _shows_what_was_acknowledged(registry, done)
    with registry.database.reading() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA max_page_count = 4294967294").fetchall()
    registry.commit(addition("g:1", done, _noise(done)))
    _shows_what_was_acknowledged(registry, done + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    directory = tmp_path / "disk"
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(directory)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield directory
    subprocess.run(["umount", str(directory)], check=True)


def test_a_full_disk_refuses_and_takes_changes_again_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(500_000))
    with closing(open_registry(small_disk / "registry.sqlite3")) as registry:
        done = _fill(registry)
        assert 2 < done < 1000
        _shows_what_was_acknowledged(registry, done)
        ballast.unlink()
        registry.commit(addition("g:1", done, _noise(done)))
        _shows_what_was_acknowledged(registry, done + 1)


def _everything(path: Path) -> list[object]:
    """All that a registry holds, or the error that says why not."""
    with closing(open_registry(path)) as registry:
        registry.verify()
        found: list[object] = [registry.last(), registry.standing()]
        for change in registry.history():
            found += [change, change.hash, registry.source(change.sequence)]
            found.append(registry.graph(change.graph, change.sequence))
        found += [list(registry.graphs()), Tokens(registry.database).all()]
        with registry.database.reading() as connection:
            found += notes(connection)
        return found


def _made(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        for number in range(4):
            put(registry, f"g:{number % 2}", _noise(number)[:9000] + b'" .\n', source=b"x" * 50)
        for number in range(6):
            put(registry, "g:little", b"<http://s> <http://p> %d .\n" % number)
        Tokens(registry.database).create(Grants("me", ("write",), ("*",)))


@pytest.mark.parametrize("seed", range(6))
def test_a_flipped_byte_is_told_at_the_start_or_changes_nothing(path: Path, seed: int) -> None:
    _made(path)
    whole, expected = path.read_bytes(), _everything(path)
    chance, told = random.Random(seed), 0
    for _ in range(60):
        at = chance.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        for beside in (path.with_name(path.name + end) for end in ("-wal", "-shm")):
            beside.unlink(missing_ok=True)
        try:
            assert _everything(path) == expected, f"byte {at}"
        except SmartRegionsError:
            told += 1
    assert told > 5


def test_a_flipped_byte_of_an_index_is_told_too(path: Path) -> None:
    """The rows are whole, and would be found under another name."""
    with closing(open_registry(path)) as registry:
        put(registry, "g:needle", b"<http://s> <http://p> 1 .\n")
    whole = path.read_bytes()
    places = [found.start() for found in re.finditer(b"g:needle", whole)]
    assert len(places) > 1
    for at in places:
        path.write_bytes(whole[:at] + b"G" + whole[at + 1 :])
        with pytest.raises(ServiceError), closing(open_registry(path)) as registry:
            registry.verify()


def _unclosed(path: Path) -> bytes:
    """A registry whose last changes are in the write-ahead log alone, as after a crash."""
    registry = open_registry(path)
    for number in range(5):
        registry.commit(addition("g:1", number, b"<http://s/%d> <http://p> 1 .\n" % number))
    log = path.with_name(path.name + "-wal").read_bytes()
    copy = path.with_name("crashed")
    copy.mkdir()
    for file in path.parent.glob(path.name + "*"):
        shutil.copy(file, copy / file.name)
    registry.close()
    return log


@pytest.mark.parametrize(
    "damage",
    [
        lambda log: log[: len(log) // 2],
        lambda log: b"",
        lambda log: log[:-3000] + bytes([log[-3000] ^ 1]) + log[-2999:],
        lambda log: log[:6000] + bytes([log[6000] ^ 1]) + log[6001:],
    ],
    ids=["cut", "gone", "flipped near its end", "flipped near its beginning"],
)
def test_a_damaged_log_written_ahead_is_told_and_not_taken_for_its_end(
    path: Path, damage: Callable[[bytes], bytes]
) -> None:
    log = _unclosed(path)
    crashed = path.parent / "crashed" / path.name
    crashed.with_name(path.name + "-wal").write_bytes(damage(log))
    with pytest.raises(ServiceError), closing(open_registry(crashed)) as registry:
        registry.verify()


def test_a_log_written_ahead_that_is_whole_is_read_after_a_crash(path: Path) -> None:
    _unclosed(path)
    with closing(open_registry(path.parent / "crashed" / path.name)) as registry:
        assert registry.verify() == 5


def test_an_older_copy_is_not_taken_for_the_registry(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        put(registry, "g:1", b"<http://s> <http://p> 1 .\n")
    older = path.read_bytes()
    with closing(open_registry(path)) as registry:
        put(registry, "g:1", b"<http://s> <http://p> 2 .\n")
    path.write_bytes(older)
    with closing(open_registry(path)) as registry:
        with pytest.raises(ServiceError, match="Change 2 was acknowledged"):
            registry.verify()
        path.with_name(path.name + ".head").unlink()
        assert registry.verify() == 1


def test_a_damaged_witness_is_told(registry: Registry, path: Path) -> None:
    put(registry, "g:1", b"")
    path.with_name(path.name + ".head").write_bytes(b"1 what")
    with pytest.raises(ServiceError, match=r"head is not as it was written"):
        registry.verify()
