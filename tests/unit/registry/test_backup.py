"""A backup is one state of the registry, made while others write, and verified before it counts."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from proposals import addition, put
from smartregions.errors import InputError, ServiceError
from smartregions.registry.backup import back_up
from smartregions.registry.log import open_registry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


def line(number: int) -> bytes:
    return b"<http://s/%06d> <http://p> 1 .\n" % number


def test_a_copy_holds_what_the_registry_held(path: Path, tmp_path: Path) -> None:
    with closing(open_registry(path)) as registry:
        last = put(registry, "g:1", line(1))
        assert back_up(path, tmp_path / "copy") == 1
        put(registry, "g:1", line(2))
    with closing(open_registry(tmp_path / "copy")) as copy:
        assert copy.last() == last
        assert [graph.quads for graph in copy.graphs()] == [line(1)]
    assert {file.name for file in tmp_path.glob("copy.part*")} == set()
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_copy_made_while_others_write_is_one_state(path: Path, tmp_path: Path) -> None:
    many = b"".join(map(line, range(100_000)))
    stop = threading.Event()
    with closing(open_registry(path)) as registry:
        put(registry, "g:0", many)

        def write() -> None:
            number = 0
            while not stop.is_set():
                pair = [addition(f"g:{n}", 2 * number + n if number else 0, line(number))
                        for n in (1, 2)]  # fmt: skip
                if number:
                    pair = [addition(f"g:{n}", 2 * number - 1 + n, line(number)) for n in (1, 2)]
                registry.commit(*pair)
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        counts = [back_up(path, tmp_path / f"copy{n}") for n in range(5)]
        stop.set()
        writer.join()
        assert registry.verify() > counts[-1] > counts[0]
    for number, count in enumerate(counts):
        assert count % 2 == 1
        with closing(open_registry(tmp_path / f"copy{number}")) as copy:
            assert copy.replay() == count


def test_a_backup_never_overwrites(path: Path, tmp_path: Path) -> None:
    open_registry(path).close()
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(InputError, match="never overwrites"):
        back_up(path, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"


def test_a_damaged_registry_gives_no_backup(path: Path, tmp_path: Path) -> None:
    with closing(open_registry(path)) as registry:
        put(registry, "g:1", line(1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER changes_are_kept")
        connection.execute("UPDATE changes SET agent = 'x'")
    with pytest.raises(ServiceError, match="Change 1"):
        back_up(path, tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))


def test_where_there_is_no_room_for_it_is_told(path: Path, tmp_path: Path) -> None:
    open_registry(path).close()
    with pytest.raises(ServiceError, match="backup was not made"):
        back_up(path, tmp_path / "missing" / "copy")
