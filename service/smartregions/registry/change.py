"""One change of one named graph, and the hash that chains it to the change before."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["create", "update", "delete"]

REPOSITORY = "repository"
"""The agent of changes that come with an installation: ontology, schemes, shapes, data."""
FIRST = "0" * 64
"""What the first change names as the one before it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a graph is to hold from now on; `quads` None takes the graph away."""

    graph: str
    agent: str
    source: bytes
    """The bytes as received."""
    quads: bytes | None
    """The graph in N-Triples, as stored: one triple a line, sorted, no line twice."""
    ontology_sha256: str
    shapes_sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log, without the text and the quads themselves."""

    sequence: int
    time: str
    """UTC, ISO 8601 with microseconds and `Z`."""
    graph: str
    kind: Kind
    agent: str
    source_sha256: str
    quads_sha256: str
    triples: int
    """In the graph after the change."""
    added: int
    removed: int
    ontology_sha256: str
    shapes_sha256: str
    previous: str
    """Hash of the change before this one."""

    @property
    def hash(self) -> str:
        """SHA-256 over every field: whoever alters one breaks the chain behind it.

        Text and quads enter by their digests, so that an erasure that law demands keeps the chain.
        """
        fields = [getattr(self, name) for name in self.__dataclass_fields__]
        text = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def lines(quads: bytes | None) -> frozenset[bytes]:
    """The triples of a graph, one line each."""
    return frozenset(quads.splitlines()) if quads else frozenset()


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """Smaller, for the log."""
    return zlib.compress(content, 6)


def unpacked(content: bytes) -> bytes:
    """What `packed` was given."""
    return zlib.decompress(content)
