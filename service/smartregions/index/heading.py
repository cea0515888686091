"""The first lines of a text in Turtle or TriG: the prefixes that it uses, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 256 * 1024
"""Bytes of a text that is looked through; in a longer one the lines are few beside the rest."""
NAMES = ("turtle", "trig")
"""The formats that begin so."""
_LINE = re.compile(rb"@prefix ([\w-]+): <[^>\n]*> \.\n")
_NAME = re.compile(rb"(?<![\w:/#.-])([A-Za-z][\w-]*):")


def headed(body: bytes, name: str) -> bytes:
    """The text of a format without the prefixes that do not occur in it, the others by name.

    A word of a literal that looks like a name keeps its prefix: one too many says nothing wrong.
    """
    if name not in NAMES or len(body) > LONGEST:
        return body
    lines = list(_lines(body))
    rest = body[lines[-1].end() :] if lines else body
    used = set(_NAME.findall(rest))
    return b"".join(sorted(line[0] for line in lines if line[1] in used)) + rest


def _lines(body: bytes) -> Iterator[re.Match[bytes]]:
    at = 0
    while line := _LINE.match(body, at):
        yield line
        at = line.end()
