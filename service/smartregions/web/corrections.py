"""Corrections of a judged text that are certain enough to be made: slips of a letter or two.

A finding that names what was probably meant names one term. It is put in the place of what is
written only where the two differ by at most two slips; the person sees each, and judges again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smartregions.messages import SOURCE
from smartregions.turtle.lines import Lines
from smartregions.validation.choices import meant
from smartregions.validation.nearest import slips

MOST_CHARACTERS = 200_000
"""Of a text that is shown corrected."""
MOST_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """What is written at a place, and what is put there."""

    line: int
    start: int
    end: int
    written: str
    instead: str


def corrections(
    text: str, findings: Sequence[Mapping[str, Any]], language: str = SOURCE
) -> tuple[Correction, ...]:
    """Those of a text, in its order; of two that overlap, the first.

    `language` is that in which the findings are told.
    """
    if len(text) > MOST_CHARACTERS:
        return ()
    found = sorted(_found(text, findings, language), key=lambda each: each.start)
    kept: list[Correction] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)


def corrected(text: str, found: Sequence[Correction]) -> str:
    """The text with the corrections made."""
    pieces: list[str] = []
    at = 0
    for each in found:
        pieces += [text[at : each.start], each.instead]
        at = each.end
    return "".join([*pieces, text[at:]])


def _found(text: str, findings: Sequence[Mapping[str, Any]], language: str) -> Iterator[Correction]:
    lines = Lines(text)
    before, after = meant("\0").told(language).split("\0")
    pattern = re.compile(rf"{re.escape(before)}(\S+){re.escape(after)}")
    for finding in findings:
        match = pattern.match(_alone(finding["help"] or ""))
        if match and finding["line"] and "…" not in match[1]:
            start = lines.offset(finding["line"], finding["column"])
            end = lines.offset(finding["endLine"], finding["endColumn"])
            written = text[start:end]
            if 0 < slips(written, match[1], MOST_SLIPS) <= MOST_SLIPS:
                yield Correction(finding["line"], start, end, written, match[1])


def _alone(help_: str) -> str:
    """The help, where what it proposes needs no prefix to be declared first."""
    return "" if "@prefix" in help_ else help_
