"""The tokens of Turtle as one regular expression, and the places of a text.

Every pattern here is possessive and commits to what it opened (an unclosed string runs to its
line's or the text's end), so scanning takes linear time on any text, hostile ones included.
The words are those of the grammar: https://www.w3.org/TR/turtle/#sec-grammar-grammar
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_CHARS = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
"""PN_CHARS, for use inside brackets of a regular expression."""

_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
PREFIX = f"(?:[{_BASE}](?:[{NAME_CHARS}]++|\\.++(?=[{NAME_CHARS}]))*+)?+"
LOCAL = (
    f"(?:(?:[{_BASE}_0-9:]|{_ESCAPED})"
    f"(?:[{NAME_CHARS}:]++|{_ESCAPED}|\\.++(?=[{NAME_CHARS}:%\\\\]))*+)?+"
)
LABEL = f"_:[{_BASE}_0-9](?:[{NAME_CHARS}]++|\\.++(?=[{NAME_CHARS}]))*+"
NAME = f"{PREFIX}:{LOCAL}"
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
COMMENT = r"\#[^\r\n]*+"
LANGUAGE = "@[A-Za-z]++(?:-[A-Za-z0-9]++)*+"
SKIP = rf"[ \t\r\n]*+(?:{COMMENT}[ \t\r\n]*+)*+"
LITERAL = rf"(?:{STRING})(?:{SKIP}{LANGUAGE}|{SKIP}\^\^{SKIP}(?:{IRI}|{NAME}))?+"
"""A string with its language or datatype, which comments may separate."""
_EXPONENT = "[eE][+-]?[0-9]+"
NUMBER = (
    rf"[+-]?(?:[0-9]+(?:\.[0-9]*+{_EXPONENT}|{_EXPONENT}|\.[0-9]++)?|\.[0-9]++(?:{_EXPONENT})?)"
)

TOKEN = re.compile(
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


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are offsets into the text."""

    kind: str
    """comment, iri, string, label, name, language, number, word, mark or other."""
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Every token between two offsets, white space left out; never fails."""
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind is not None:
            yield Token(kind, match.group(), match.start(), match.end())


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
