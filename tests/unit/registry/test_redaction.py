"""What law demands to be erased is gone from every state, text and file; the chain still holds."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from proposals import put
from smartregions.errors import InputError, ServiceError, UnknownThing
from smartregions.registry.log import Registry, open_registry

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
P = b'<http://s/person> <http://p/> "Jane" .\n'
Q = b'<http://s/person> <http://p/> "Roe" .\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite3"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with closing(open_registry(path)) as opened:
        yield opened


def states(registry: Registry, graph: str = "g:1") -> list[bytes | None]:
    """The graph after each change of the log."""
    numbers = [change.sequence for change in registry.history()]
    found = [registry.graph(graph, number) for number in numbers]
    return [state.quads if state else None for state in found]


def test_triples_that_still_stand_leave_every_state(registry: Registry) -> None:
    for state in (A, A + P + Q, A + B + P + Q):
        put(registry, "g:1", state)
    change, _ = registry.redact(2, "asked for")
    assert (change.kind, change.added, change.removed, change.triples) == ("redact", 0, 2, 2)
    assert states(registry) == [A, A, A + B, A + B]
    assert registry.verify() == registry.replay() == 4


def test_triples_that_came_and_went_leave_every_state(registry: Registry) -> None:
    for state in (P, A, A + P + Q, A + Q, A + P + Q, B):
        put(registry, "g:1", state)
    change, _ = registry.redact(5, "asked for")
    assert (change.removed, change.triples) == (0, 1)
    assert states(registry) == [b"", A, A + Q, A + Q, A + Q, B, B]
    assert registry.verify() == registry.replay() == 7


def test_what_a_change_removed_stays_in_the_states_before(registry: Registry) -> None:
    for state in (A + P, A + Q):
        put(registry, "g:1", state)
    registry.redact(2, "asked for")
    assert states(registry) == [A + P, A, A]


def test_the_texts_that_may_hold_it_are_gone_and_no_others(registry: Registry) -> None:
    for number, state in enumerate((A, A + P, A + B + P, A + B, B)):
        put(registry, "g:1", state, source=b"text %d" % number)
        put(registry, "g:2", state, source=b"other")
    registry.redact(3, "asked for")
    texts = [registry.source(change.sequence) for change in registry.history("g:1")]
    assert texts[:5] == [b"text 0", None, None, None, b"text 4"]
    assert {registry.source(c.sequence) for c in registry.history("g:2")} == {b"other"}
    assert states(registry, "g:2")[3] == A + P, "another graph is another matter"


def test_the_log_goes_on_and_may_be_redacted_again(registry: Registry) -> None:
    for state in (A + P, A + P + Q):
        put(registry, "g:1", state)
    registry.redact(1, "asked for")
    put(registry, "g:1", B + Q)
    put(registry, "g:1", A + B + P + Q)
    registry.redact(2, "asked for again")
    registry.redact(5, "it came back")
    assert states(registry) == [b"", b"", b"", B, B, B, b"" + B]
    assert registry.verify() == registry.replay() == 7


def test_a_graph_that_is_gone_stays_gone(registry: Registry) -> None:
    put(registry, "g:1", A + P)
    put(registry, "g:1", None)
    change, _ = registry.redact(1, "asked for")
    assert not change.stands
    assert states(registry) == [b"", None, None]
    assert put(registry, "g:1", A).kind == "create"
    assert registry.verify() == registry.replay() == 4


def test_the_record_says_why_and_what(registry: Registry) -> None:
    put(registry, "g:1", A + P)
    change, record = registry.redact(1, "Article 17")
    text = registry.source(change.sequence)
    assert text and b"Article 17" in text and b"Jane" not in text
    assert [(e.sequence, e.side, e.count) for e in record.emptied] == [
        (1, "added", 2), (2, "removed", 2),
    ]  # fmt: skip


def test_who_follows_the_log_is_given_the_whole_graph(registry: Registry) -> None:
    for state in (A + P, A + B + P):
        put(registry, "g:1", state)
    registry.redact(1, "asked for")
    (followed,) = registry.follow(after=2)
    assert followed.replaces and followed.delta.added == B


def test_nothing_of_it_is_left_in_the_files(registry: Registry, path: Path) -> None:
    lines = b"".join(b'<http://s/%03d> <http://p/> "secret" .\n' % n for n in range(200))
    put(registry, "g:1", lines, source=b"the secret text " + lines)
    put(registry, "g:2", A)
    left = [zlib.compress(text, 6) for text in (lines, b"the secret text " + lines)]
    in_files = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert all(text[40:80] in in_files for text in left)
    registry.redact(1, "asked for")
    in_files = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert not any(text[40:80] in in_files for text in left)


def test_a_content_that_was_emptied_without_a_record_is_told(
    registry: Registry, path: Path
) -> None:
    for state in (A + P, A):
        put(registry, "g:1", state)
    registry.redact(1, "asked for")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER content_is_kept")
        connection.execute("UPDATE changes SET removed_triples = added_triples WHERE sequence = 2")
    registry.verify()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE changes SET source = NULL WHERE sequence = 3")
    with pytest.raises(ServiceError):
        registry.verify()


def test_only_what_is_in_the_log_and_no_redaction_can_be_redacted(registry: Registry) -> None:
    put(registry, "g:1", P)
    with pytest.raises(UnknownThing, match="change 2"):
        registry.redact(2, "asked for")
    registry.redact(1, "asked for")
    with pytest.raises(InputError, match="redaction"):
        registry.redact(2, "asked for")


def test_the_database_lets_contents_be_emptied_in_a_redaction_alone(
    registry: Registry, path: Path
) -> None:
    put(registry, "g:1", A + P)
    registry.redact(1, "asked for")
    put(registry, "g:1", A)
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append"),
    ):
        connection.execute("UPDATE changes SET source = NULL WHERE sequence = 3")
