"""A registry of version 1, written as the program of that version did."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

_DDL = """
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
CREATE TABLE changes (
    sequence INTEGER NOT NULL, time VARCHAR(27) NOT NULL, graph VARCHAR NOT NULL,
    kind VARCHAR(6) NOT NULL, agent VARCHAR NOT NULL, source_sha256 VARCHAR(64) NOT NULL,
    quads_sha256 VARCHAR(64) NOT NULL, triples INTEGER NOT NULL, added INTEGER NOT NULL,
    removed INTEGER NOT NULL, ontology_sha256 VARCHAR(64) NOT NULL,
    shapes_sha256 VARCHAR(64) NOT NULL, previous VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL,
    source BLOB NOT NULL, quads BLOB NOT NULL,
    PRIMARY KEY (sequence), UNIQUE (previous), UNIQUE (hash)
);
CREATE INDEX changes_by_graph ON changes (graph, sequence);
CREATE TRIGGER changes_are_kept BEFORE UPDATE OF sequence, time, graph, kind, agent, source_sha256,
    quads_sha256, triples, added, removed, ontology_sha256, shapes_sha256, previous, hash ON changes
    BEGIN SELECT RAISE(ABORT, 'the log of changes is append-only'); END;
CREATE TRIGGER changes_stay BEFORE DELETE ON changes
    BEGIN SELECT RAISE(ABORT, 'the log of changes is append-only'); END;
INSERT INTO schema_version VALUES (1);
"""


def write(path: Path, states: Sequence[tuple[str, bytes | None]]) -> None:
    """One change for each graph and what it holds from then on; None deletes it."""
    graphs: dict[str, bytes | None] = {}
    previous = "0" * 64
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("PRAGMA journal_mode = WAL;" + _DDL)
        for sequence, (graph, quads) in enumerate(states, 1):
            old = set((graphs.get(graph) or b"").splitlines())
            new = set((quads or b"").splitlines())
            kind = "delete" if quads is None else "update" if graphs.get(graph) else "create"
            source = b"source %d" % sequence
            row = [
                sequence, f"2026-01-01T00:00:{sequence:02}.000000Z", graph, kind, "repository",
                hashlib.sha256(source).hexdigest(), hashlib.sha256(quads or b"").hexdigest(),
                len(new), len(new - old), len(old - new), "o" * 64, "s" * 64, previous,
            ]  # fmt: skip
            text = json.dumps(row, ensure_ascii=True, separators=(",", ":"))
            previous = hashlib.sha256(text.encode()).hexdigest()
            row += [previous, zlib.compress(source), zlib.compress(quads or b"")]
            connection.execute(f"INSERT INTO changes VALUES ({','.join('?' * 16)})", row)
            graphs[graph] = quads
