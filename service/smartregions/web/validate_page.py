"""A judged text beside its findings: which lines are shown, and which parts of them are marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from smartregions.validation.offers import to_see_all
from smartregions.validation.render.text import clean
from smartregions.web import validate_lines
from smartregions.web.tables import shortened

WHOLE = 400
"""Lines of a text that is shown whole."""
WHOLE_TOGETHER = 2_000
"""Lines of all texts of a page that are shown whole."""
AROUND = 3
"""Lines before and behind a finding that are shown of a longer one."""
WIDTH, BEFORE = 300, 80
"""Characters of a line that are shown, and of what stands before the first mark."""
MOST_MARKED = 20
"""Lines of one finding that are marked."""

Finding = Mapping[str, Any]
"""As the JSON format has it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, marked with a severity or with none."""

    text: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is shown; without pieces, a number of lines that are left out."""

    number: int
    pieces: tuple[Piece, ...] = ()
    findings: tuple[int, ...] = ()
    """Numbers of the findings that begin here, from 1."""
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write instead; and a query for all that may be written, where there is one."""

    text: str
    query: str = ""


def advice(help_: str, language: str) -> Advice:
    """The help of a finding, told in a language; a page has a link where it has a command."""
    before, after = to_see_all("\0").told(language).split("\0")
    others, query = [], ""
    for line in help_.splitlines():
        if line.startswith(before) and line.endswith(after):
            query = line.removeprefix(before).removesuffix(after)
        else:
            others.append(line)
    return Advice("\n".join(others), query)


def inert(text: str) -> str:
    """The lines of a text without what steers a browser or hides from a reader."""
    return "\n".join(map(clean, text.splitlines()))


def term(iri: str) -> str:
    """An IRI as people write it."""
    return clean(shortened(iri))


def rows(data: bytes, findings: Sequence[Finding], whole: int = WHOLE) -> list[Row]:
    """The lines of a text around its findings; all of them where there are at most `whole`."""
    count = validate_lines.count(data)
    beginning: defaultdict[int, list[int]] = defaultdict(list)
    marked: defaultdict[int, list[Finding]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        if finding["line"] is not None:
            beginning[finding["line"]].append(number)
            last = min(finding["endLine"], finding["line"] + MOST_MARKED, count)
            for line in range(finding["line"], last + 1):
                marked[line].append(finding)
    wanted = range(1, count + 1) if count <= whole else sorted(_near(count, beginning))
    lines = validate_lines.chosen(data, wanted)
    return [
        Row(number, omitted=omitted)
        if omitted
        else Row(
            number,
            _pieces(lines[number].decode("utf-8", "replace"), number, marked[number]),
            tuple(beginning[number]),
        )
        for number, omitted in _shown(count, wanted)
    ]


def _shown(count: int, wanted: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers of lines, each with 0; or the first of some that are left out, with their number."""
    behind = 0
    for number in wanted:
        if number > behind + 1:
            yield behind + 1, number - behind - 1
        yield number, 0
        behind = number
    if behind < count:
        yield behind + 1, count - behind


def _near(count: int, beginning: Mapping[int, Sequence[int]]) -> set[int]:
    """The numbers of the lines near a finding, and of the first ones."""
    starts = [1, *beginning]
    near = {line + step for line in starts for step in range(-AROUND, AROUND + 1)}
    return {line for line in near if 0 < line <= count}


def _pieces(line: str, number: int, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    spans = [_span(finding, number, len(line)) for finding in findings]
    first = max(0, min((start for start, _, _ in spans), default=0) - BEFORE)
    first = first if len(line) > WIDTH else 0
    end = min(len(line), first + WIDTH)
    marks = [_mark(spans, place) for place in range(first, end)]
    pieces = [Piece("…")] if first else []
    at = first
    for severity, run in groupby(marks):
        length = len(list(run))
        pieces.append(Piece(clean(line[at : at + length]), severity))
        at += length
    return (*pieces, Piece("…")) if end < len(line) else tuple(pieces)


def _span(finding: Finding, number: int, length: int) -> tuple[int, int, str]:
    """Where the finding begins and ends on a line, at least one character long."""
    start = finding["column"] - 1 if finding["line"] == number else 0
    end = finding["endColumn"] - 1 if finding["endLine"] == number else length
    return start, max(end, start + 1), finding["severity"]


def _mark(spans: Sequence[tuple[int, int, str]], place: int) -> str:
    """The gravest severity of the findings that cover a place."""
    found = {severity for start, end, severity in spans if start <= place < end}
    return next((s for s in ("violation", "warning", "info") if s in found), "")
