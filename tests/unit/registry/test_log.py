"""The log keeps what was committed, in order, for good, and notices when somebody else did not."""

from __future__ import annotations

import dataclasses
import hashlib
import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from smartregions.errors import ServiceError
from smartregions.registry import schema
from smartregions.registry.change import FIRST, Change, Proposal
from smartregions.registry.log import Registry, open_registry

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
C = b"<http://s/c> <http://p/> <http://o/> .\n"


def proposal(
    graph: str, quads: bytes | None, source: bytes = b"text", agent: str = "me"
) -> Proposal:
    return Proposal(graph, agent, source, quads, "o" * 64, "s" * 64)


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
    first = registry.commit(proposal("g:1", A + B))
    second = registry.commit(proposal("g:1", B + C))
    assert (first.sequence, first.kind, first.triples, first.added, first.removed) == (
        1, "create", 2, 2, 0,
    )  # fmt: skip
    assert (second.sequence, second.kind, second.triples, second.added, second.removed) == (
        2, "update", 2, 1, 1,
    )  # fmt: skip


def test_a_deleted_graph_is_gone_and_may_come_back(registry: Registry) -> None:
    registry.commit(proposal("g:1", A))
    deleted = registry.commit(proposal("g:1", None))
    assert (deleted.kind, deleted.triples, deleted.removed) == ("delete", 0, 1)
    assert list(registry.graphs()) == []
    assert registry.commit(proposal("g:1", A)).kind == "create"


def test_a_graph_that_does_not_exist_cannot_be_deleted(registry: Registry) -> None:
    with pytest.raises(ServiceError, match="g:1"):
        registry.commit(proposal("g:1", None))
    assert registry.last() is None


def test_a_graph_may_be_empty_and_still_exist(registry: Registry) -> None:
    registry.commit(proposal("g:1", b""))
    assert [graph.change.graph for graph in registry.graphs()] == ["g:1"]


def test_graphs_are_given_as_they_stand_by_name(registry: Registry) -> None:
    registry.commit(proposal("g:2", A))
    registry.commit(proposal("g:1", A))
    registry.commit(proposal("g:2", B))
    assert [(graph.change.graph, graph.quads) for graph in registry.graphs()] == [
        ("g:1", A),
        ("g:2", B),
    ]


def test_a_change_names_the_digest_of_the_bytes_as_received(registry: Registry) -> None:
    change = registry.commit(proposal("g:1", A, source=b"\xff as received"))
    assert change.source_sha256 == hashlib.sha256(b"\xff as received").hexdigest()
    assert change.quads_sha256 == hashlib.sha256(A).hexdigest()


def test_changes_are_chained_by_hash_from_zero(registry: Registry) -> None:
    first = registry.commit(proposal("g:1", A))
    second = registry.commit(proposal("g:2", A))
    assert first.previous == FIRST
    assert second.previous == first.hash
    assert registry.last() == second
    assert registry.verify() == 2


def test_the_hash_depends_on_every_field(registry: Registry) -> None:
    change = registry.commit(proposal("g:1", A))
    for field in dataclasses.fields(Change):
        value = getattr(change, field.name)
        other = value + 1 if isinstance(value, int) else value + "x"
        assert dataclasses.replace(change, **{field.name: other}).hash != change.hash


def test_the_last_change_of_a_graph_is_found_by_agent_too(registry: Registry) -> None:
    ours = registry.commit(proposal("g:1", A, agent="repository"))
    theirs = registry.commit(proposal("g:1", B, agent="partner"))
    registry.commit(proposal("g:2", B, agent="partner"))
    assert registry.last_of("g:1") == theirs
    assert registry.last_of("g:1", "repository") == ours
    assert registry.last_of("g:3") is None


def test_what_was_committed_is_there_after_reopening(path: Path) -> None:
    registry = open_registry(path)
    change = registry.commit(proposal("g:1", A, source="é".encode()))
    registry.close()
    again = open_registry(path)
    assert again.last() == change
    assert [graph.quads for graph in again.graphs()] == [A]
    again.close()


@pytest.mark.parametrize("statement", ["UPDATE changes SET agent = 'x'", "DELETE FROM changes"])
def test_the_database_refuses_to_alter_a_change(
    registry: Registry, path: Path, statement: str
) -> None:
    registry.commit(proposal("g:1", A))
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append"):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE changes SET agent = 'x' WHERE sequence = 2",
        "UPDATE changes SET added = 7 WHERE sequence = 2",
        "UPDATE changes SET quads = (SELECT quads FROM changes WHERE sequence = 1) "
        "WHERE sequence = 2",
        "DELETE FROM changes WHERE sequence = 2",
    ],
)
def test_verify_names_the_first_change_that_is_not_as_written(
    registry: Registry, path: Path, tampering: str
) -> None:
    for quads in (A, B, C):
        registry.commit(proposal("g:1", quads))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER changes_are_kept")
        connection.execute("DROP TRIGGER changes_stay")
        connection.execute(tampering)
    connection.close()
    with pytest.raises(ServiceError, match=r"Change (2|3) of the registry"):
        registry.verify()


def test_a_commit_is_on_the_disk_before_it_returns(path: Path) -> None:
    registry = open_registry(path)
    with registry._engine.connect() as connection:
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
        assert connection.execute(schema.versions.select()).scalars().all() == [schema.VERSION]
    engine.dispose()


def _commit_many(path: Path, graph: str, count: int) -> None:
    registry = open_registry(path)
    for _ in range(count):
        registry.commit(proposal(graph, A))
    registry.close()


def test_two_processes_commit_without_a_gap_or_a_fork_in_the_chain(path: Path) -> None:
    open_registry(path).close()
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_commit_many, args=(path, f"g:{n}", 15)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    registry = open_registry(path)
    assert registry.verify() == 30
    registry.close()
