"""The catalogue is there before it is asked for, and who makes it may die."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
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


def test_its_maker_ends_with_the_service(tmp_path: Path) -> None:
    with publishing(tmp_path, catalogue_ahead="1") as own:
        pid = eventually(lambda: maker(own) or (made(own) and -1))
    if pid > 0:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
