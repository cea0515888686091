"""What a glance asks: stored questions, a few for one page, each within a short time.

When one is not answered in that time, it and those behind it are said to be late, and the page is
not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smartregions.web.overview.labels import named
from smartregions.web.overview.ordering import ordered
from smartregions.web.overview.stored import TOO_MUCH, Row, Source, keep_nowhere, rows, source
from smartregions.web.service import service

SECONDS = 2.0
"""For each question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its values."""

    path: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of some questions, by their names, with labels in the language of the request."""

    rows: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Source]
    late: frozenset[str] = field(default_factory=frozenset)
    """Those that were not answered in time; they have no rows."""

    def __or__(self, other: Answers) -> Answers:
        """These and others, of other names."""
        return Answers(
            {**self.rows, **other.rows}, {**self.sources, **other.sources}, self.late | other.late
        )


def answers(questions: Mapping[str, Asked]) -> Answers | None:
    """The answers in the state of now; None where this service lacks one of the questions.

    Raises Busy and what else the index raises that is no matter of the question itself.
    """
    if not all(asked.path in service().library for asked in questions.values()):
        return None
    sources = {name: source(asked.path, **asked.given) for name, asked in questions.items()}
    found: dict[str, list[Row]] = {}
    late: set[str] = set()
    for name, behind in sources.items():
        answer = None if late else _within_time(behind)
        found[name] = answer or []
        if answer is None:
            late.add(name)
    if late:
        keep_nowhere()
    return Answers(_labelled(found, sources), sources, frozenset(late))


def _within_time(behind: Source) -> list[Row] | None:
    try:
        return rows(behind.query, seconds=SECONDS)
    except TOO_MUCH:
        return None


def _labelled(
    found: Mapping[str, Sequence[Row]], sources: Mapping[str, Source]
) -> dict[str, Sequence[Row]]:
    """All rows with names in the language of the request, which one query tells, in order."""
    every = named([row for of_one in found.values() for row in of_one])
    places = _places(len(of_one) for of_one in found.values())
    return {
        name: ordered(every[start:end], sources[name].query)
        for name, (start, end) in zip(found, places, strict=True)
    }


def _places(sizes: Iterable[int]) -> Iterable[tuple[int, int]]:
    start = 0
    for size in sizes:
        yield start, start + size
        start += size
