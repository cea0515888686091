"""One change of one named graph, and the hash that chains it to the change before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from smartregions.registry.triples import Delta

Kind = Literal["create", "update", "delete", "redact"]
Verdict = Literal["accepted", "unjudged"]
"""`unjudged` is what an installation brings with it, and what a log of version 1 did not record."""

REPOSITORY = "repository"
"""The agent of changes that come with an installation: ontology, schemes, shapes, data."""
OPERATOR = "operator"
"""The agent of changes made by a command on the machine of the registry."""
FIRST = "0" * 64
"""What the first change names as the one before it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The ontology and shapes that a change was made under; digests are `corpus.digest`."""

    ontology_version: str
    ontology_sha256: str
    shapes_version: str
    shapes_sha256: str


@dataclass(frozen=True, slots=True)
class Received:
    """A text as it came."""

    source: bytes
    media_type: str = "text/turtle"
    title: str = ""
    """What the file is called, if it has a name."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to happen to one graph, and the state of it for which that was worked out."""

    graph: str
    base: int
    """Number of the last change of this graph, deletions included; 0 for a graph without any."""
    agent: str
    received: Received
    delta: Delta
    rules: Rules
    verdict: Verdict = "accepted"
    deletes: bool = False
    """Whether the graph is to be gone; the delta then removes all that it holds."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log, without the text and the triples themselves."""

    sequence: int
    time: str
    """UTC, ISO 8601 with microseconds and `Z`; never before that of the change before, and the
    same for all changes of a transaction, so that no time lies within one."""
    graph: str
    kind: Kind
    stands: bool
    """Whether the graph exists after the change."""
    agent: str
    title: str
    media_type: str
    source_sha256: str
    added_sha256: str
    removed_sha256: str
    state: str
    """`SetSum` of the graph after the change."""
    triples: int
    """In the graph after the change."""
    added: int
    removed: int
    turnover: int
    """Triples added and removed by all changes of the graph so far, this one included."""
    base: int
    """The change of the same graph before this one, or 0."""
    batch: int
    """The first change of the transaction in which this one was made."""
    verdict: Verdict
    ontology_version: str
    ontology_sha256: str
    shapes_version: str
    shapes_sha256: str
    previous: str
    """Hash of the change before this one."""

    @property
    def hash(self) -> str:
        """SHA-256 over every field: whoever alters one breaks the chain behind it.

        Text and triples enter by their digests, so that an erasure that law demands keeps it.
        """
        fields = [getattr(self, name) for name in self.__dataclass_fields__]
        text = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
