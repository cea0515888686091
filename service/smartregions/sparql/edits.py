"""A text with some of its stretches replaced."""

from __future__ import annotations

from collections.abc import Iterable


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Each edit is start, end and what stands there then, in the order of the text."""
    pieces, last = [], 0
    for start, end, piece in edits:
        pieces += [text[last:start], piece]
        last = end
    return "".join([*pieces, text[last:]])
