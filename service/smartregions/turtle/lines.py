"""Offsets of a text as lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate


class Lines:
    """Offsets of a text as lines and columns, counted from 1, in code points.

    A line ends with LF, CR LF or CR, as the parser counts them.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        if "\r" in text:
            ends = [match.end() for match in re.finditer("\r\n?|\n", text)]
            self._starts = [0, *ends]
        else:
            lengths = map(len, text.split("\n"))
            self._starts = [0, *(end + n for n, end in enumerate(accumulate(lengths), 1))][:-1]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The inverse of `place`, kept inside the text."""
        if line > len(self._starts):
            return len(self._text)
        return min(self._starts[line - 1] + column - 1, len(self._text))

    def line(self, number: int) -> str:
        """A line without its end; empty outside the text."""
        if not 0 < number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[self._starts[number - 1] : end].rstrip("\r\n")
