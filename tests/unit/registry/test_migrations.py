"""A registry that an earlier version wrote is brought to this one, whole, or not touched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import version1
from proposals import put
from smartregions.errors import ServiceError
from smartregions.namespaces import ID
from smartregions.registry import past
from smartregions.registry.journal import notes
from smartregions.registry.log import open_registry

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
C = b"<http://s/c> <http://p/> <http://o/> .\n"
STATES = [("g:1", A), ("g:2", A + B), ("g:1", A + B), ("g:2", None), ("g:1", B + C), ("g:2", C)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    version1.write(tmp_path / "registry.sqlite3", STATES)
    return tmp_path / "registry.sqlite3"


def test_every_state_of_every_graph_is_carried_over(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        assert registry.verify() == registry.replay() == len(STATES)
        for number, (name, quads) in enumerate(STATES, 1):
            found = registry.graph(name, number)
            assert (found.quads if found else None) == quads
            assert registry.source(number) == b"source %d" % number


def test_who_when_and_which_text_are_carried_over(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        third = list(registry.history())[2]
    assert (third.time, third.agent, third.kind) == (
        "2026-01-01T00:00:03.000000Z", "repository", "update",
    )  # fmt: skip
    assert (third.added, third.removed, third.base, third.verdict) == (1, 0, 1, "unjudged")
    assert third.ontology_sha256 == "o" * 64


def test_the_last_hash_of_the_old_chain_is_kept(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        wanted = "SELECT hash FROM changes ORDER BY sequence DESC LIMIT 1"
        (old,) = connection.execute(wanted).fetchone()
    with closing(open_registry(path)) as registry, registry.database.reading() as connection:
        (only,) = notes(connection)
    assert only.action == "migrate"
    assert only.detail == {"from": 1, "to": 2, "changes": len(STATES), "last_hash": old}


def test_what_touched_a_thing_is_found_in_the_old_log_too(tmp_path: Path) -> None:
    """In one of version 1, and in one of version 2, which had no table for it."""
    thing = f"{ID}actor/a"
    line = f"<{thing}> <http://p/> <{ID}region/b> .\n".encode()
    path = tmp_path / "registry.sqlite3"
    version1.write(path, [("g:1", line), ("g:1", A), ("g:2", line + B)])
    for _ in range(2):
        with closing(open_registry(path)) as registry:
            assert [number for number, _ in past.states(registry, thing, 3)] == [1, 3]
            left = past.last_saying(registry, thing, 2)
            assert left is not None and left.sequence == 2
            assert registry.replay() == 3
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE touches")
            connection.execute("UPDATE schema_version SET version = 2")


def test_the_log_goes_on_from_there(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        change = put(registry, "g:1", A)
        assert (change.sequence, change.base) == (len(STATES) + 1, 5)
        assert registry.verify() == registry.replay() == len(STATES) + 1
    with closing(open_registry(path)) as registry:
        assert registry.verify() == len(STATES) + 1


def test_it_is_as_protected_as_a_new_one(path: Path) -> None:
    open_registry(path).close()
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append"),
    ):
        connection.execute("DELETE FROM changes")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE changes SET agent = 'x' WHERE sequence = 2",
        "UPDATE changes SET quads = (SELECT quads FROM changes WHERE sequence = 6) "
        "WHERE sequence = 2",
        "DELETE FROM changes WHERE sequence = 2",
    ],
)
def test_one_that_was_altered_is_refused_and_left_as_it_is(path: Path, tampering: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER changes_are_kept")
        connection.execute("DROP TRIGGER changes_stay")
        connection.execute(tampering)
    with pytest.raises(ServiceError, match=r"Change (2|3) of the registry"):
        open_registry(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchone() == (1,)
        assert connection.execute("SELECT max(sequence) FROM changes").fetchone() == (6,)
