"""The line of a text at which something is wrong, and a caret under the place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from smartregions.sparql.facts import LINE_END

_BEFORE, _BEHIND = 60, 40
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Two lines of one width: the text, a long one cut on both sides, and the caret."""

    source: str
    caret: str


def excerpt(text: str, line: int, column: int) -> Excerpt:
    """What stands at a line and column, both from 1; a place behind the text is its end."""
    lines = LINE_END.split(text)
    whole = lines[min(line, len(lines)) - 1]
    at = min(column - 1, len(whole))
    start = at - _BEFORE if at > _BEFORE + len(_CUT) else 0
    end = at + _BEHIND if len(whole) > at + _BEHIND + len(_CUT) else len(whole)
    before = (_CUT if start else "") + whole[start:at]
    behind = whole[at:end] + (_CUT if end < len(whole) else "")
    return Excerpt(before + behind, "".join(map(_blank, before)) + "^")


def _blank(character: str) -> str:
    """White space as wide as the character is where the width of all is the same."""
    if character == "\t":
        return character
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    return "  " if unicodedata.east_asian_width(character) in ("W", "F") else " "
