"""The lines of a text that a page shows, without taking the rest of it apart.

A text may have 60 million lines, and nothing else of a process that answers goes on while one call
looks through them. So they are counted in one piece after the other, and few of them are read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

LONGEST = 1 << 20
"""Bytes of a line that are read, at least."""

_PIECE = 65_536
_END = re.compile(rb"\r\n?|\n")


def count(data: bytes) -> int:
    """How many lines a text in UTF-8 has; one ends with LF, CR LF or CR."""
    return 1 + sum(map(_ends, _pieces(data)))


def chosen(data: bytes, numbers: Iterable[int]) -> Mapping[int, bytes]:
    """The lines with these numbers, from 1, without their ends; a long one as far as it is read."""
    wanted = sorted(numbers)
    found = dict.fromkeys(wanted, b"")
    number = 1
    for piece in _pieces(data):
        last = number + _ends(piece)
        here = wanted[bisect_left(wanted, number) : bisect_right(wanted, last)]
        if any(len(found[each]) < LONGEST for each in here):
            parts = _END.split(piece)
            for each in here:
                found[each] += parts[each - number]
        number = last
    return found


def _pieces(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = at + _PIECE
        if data[end - 1 : end + 1] == b"\r\n":  # one end of a line
            end += 1
        yield data[at:end]
        at = end


def _ends(piece: bytes) -> int:
    return piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
