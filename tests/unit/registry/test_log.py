"""The log keeps what was committed, in order, for good, and notices when somebody else did not."""

from __future__ import annotations

import dataclasses
import hashlib
import multiprocessing
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from proposals import addition, proposal, put
from smartregions.errors import ServiceError, StaleProposal, UnknownThing
from smartregions.registry import commit, schema
from smartregions.registry.change import FIRST, Change
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.triples import Delta, applied

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
C = b"<http://s/c> <http://p/> <http://o/> .\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    opened = open_registry(path)
    yield opened
    opened.close()


def test_an_empty_log_has_no_last_change(registry: Registry) -> None:
    assert registry.last() is None
    assert list(registry.graphs()) == []
    assert registry.verify() == 0


def test_the_first_change_of_a_graph_creates_and_the_next_updates_it(registry: Registry) -> None:
    first = put(registry, "g:1", A + B)
    second = put(registry, "g:1", B + C)
    assert (first.sequence, first.kind, first.triples, first.added, first.removed) == (
        1, "create", 2, 2, 0,
    )  # fmt: skip
    assert (second.sequence, second.kind, second.triples, second.added, second.removed) == (
        2, "update", 2, 1, 1,
    )  # fmt: skip


def test_a_deleted_graph_is_gone_and_may_come_back(registry: Registry) -> None:
    put(registry, "g:1", A)
    deleted = put(registry, "g:1", None)
    assert (deleted.kind, deleted.triples, deleted.removed) == ("delete", 0, 1)
    assert list(registry.graphs()) == []
    assert put(registry, "g:1", A).kind == "create"


def test_a_graph_that_does_not_exist_cannot_be_deleted(registry: Registry) -> None:
    with pytest.raises(ServiceError, match="g:1"):
        put(registry, "g:1", None)
    assert registry.last() is None


def test_a_graph_may_be_empty_and_still_exist(registry: Registry) -> None:
    put(registry, "g:1", b"")
    assert [graph.change.graph for graph in registry.graphs()] == ["g:1"]


def test_graphs_are_given_as_they_stand_by_name(registry: Registry) -> None:
    put(registry, "g:2", A)
    put(registry, "g:1", A)
    put(registry, "g:2", B)
    assert [(graph.change.graph, graph.quads) for graph in registry.graphs()] == [
        ("g:1", A),
        ("g:2", B),
    ]


def test_a_change_names_the_digest_of_the_bytes_as_received(registry: Registry) -> None:
    change = put(registry, "g:1", A, source=b"\xff as received")
    assert change.source_sha256 == hashlib.sha256(b"\xff as received").hexdigest()
    assert change.added_sha256 == hashlib.sha256(A).hexdigest()


def test_changes_are_chained_by_hash_from_zero(registry: Registry) -> None:
    first = put(registry, "g:1", A)
    second = put(registry, "g:2", A)
    assert first.previous == FIRST
    assert second.previous == first.hash
    assert registry.last() == second
    assert registry.verify() == 2


def test_the_hash_depends_on_every_field(registry: Registry) -> None:
    change = put(registry, "g:1", A)
    for field in dataclasses.fields(Change):
        value = getattr(change, field.name)
        other = f"{value}x" if isinstance(value, str) else value + 1
        assert dataclasses.replace(change, **{field.name: other}).hash != change.hash


def test_the_last_change_of_a_graph_is_found_by_agent_too(registry: Registry) -> None:
    ours = put(registry, "g:1", A, agent="repository")
    theirs = put(registry, "g:1", B, agent="partner")
    put(registry, "g:2", B, agent="partner")
    assert registry.last_of("g:1") == theirs
    assert registry.last_of("g:1", "repository") == ours
    assert registry.last_of("g:3") is None


def test_what_was_committed_is_there_after_reopening(path: Path) -> None:
    registry = open_registry(path)
    change = put(registry, "g:1", A, source="é".encode())
    registry.close()
    again = open_registry(path)
    assert again.last() == change
    assert [graph.quads for graph in again.graphs()] == [A]
    again.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET agent = 'x'",
        "UPDATE changes SET source = NULL",
        "UPDATE changes SET added_triples = removed_triples",
        "DELETE FROM changes",
    ],
)
def test_the_database_refuses_to_alter_a_change(
    registry: Registry, path: Path, statement: str
) -> None:
    put(registry, "g:1", A)
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append"):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE changes SET agent = 'x' WHERE sequence = 2",
        "UPDATE changes SET added = 7 WHERE sequence = 2",
        "UPDATE changes SET added_triples = (SELECT added_triples FROM changes WHERE sequence = 1) "
        "WHERE sequence = 2",
        "UPDATE changes SET source = (SELECT added_triples FROM changes WHERE sequence = 1) "
        "WHERE sequence = 2",
        "UPDATE changes SET source = NULL WHERE sequence = 2",
        "UPDATE changes SET source = x'00' WHERE sequence = 2",
        "DELETE FROM changes WHERE sequence = 2",
    ],
)
def test_verify_names_the_first_change_that_is_not_as_written(
    registry: Registry, path: Path, tampering: str
) -> None:
    for quads in (A, B, C):
        put(registry, "g:1", quads)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER changes_are_kept")
        connection.execute("DROP TRIGGER changes_stay")
        connection.execute("DROP TRIGGER content_is_kept")
        connection.execute(tampering)
    connection.close()
    with pytest.raises(ServiceError, match=r"Change (2|3) of the registry"):
        registry.verify()


def test_a_commit_is_on_the_disk_before_it_returns(path: Path) -> None:
    registry = open_registry(path)
    with registry.database.reading() as connection:
        pragma = connection.exec_driver_sql
        assert pragma("PRAGMA journal_mode").scalar_one() == "wal"
        assert pragma("PRAGMA synchronous").scalar_one() == 2  # FULL
    registry.close()


def test_a_log_of_a_newer_program_is_refused(path: Path) -> None:
    open_registry(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    with pytest.raises(ServiceError, match="99"):
        open_registry(path)


def test_a_file_that_is_no_database_is_told_in_a_sentence(path: Path) -> None:
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(ServiceError, match="cannot be read"):
        open_registry(path)


def test_opening_twice_migrates_once(path: Path) -> None:
    open_registry(path).close()
    open_registry(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.execute(schema.versions.select()).scalars().all() == [3]
    engine.dispose()


def test_a_proposal_for_an_older_state_is_refused_and_nothing_is_written(
    registry: Registry,
) -> None:
    put(registry, "g:1", A)
    stale = proposal(registry, "g:1", A + B)
    put(registry, "g:1", A + C)
    with pytest.raises(StaleProposal, match="change 2, after change 1"):
        registry.commit(stale)
    assert registry.verify() == 2


def test_several_graphs_change_together_or_not_at_all(registry: Registry) -> None:
    put(registry, "g:1", A)
    made = registry.commit(addition("g:1", 1, B), addition("g:2", 0, A))
    assert [(change.sequence, change.batch) for change in made] == [(2, 2), (3, 2)]
    assert registry.at_time(made[0].time) == 3, "no time lies within a transaction"
    with pytest.raises(StaleProposal):
        registry.commit(addition("g:3", 0, A), addition("g:1", 1, C))
    with pytest.raises(StaleProposal):
        registry.commit(addition("g:4", 0, A), addition("g:4", 0, B))
    assert [graph.change.graph for graph in registry.graphs()] == ["g:1", "g:2"]
    assert registry.verify() == registry.replay() == 3


@pytest.mark.parametrize(
    "delta",
    [
        Delta(B + A, b""),
        Delta(A + A, b""),
        Delta(A.rstrip(), b""),
        Delta(A, A),
        Delta(b"", A + B),
    ],
    ids=["unsorted", "twice", "cut", "both come and go", "more than there is"],
)
def test_a_delta_that_cannot_be_is_refused(registry: Registry, delta: Delta) -> None:
    put(registry, "g:1", C)
    with pytest.raises(ServiceError, match="delta"):
        registry.commit(dataclasses.replace(addition("g:1", 1, A), delta=delta))
    assert registry.verify() == 1


def test_a_deletion_must_take_all_away(registry: Registry) -> None:
    put(registry, "g:1", A + B)
    half = dataclasses.replace(addition("g:1", 1, b""), delta=Delta(b"", A), deletes=True)
    with pytest.raises(ServiceError, match="holds 2 triples"):
        registry.commit(half)


def test_a_graph_is_given_as_any_change_left_it(registry: Registry) -> None:
    states = [A, A + B, None, B + C, C]
    for state in states:
        put(registry, "g:1", state)
        put(registry, "g:other", A if state is None else state)
    for number, state in enumerate(states):
        for at in (2 * number + 1, 2 * number + 2):
            found = registry.graph("g:1", at)
            assert (found.quads if found else None) == state
    assert registry.graph("g:1", 0) is None
    assert registry.graph("g:none") is None


def test_two_changes_of_a_graph_are_compared(registry: Registry) -> None:
    for state in (A + B, None, B + C):
        put(registry, "g:1", state)
    assert registry.difference("g:1", 1, 3) == Delta(added=C, removed=A)
    assert registry.difference("g:1", 3, 1) == Delta(added=A, removed=C)
    assert registry.difference("g:1", 0, 2) == Delta(b"", b"")
    with pytest.raises(UnknownThing, match="4"):
        registry.difference("g:1", 1, 4)


def test_the_source_text_is_given_back_as_it_came(registry: Registry) -> None:
    put(registry, "g:1", A, source=b"\xff\x00 as received")
    assert registry.source(1) == b"\xff\x00 as received"
    with pytest.raises(UnknownThing):
        registry.source(2)


def test_the_log_is_read_by_time(registry: Registry) -> None:
    changes = [put(registry, "g:1", state) for state in (A, B, C)]
    assert [registry.at_time(change.time) for change in changes] == [1, 2, 3]
    assert registry.at_time("2000-01-01T00:00:00.000000Z") == 0


def test_the_history_of_a_graph_is_its_changes_in_order(registry: Registry) -> None:
    for graph in ("g:1", "g:2", "g:1"):
        put(registry, graph, A)
    assert [change.sequence for change in registry.history("g:1")] == [1, 3]
    assert [change.sequence for change in registry.history(after=1)] == [2, 3]
    assert [change.sequence for change in registry.history(until=2)] == [1, 2]


def test_who_follows_the_log_comes_to_the_same_graphs(registry: Registry) -> None:
    for graph, state in (("g:1", A), ("g:2", A + B), ("g:1", B), ("g:2", None), ("g:3", C)):
        put(registry, graph, state)
    held: dict[str, bytes] = {"g:1": A}
    for followed in registry.follow(after=1):
        name = followed.change.graph
        held[name] = applied(held.get(name, b""), [followed.delta])
    assert {name: text for name, text in held.items() if text} == {"g:1": B, "g:3": C}
    anew = {one.change.graph: one.delta.added for one in registry.follow()}
    assert anew == {"g:1": B, "g:3": C}


def test_what_is_stored_grows_with_the_change_and_not_with_the_graph(
    registry: Registry, path: Path
) -> None:
    many = b"".join(sorted(b"<http://s/%d> <http://p/> <http://o/> .\n" % n for n in range(30_000)))
    put(registry, "g:1", many)
    before = stored(path)
    for number in range(20):
        registry.commit(addition("g:1", number + 1, b"<http://t/%d> <http://p/> 1 .\n" % number))
    assert stored(path) - before < 20 * 4096


def stored(path: Path) -> int:
    """Bytes in use in the database."""
    with sqlite3.connect(path) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    connection.close()
    return int(pages - free) * 4096


def test_a_change_is_timed_no_earlier_than_the_one_before(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(registry, "g:1", A)

    class _Earlier(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> _Earlier:
            return cls(2000, 1, 1, tzinfo=tz)

    monkeypatch.setattr(commit, "datetime", _Earlier)
    assert put(registry, "g:1", B).time == first.time


def _count_up(path: Path, times: int) -> None:
    """Read a number, write the next one, as often as it takes to get it in."""
    registry = open_registry(path)
    for _ in range(times):
        while True:
            found = registry.graph("g:count")
            assert found is not None
            (number,) = re.findall(rb"\d+", found.quads)
            text = b"<http://s> <http://p> %d .\n" % (int(number) + 1)
            try:
                base = found.change.sequence
                registry.commit(proposal(registry, "g:count", text, base=base))
                break
            except StaleProposal:
                continue
    registry.close()


def test_no_increment_of_two_processes_is_lost(path: Path) -> None:
    registry = open_registry(path)
    put(registry, "g:count", b"<http://s> <http://p> 0 .\n")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_count_up, args=(path, 25)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert [graph.quads for graph in registry.graphs()] == [b"<http://s> <http://p> 50 .\n"]
    assert registry.verify() == registry.replay() == 51
    registry.close()


def test_what_depends_on_the_whole_log_is_stale_after_any_change(registry: Registry) -> None:
    first = put(registry, "g:1", A)
    waiting = proposal(registry, "g:2", B)
    put(registry, "g:3", C)
    with pytest.raises(StaleProposal, match="Change 2 was made in the meantime"):
        registry.commit(waiting, known=first.sequence)
    assert [change.graph for change in registry.history()] == ["g:1", "g:3"]
    (made,) = registry.commit(waiting, known=2)
    assert made.sequence == 3


def test_the_last_change_of_a_graph_is_found_as_of_a_change(registry: Registry) -> None:
    first = put(registry, "g:1", A)
    put(registry, "g:1", B)
    assert registry.last_of("g:1", until=1) == first
    assert registry.last_of("g:1", until=0) is None
