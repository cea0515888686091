"""What a check of a catalogue found: findings, representations and points. Data only."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from smartregions.catalogue.harvest.scores import Scores
from smartregions.messages import Message

Severity = Literal["violation", "warning", "info"]
Trap = tuple[Severity, str, Message, Message, str]
"""Severity, code, message, help and property of a finding whose place is known to who asked."""

MOST_OF_A_KIND = 50
"""Findings of one code and property that are kept; the rest is counted."""

Kind = tuple[str, str]
"""A code, and the property that is at fault."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that loses something with some harvester, where, and what to do about it."""

    severity: Severity
    code: str
    message: Message
    help: Message
    page: str = ""
    dataset: str = ""
    property: str = ""

    @builtins.property
    def kind(self) -> Kind:
        """By this it is counted."""
        return self.code, self.property


@dataclass(frozen=True, slots=True)
class Representation:
    """One way in which the catalogue was asked for, and what came."""

    asked: str
    """A media type, or a suffix with its dot."""
    address: str
    status: int
    media_type: str
    same: bool | None
    """Whether it says the same of each dataset as the first answer; None when it was no RDF."""


class Findings:
    """The findings so far: of each kind the first few in full, all of them in number."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self.counts: Counter[Kind] = Counter()
        self.violations = 0

    def add(self, found: Iterable[Finding]) -> None:
        """Take them in."""
        for finding in found:
            self.counts[finding.kind] += 1
            self.violations += finding.severity == "violation"
            if self.counts[finding.kind] <= MOST_OF_A_KIND:
                self._kept.append(finding)

    def __iter__(self) -> Iterator[Finding]:
        """The worst first, each severity in the order of discovery."""
        order = ("violation", "warning", "info")
        return iter(sorted(self._kept, key=lambda finding: order.index(finding.severity)))


@dataclass(frozen=True)
class Report:
    """The outcome for one catalogue."""

    address: str
    pages: int
    datasets: int
    findings: tuple[Finding, ...]
    kinds: Mapping[Kind, int]
    """How many there are of each kind, those included that are not listed."""
    violations: int
    scores: Scores
    representations: tuple[Representation, ...] = ()
    shapes: tuple[str, ...] = field(default=())
    """The files of shapes by which it was judged."""

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each code."""
        found: Counter[str] = Counter()
        for (code, _), count in self.kinds.items():
            found[code] += count
        return found

    @property
    def points(self) -> float | None:
        """The mean over the datasets, of `most_points`; None without datasets."""
        return self.scores.mean

    @property
    def most_points(self) -> int:
        """What a dataset can have, given what was measured: 405 when all was."""
        return self.scores.most

    @property
    def rating(self) -> Message:
        """How data.europa.eu calls the mean; empty unless every metric was measured."""
        return self.scores.rating

    @property
    def exit_code(self) -> int:
        """0 when nothing is lost with any harvester, else 1."""
        return 1 if self.violations else 0
