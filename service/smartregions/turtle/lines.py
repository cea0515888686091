"""Offsets of a text as lines and columns."""

from __future__ import annotations

from bisect import bisect_left

_BLOCK = 4_096
"""Characters after which it is noted where the text is: a text may be of line ends alone."""


class Lines:
    """Offsets of a text as lines and columns, counted from 1, in code points.

    A line ends with LF, CR LF or CR, as the parser counts them.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        plain = text
        if "\r" in text:  # each line ends with one LF where it ended before
            plain = text.replace("\r\n", " \n").replace("\r", "\n")
        self._plain = plain
        self._ends = [0]
        """How many lines end before each block."""
        self._starts = [0]
        """Where the line starts in which each block starts."""
        for start in range(0, len(plain), _BLOCK):
            end = start + _BLOCK
            last = plain.rfind("\n", start, end)
            self._ends.append(self._ends[-1] + plain.count("\n", start, end))
            self._starts.append(self._starts[-1] if last < 0 else last + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        block = min(offset, len(self._plain)) // _BLOCK
        begin = block * _BLOCK
        last = self._plain.rfind("\n", begin, offset)
        line = self._ends[block] + self._plain.count("\n", begin, offset) + 1
        return line, offset - (self._starts[block] if last < 0 else last + 1) + 1

    def offset(self, line: int, column: int) -> int:
        """The inverse of `place`, kept inside the text."""
        start = self._start(line)
        return len(self._text) if start is None else min(start + column - 1, len(self._text))

    def line(self, number: int) -> str:
        """A line without its end; empty outside the text."""
        start = self._start(number) if number > 0 else None
        if start is None:
            return ""
        end = self._plain.find("\n", start)
        return self._text[start : end if end >= 0 else len(self._text)].rstrip("\r\n")

    def _start(self, line: int) -> int | None:
        """Where a line starts; None behind the last."""
        if line > self._ends[-1] + 1:
            return None
        block = bisect_left(self._ends, line - 1) - 1
        if block < 0:
            return 0
        end = block * _BLOCK
        for _ in range(line - 1 - self._ends[block]):
            end = self._plain.index("\n", end) + 1
        return end
