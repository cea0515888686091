"""The course of a run: check that all agree, then measure side by side, round after round."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from serving.asking import NoAnswer
from serving.contestants import Contestant
from serving.load import Load
from serving.questions import Question
from serving.running import NotRunning

CHECKED = 3
"""Variants of each question on which all must agree."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured; times in seconds."""

    clients: tuple[int, ...]
    seconds: float
    rounds: int
    limit: float
    """The longest that one answer, or one measurement, may take."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one question, number of clients and contestant."""

    load: Load | None
    note: str = ""
    """Why there is no load."""


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one contestant to one question, before anything is measured."""

    rows: tuple[int, ...]
    seconds: float
    """Of the fastest variant."""
    trouble: str = ""


Key = tuple[str, int, str]
"""Question, clients, contestant."""


def tell(words: str) -> None:
    """A line of progress."""
    print(words, file=sys.stderr, flush=True)


@dataclass
class Course:
    """One run on one size of data."""

    contestants: Sequence[Contestant]
    questions: Sequence[Question]
    plan: Plan
    reference: str
    """The contestant whose numbers of rows are taken as right."""
    _checks: dict[tuple[str, str], Check] = field(default_factory=dict)
    _notes: dict[Key, str] = field(default_factory=dict)
    _loads: dict[Key, list[Load]] = field(default_factory=dict)

    def run(self) -> dict[Key, Cell]:
        """Check, warm up, measure; the medians over the rounds."""
        for question in self.questions:
            self._check(question)
        for number in range(self.plan.rounds + 1):
            for question in self.questions:
                tell(f"  round {number} of {self.plan.rounds}: {question.name}")
                self._measure(question, counts=number > 0)
        cells = {key: Cell(_middle(found)) for key, found in self._loads.items()}
        return cells | {key: Cell(None, note) for key, note in self._notes.items()}

    def _check(self, question: Question) -> None:
        checks = {one.name: self._checked(one, question) for one in self.contestants}
        self._checks |= {(question.name, name): found for name, found in checks.items()}
        tell(f"  {question.name}: {list(checks[self.reference].rows)} rows")
        for name, reason in disagreeing(checks, self.reference).items():
            tell(f"    {name}: {reason}")
            for clients in self.plan.clients:
                self._notes[question.name, clients, name] = reason

    def _checked(self, one: Contestant, question: Question) -> Check:
        counts, fastest = [], self.plan.limit
        for variant in range(CHECKED):
            begun = time.monotonic()
            try:
                counts.append(one.count(question, variant, self.plan.limit))
            except (NoAnswer, NotRunning) as error:
                recover(one, 1)
                return Check((), fastest, f"{error}".replace("\n", " ")[:80])
            fastest = min(fastest, time.monotonic() - begun)
        return Check(tuple(counts), fastest)

    def _measure(self, question: Question, counts: bool) -> None:
        """All contestants on one question; the round that does not count is to warm up."""
        for one in self.contestants:
            for clients in self.plan.clients if counts else self.plan.clients[:1]:
                key = (question.name, clients, one.name)
                if key not in self._notes:
                    cell = self._measured(one, question, clients)
                    if cell.load is None:
                        self._notes[key] = cell.note
                    elif counts:
                        self._loads.setdefault(key, []).append(cell.load)

    def _measured(self, one: Contestant, question: Question, clients: int) -> Cell:
        """One load, long enough for every client to get answers; none if that is too long."""
        each = self._checks[question.name, one.name].seconds
        needed = 2 * each * max(1.0, clients / len(os.sched_getaffinity(0)))
        if needed > self.plan.limit:
            return Cell(None, f"{needed:.0f} s for two answers each")
        try:
            load = one.load(question, clients, max(self.plan.seconds, needed))
        except (NoAnswer, NotRunning) as error:
            return Cell(None, str(error)[:80])
        finally:
            recover(one, self.plan.limit)
        return Cell(load)


def disagreeing(checks: Mapping[str, Check], reference: str) -> dict[str, str]:
    """The contestants that are not measured on a question, each with the reason."""
    wanted = checks[reference].rows
    return {
        name: found.trouble or f"{list(found.rows)} rows, not {list(wanted)}"
        for name, found in checks.items()
        if found.trouble or found.rows != wanted
    }


def recover(one: Contestant, seconds: float) -> None:
    """Wait until it is at rest; start it anew if it is not by then, or has ended."""
    if one.settle(seconds):
        return
    tell(f"    {one.name} is started anew")
    try:
        one.start()
    except NotRunning as error:
        tell(f"    {one.name}: {error}")


def _middle(loads: Sequence[Load]) -> Load:
    return Load(
        statistics.median(load.per_second for load in loads),
        statistics.median(load.median for load in loads),
        statistics.median(load.p99 for load in loads),
        sum(load.failed for load in loads),
    )
