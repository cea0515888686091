"""The catalogue is there before it is asked for, and who makes it may die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar

import pytest

from smartregions.catalogue import edition
from smartregions.index.titles import CATALOGUER
from writing.publishing import MINE, Publishing, publishing, turtle

T = TypeVar("T")

SECONDS = 120.0
"""A generous bound."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("ahead"), catalogue_ahead="1") as found:
        yield found


def eventually(look: Callable[[], T | None]) -> T:
    until = time.monotonic() + SECONDS
    while (found := look()) is None:
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def made(running: Publishing) -> edition.Edition | None:
    """The edition, when it is that of the last change."""
    found = edition.read(running.registry.parent / edition.FOLDER)
    return found if found and found.change == running.changes() else None


def maker(running: Publishing) -> int | None:
    """The number of the process that makes one."""
    for pid in running.service.processes.all():
        with suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{pid}/comm").read_text("ascii").strip() == CATALOGUER:
                return pid
    return None


def test_it_is_made_after_the_start_and_once_after_some_changes(running: Publishing) -> None:
    first = eventually(lambda: made(running))
    token = running.token()
    for name in ("one", "two", "three"):
        assert running.put(name, token, turtle(f"ahead-{name}")).status == 201
    last = eventually(lambda: made(running))
    assert last.change == first.change + 3
    answer = running.send("GET", "/dumps/all.nq")
    assert answer.status == 200
    assert all(f"{MINE}{name}" in answer.text for name in ("one", "two", "three"))


def test_when_its_maker_is_killed_a_request_has_it_made(running: Publishing) -> None:
    assert running.put("killed", running.token(), turtle("ahead-killed")).status == 201
    pid = eventually(lambda: maker(running) or (made(running) and -1))
    if pid > 0:
        running.service.processes.kill(pid)
    answer = running.send("GET", "/dumps/")
    assert answer.status == 200
    assert f"{MINE}killed" in answer.text
    assert made(running) is not None
    assert running.service.restarts() == 0


def test_when_it_fails_it_is_told_once_and_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "state" / edition.FOLDER
    folder.parent.mkdir()
    folder.touch()  # where a folder should be
    with publishing(tmp_path, catalogue_ahead="1") as own:
        failed = "the process that makes the catalogue failed (exit code 1); the next try is in 5"
        eventually(lambda: failed in own.service.said() or None)
        folder.unlink()
        eventually(lambda: made(own))
        said = own.service.said()
    assert said.count(failed) == 1
    assert said.count("The catalogue cannot be made: ") == said.count("process that makes the") >= 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_one_that_a_request_started_ends_with_the_service(
    tmp_path: Path, how: signal.Signals
) -> None:
    folder = tmp_path / "state" / edition.FOLDER
    with publishing(tmp_path, catalogue_ahead="0") as own, edition.alone(folder):  # so it waits
        asking = threading.Thread(target=ask_in_vain, args=[own])
        asking.start()
        pid = eventually(lambda: maker(own))
        os.kill(own.service.processes.root, how)
        eventually(lambda: not is_there(pid) or None)
        asking.join()


def ask_in_vain(running: Publishing) -> None:
    with suppress(OSError, HTTPException):
        running.send("GET", "/dumps/")


def is_there(pid: int) -> bool:
    """Whether it runs: what waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_its_maker_ends_with_the_service(tmp_path: Path) -> None:
    with publishing(tmp_path, catalogue_ahead="1") as own:
        pid = eventually(lambda: maker(own) or (made(own) and -1))
    if pid > 0:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
