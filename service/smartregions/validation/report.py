"""The verdict: findings, by file. A report is data; `render` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smartregions.messages import Message
from smartregions.turtle.locate import Span
from smartregions.validation.graph import Node, Term
from smartregions.validation.paths import Path

Severity = Literal["violation", "warning", "info"]

UNJUDGED = frozenset({"syntax", "undeclared-prefix", "no-focus-node", "cell"})
"""Findings of a file that could not be judged: it was not read, or no shape looks at it."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A name that does not exist, or a namespace, and the one that was probably meant."""

    written: str
    meant: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    severity: Severity
    code: str
    """The local name of the SHACL component, or one of our own codes (docs/validating.md)."""
    message: Message
    file: str
    span: Span | None = None
    help: Message = Message()
    """What to write instead; may have several lines; empty when the message says it all."""
    focus_node: Term | None = None
    path: Path | None = None
    value: Term | None = None
    shape: Node | None = None
    see_also: str | None = None
    cell: str = ""
    """The cell of a workbook that the finding is about: `actors!C7`."""
    misspelt: Misspelling | None = None
    """The slip that the finding is about, where it is about one: others may follow from it."""
    cause: Finding | None = None
    """The finding of a slip from which this one follows: it is gone when that is mended."""


@dataclass(frozen=True)
class FileReport:
    """The findings of one file, in the order of its lines; what follows from one is behind it."""

    file: str
    findings: tuple[Finding, ...]
    triples: int = 0
    focus_nodes: int = 0
    prefixes: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[int, str] = field(default_factory=dict)
    """The lines of the text on which findings begin."""
    omitted: int = 0
    """Findings that were left out of `findings` because there are so many."""

    @property
    def conforms(self) -> bool:
        """True unless something forbids the file: warnings and notes do not."""
        return all(finding.severity != "violation" for finding in self.findings)

    @property
    def judged(self) -> bool:
        """False when there is no verdict on the content of the file."""
        return UNJUDGED.isdisjoint(finding.code for finding in self.findings)


@dataclass(frozen=True)
class Report:
    """The verdict on files that were judged together."""

    files: tuple[FileReport, ...]
    engine: str
    shapes_version: str
    shapes_sha256: str

    @property
    def conforms(self) -> bool:
        """True when every file conforms."""
        return all(file.conforms for file in self.files)

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 2 when a file could not be judged."""
        if not all(file.judged for file in self.files):
            return 2
        return 0 if self.conforms else 1
