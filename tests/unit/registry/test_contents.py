"""A graph at any change is a checkpoint and the deltas since; checkpoints are worth their place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from proposals import addition, put
from smartregions.errors import ServiceError
from smartregions.registry import contents
from smartregions.registry.change import Change
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.triples import Delta, applied, difference, joined, sum_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with closing(open_registry(path)) as opened:
        yield opened


def line(number: int) -> bytes:
    return b"<http://s/%04d> <http://p> 1 .\n" % number


def checkpoints(path: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        wanted = "SELECT graph, sequence FROM checkpoints ORDER BY sequence"
        return connection.execute(wanted).fetchall()


graphs = st.sets(st.integers(0, 9)).map(lambda numbers: joined(map(line, numbers)))


@given(st.lists(graphs, min_size=1, max_size=6))
def test_deltas_one_after_the_other_give_the_last_state(states: list[bytes]) -> None:
    deltas = [difference(one, other) for one, other in zip(states, states[1:], strict=False)]
    assert applied(states[0], deltas) == states[-1]
    come = sum((sum_of(d.added.splitlines(True)) for d in deltas), start=sum_of([]))
    gone = sum((sum_of(d.removed.splitlines(True)) for d in deltas), start=sum_of([]))
    first, last = (sum_of(text.splitlines(True)) for text in (states[0], states[-1]))
    assert first + come - gone == last


def test_no_delta_gives_the_state_itself() -> None:
    assert applied(line(1), [Delta(b"", b"")]) == line(1)


def test_a_checkpoint_comes_when_the_deltas_outweigh_the_graph(
    registry: Registry, path: Path
) -> None:
    put(registry, "g:1", b"".join(map(line, range(100))))
    for number in range(300):
        gone, come = line(number), line(1000 + number)
        delta = Delta(come, gone if number < 100 else line(900 + number))
        proposal = addition("g:1", number + 1, come)
        registry.commit(type(proposal)(**{**_fields(proposal), "delta": delta}))
    at = [sequence for _, sequence in checkpoints(path)]
    assert len(at) == 3, "600 lines since the first, 200 for each"
    assert registry.verify() == registry.replay() == 301


def _fields(proposal: object) -> dict[str, object]:
    return {name: getattr(proposal, name) for name in proposal.__dataclass_fields__}  # type: ignore[attr-defined]


def test_every_state_is_the_same_with_and_without_checkpoints(
    registry: Registry, path: Path
) -> None:
    states = [b"".join(map(line, range(n % 7, n % 7 + 4))) for n in range(40)]
    for state in states:
        put(registry, "g:1", state)
    assert checkpoints(path)
    found = [registry.graph("g:1", n) for n in range(1, 41)]
    registry.forget_checkpoints()
    assert not checkpoints(path)
    assert [registry.graph("g:1", n) for n in range(1, 41)] == found
    assert [graph.quads if graph else None for graph in found] == states


def test_what_lies_before_a_checkpoint_is_not_read_for_what_comes_after(
    registry: Registry, path: Path
) -> None:
    for number in range(10):
        put(registry, "g:1", line(number))
    last = checkpoints(path)[-1][1]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER content_is_kept")
        connection.execute(f"UPDATE changes SET added_triples = x'00' WHERE sequence <= {last}")
    found = registry.graph("g:1")
    assert found and found.quads == line(9)


def test_that_of_a_large_graph_waits_for_a_quiet_moment(
    registry: Registry, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "SMALL", 5)
    for first in (0, 10, 20):
        put(registry, "g:1", b"".join(map(line, range(first, first + 10))))
    assert checkpoints(path) == []
    assert registry.settle() == 1
    assert checkpoints(path) == [("g:1", 3)]
    assert registry.settle() == 0


def test_a_damaged_checkpoint_is_told_and_can_be_written_anew(
    registry: Registry, path: Path
) -> None:
    for number in range(10):
        put(registry, "g:1", line(number))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE checkpoints SET content = (SELECT added_triples FROM changes)")
    for look in (registry.verify, lambda: registry.graph("g:1")):
        with pytest.raises(ServiceError, match="checkpoint of <g:1>"):
            look()
    registry.forget_checkpoints()
    registry.settle()
    assert registry.verify() == registry.replay() == 10


def test_a_checkpoint_that_is_whole_and_wrong_is_found_by_replaying(
    registry: Registry, path: Path
) -> None:
    for number in range(10):
        put(registry, "g:1", line(number))
        put(registry, "g:2", line(number + 10))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE checkpoints SET (content, sha256) = (SELECT content, sha256 FROM checkpoints"
            " WHERE graph = 'g:2') WHERE graph = 'g:1'"
        )
    registry.verify()
    with pytest.raises(ServiceError, match="not what the log says"):
        registry.replay()


def test_a_delta_that_never_fitted_is_found_by_replaying(registry: Registry) -> None:
    registry.commit(addition("g:1", 0, line(1)))
    registry.commit(addition("g:1", 1, line(1)))
    assert registry.verify() == 2
    with pytest.raises(ServiceError, match="Change 2"):
        registry.replay()


def test_a_checkpoint_never_brings_back_what_was_redacted_meanwhile(
    registry: Registry, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "SMALL", 5)
    for first in (0, 10, 20):
        put(registry, "g:1", b"".join(map(line, range(first, first + 10))))
    read = contents.content

    def then_redact(connection: Connection, change: Change) -> bytes:
        text = read(connection, change)
        monkeypatch.setattr(contents, "content", read)
        registry.redact(3, "asked for")
        return text

    monkeypatch.setattr(contents, "content", then_redact)
    assert registry.settle() == 0
    assert checkpoints(path) == []
    assert registry.verify() == registry.replay() == 4
