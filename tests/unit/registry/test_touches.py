"""Which change touched which thing: what is erased leaves no trace, and what is altered is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from proposals import put
from smartregions.cli import table
from smartregions.errors import ServiceError
from smartregions.namespaces import BASE, ID
from smartregions.registry import past
from smartregions.registry.log import Registry, open_registry

SECRET, OPEN = f"{ID}actor/secret", f"{ID}actor/open"
ABOUT_SECRET = f'<{SECRET}> <http://p/> "1" .\n'.encode()
TO_SECRET = f"<{OPEN}> <http://p/> <{SECRET}> .\n".encode()
ABOUT_OPEN = f'<{OPEN}> <http://p/> "2" .\n'.encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with closing(open_registry(path)) as opened:
        yield opened


def numbers(registry: Registry, thing: str, until: int = 99) -> list[int]:
    return [number for number, _ in past.states(registry, thing, until)]


def test_what_leads_to_a_thing_makes_a_state_of_it_while_something_is_said_of_it(
    registry: Registry,
) -> None:
    for text in (TO_SECRET, ABOUT_SECRET + TO_SECRET, ABOUT_SECRET, b""):
        put(registry, "g:1", text)
    put(registry, "g:2", ABOUT_SECRET + ABOUT_OPEN)
    assert numbers(registry, SECRET) == [2, 3, 5]
    assert numbers(registry, SECRET, 2) == [2]
    assert numbers(registry, OPEN) == [1, 5]
    assert numbers(registry, "http://elsewhere.example/x") == []


def test_what_one_graph_still_says_is_said(registry: Registry) -> None:
    for graph in ("g:1", "g:2"):
        put(registry, graph, ABOUT_SECRET)
    put(registry, "g:1", None)
    assert numbers(registry, SECRET) == [1, 2, 3]
    put(registry, "g:2", b"")
    assert numbers(registry, SECRET) == [1, 2, 3]
    left = past.last_saying(registry, SECRET, 4)
    assert left is not None and (left.sequence, left.graph) == (4, "g:2")


def test_what_is_redacted_leaves_no_name(registry: Registry, path: Path) -> None:
    put(registry, "g:1", ABOUT_OPEN)
    put(registry, "g:1", ABOUT_OPEN + ABOUT_SECRET + TO_SECRET)
    put(registry, "g:1", ABOUT_OPEN + TO_SECRET)
    put(registry, "g:1", ABOUT_OPEN)
    registry.redact(2, "the law")
    assert numbers(registry, SECRET) == []
    assert past.last_saying(registry, SECRET, 99) is past.first_saying(registry, SECRET, 0) is None
    assert numbers(registry, OPEN) == [1]
    assert registry.replay() == registry.verify() == 5
    name = SECRET.removeprefix(BASE).encode()
    for file in path.parent.iterdir():
        assert name not in file.read_bytes(), file


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE touches SET came = came + 1",
        "UPDATE touches SET thing = 'id/actor/other' WHERE came > 0",
        "DELETE FROM touches",
        "INSERT INTO touches VALUES ('id/actor/other', 1, 1, 0)",
    ],
)
def test_a_table_that_is_another_than_the_log_says_is_told_and_written_anew(
    registry: Registry, path: Path, tampering: str
) -> None:
    put(registry, "g:1", ABOUT_SECRET)
    assert registry.replay() == 1
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(tampering)
    with pytest.raises(ServiceError, match="which change touched which thing"):
        registry.replay()
    words = ["registry", "check", "--repair", "--registry", str(path)]
    done = CliRunner().invoke(table, words)
    assert done.exit_code == 0, done.output
    assert numbers(registry, SECRET) == [1]


def test_what_a_service_of_an_earlier_version_wrote_meanwhile_is_made_up_for(
    registry: Registry, path: Path
) -> None:
    """It does not know the table, and may run until the one of this version starts."""
    for text in (ABOUT_SECRET, ABOUT_OPEN, ABOUT_SECRET):
        put(registry, "g:1", text)
    for lost in ("sequence = 2", "thing = '<'", "TRUE"):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"DELETE FROM touches WHERE {lost}")  # noqa: S608
        with closing(open_registry(path)) as opened:
            assert numbers(opened, OPEN) == [2]
            assert numbers(opened, SECRET) == [1, 3]
            assert opened.replay() == 3


def test_a_long_history_of_other_things_costs_nothing(registry: Registry, path: Path) -> None:
    """The rows of a thing are found by its name: nothing else is read."""
    put(registry, "g:1", ABOUT_SECRET)
    with closing(sqlite3.connect(path)) as connection:
        for wanted in (
            "SELECT sequence FROM touches WHERE thing = 'x' AND sequence <= 9 AND went > 0"
            " ORDER BY sequence DESC LIMIT 1",
            "SELECT sequence, came, went FROM touches WHERE thing = 'x' ORDER BY sequence",
        ):
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {wanted}")]
            assert len(plan) == 1 and plan[0].startswith("SEARCH touches USING PRIMARY KEY (thing=")
