"""The tokens of a text that may not be Turtle, by the letter of the grammar.

Every pattern here is possessive and commits to what it opened (an unclosed string runs to its
line's or the text's end), so scanning takes linear time on any text, hostile ones included.
https://www.w3.org/TR/turtle/#sec-grammar-grammar
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from smartregions.turtle.grammar import COMMENT, NUMBER

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_CHARS = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
"""PN_CHARS, for use inside brackets of a regular expression."""

_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_PREFIX = f"(?:[{_BASE}](?:[{NAME_CHARS}]++|\\.++(?=[{NAME_CHARS}]))*+)?+"
LOCAL = (
    f"(?:(?:[{_BASE}_0-9:]|{_ESCAPED})"
    f"(?:[{NAME_CHARS}:]++|{_ESCAPED}|\\.++(?=[{NAME_CHARS}:%\\\\]))*+)?+"
)
LABEL = f"_:[{_BASE}_0-9](?:[{NAME_CHARS}]++|\\.++(?=[{NAME_CHARS}]))*+"
NAME = f"{_PREFIX}:{LOCAL}"
WORD = f"[{_BASE}_](?:[{NAME_CHARS}]++|\\.++(?=[{NAME_CHARS}]))*+"
STRING = (
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+(?:"""|"*+\\?\Z)'
    r"|'''(?:[^'\\]++|\\.|'{1,2}(?!'))*+(?:'''|'*+\\?\Z)"
    r'|"(?:[^"\\\r\n]++|\\[^\r\n])*+\\?(?:"|(?=[\r\n])|\Z)'
    r"|'(?:[^'\\\r\n]++|\\[^\r\n])*+\\?(?:'|(?=[\r\n])|\Z)"
)
CLOSED = (
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"""|"(?!"")(?:[^"\\\r\n]++|\\[^\r\n])*+"'
    r"|'''(?:[^'\\]++|\\.|'{1,2}(?!'))*+'''|'(?!'')(?:[^'\\\r\n]++|\\[^\r\n])*+'"
)
"""A string with its closing quotes, where `STRING` also matches one without."""
IRI = '<[^<>"{}|^`\\x00-\\x20]*+>'
LANGUAGE = "@[A-Za-z]++(?:-[A-Za-z0-9]++)*+"


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when first asked for: it takes longer than reading a small file."""
    return re.compile(
        f"""[ \\t\\r\\n]++
    |(?P<comment>{COMMENT})
    |(?P<iri>{IRI})
    |(?P<string>{STRING})
    |(?P<label>{LABEL})
    |(?P<name>{NAME})
    |(?P<language>{LANGUAGE})
    |(?P<number>{NUMBER})
    |(?P<word>{WORD})
    |(?P<mark>\\^\\^|[.,;()\\[\\]])
    |(?P<other>[^{_BASE}0-9\\s"'<\\#@.,;()\\[\\]:_+\\-]++|.)
    """,
        re.DOTALL | re.VERBOSE,
    )


class Token(NamedTuple):
    """One token; `start` and `end` are offsets into the text."""

    kind: str
    """comment, iri, string, label, name, language, number, word, mark or other."""
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Every token between two offsets, white space left out; never fails."""
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind is not None:
            yield Token(kind, match.group(), match.start(), match.end())
