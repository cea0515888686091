"""A graph that is read a block at a time is the graph that is read whole."""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals import put
from smartregions.errors import ServiceError
from smartregions.registry import streaming
from smartregions.registry.log import Registry, opened
from smartregions.registry.triples import joined, lines, packed


def line(number: int) -> bytes:
    return b"<http://s/%04d> <http://p> 1 .\n" % number


def texts(registry: Registry) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each state of the log that stands, whole and in blocks."""
    for change in list(registry.history()):
        if change.stands:
            found = registry.graph(change.graph, change.sequence)
            assert found is not None
            with registry.database.reading() as connection:
                yield found.quads, list(streaming.text(connection, change))


graphs = st.sets(st.integers(0, 9)).map(lambda numbers: joined(map(line, numbers)))


@given(st.lists(st.none() | graphs, min_size=1, max_size=9), st.integers(1, 8), st.booleans())
@settings(max_examples=30)
def test_every_state_in_blocks_is_that_state(
    states: list[bytes | None], redacted: int, forgets: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder, "r")) as registry:
        for state in states:
            if state is not None or registry.graph("g:1"):
                put(registry, "g:1", state)
        last = registry.last()
        if last and redacted <= last.sequence:
            registry.redact(redacted, "asked for")
        if forgets:
            registry.forget_checkpoints()
        for whole, blocks in texts(registry):
            assert b"".join(blocks) == whole
            assert all(block.endswith(b"\n") for block in blocks)


def test_a_large_text_comes_in_blocks_of_whole_lines() -> None:
    whole = b"".join(map(line, range(100_000)))
    blocks = list(streaming.unpacked(packed(whole)))
    assert b"".join(blocks) == whole
    assert len(blocks) > 2
    assert sum(len(lines(block)) for block in blocks) == 100_000
    assert all(block.endswith(b"\n") for block in blocks)


@pytest.mark.parametrize("content", [b"", b"x", packed(line(1))[:-2]])
def test_what_is_no_packed_text_is_told(content: bytes) -> None:
    with pytest.raises(zlib.error):
        list(streaming.unpacked(content))


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    with opened(path) as registry:
        for number in range(10):
            put(registry, "g:1", line(number))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "UPDATE checkpoints SET content = (SELECT added_triples FROM changes)"
            )
        last = registry.last()
        assert last is not None
        with (
            registry.database.reading() as reading,
            pytest.raises(ServiceError, match="checkpoint of <g:1>"),
        ):
            list(streaming.text(reading, last))
