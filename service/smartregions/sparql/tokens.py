"""SPARQL text to tokens, iteratively: no nesting of the text can exhaust the stack.

The terminals are those of SPARQL 1.1 (section 19.8), and the brackets of SPARQL 1.2 triple terms.
One question needs the grammar: does `<` open an IRI or compare? `1<2)SERVICE#>` has the letters of
an IRI and is none. A comparison stands only directly inside the parentheses of an expression and
after a whole operand, so the scanner keeps, per open bracket, whether it holds an expression.

The time is linear in the length, for web processes read texts of anybody, too: no part of a pattern
can match the same letters in two ways, and what has no end is looked for once, not from each of its
letters (`https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["iri", "string", "variable", "name", "blank", "language", "number", "word", "sign"]

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START = _BASE + "_0-9"
_CHARS = _START + "\u00b7\u0300-\u036f\u203f-\u2040"
_DOTTED = rf"[{_CHARS}\-](?:[{_CHARS}.\-]*[{_CHARS}\-])?"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:[{_START}:]|{_ESCAPED})"
    rf"(?:(?:[{_CHARS}.:\-]|{_ESCAPED})*(?:[{_CHARS}:\-]|{_ESCAPED}))?"
)
_PREFIX = rf"[{_BASE}](?:[{_CHARS}.\-]*[{_CHARS}\-])?"
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*+(?:\\[uU][0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*+)*+>'

_BLANKSPACE = r"(?:[ \t\r\n]|\#[^\r\n]*+)"

_BEFORE_NAMES = rf"""
    (?P<blankspace>{_BLANKSPACE}+)
  | (?P<iri>{_IRI})
  | (?P<variable>[?$][{_START}](?:[{_START}\u00b7\u0300-\u036f\u203f-\u2040])*)
  | (?P<blank>_:{_DOTTED})
  | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
"""
_BEHIND_NAMES = r"""
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++ | [0-9]*+\.[0-9]++ | [0-9]++)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign><<|>>|\^\^|<=|.)
"""
_NAMES = rf"| (?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)"
_TOKEN = re.compile(_BEFORE_NAMES + _NAMES + _BEHIND_NAMES, re.VERBOSE | re.DOTALL)
_NO_NAME = re.compile(_BEFORE_NAMES + _BEHIND_NAMES, re.VERBOSE | re.DOTALL)
_RUN = re.compile(rf"[{_BASE}][{_CHARS}.\-]*+")
"""What a prefix with its colon may start: no letter of it does where the first does not."""
_INSIDE = {
    '"': re.compile(r'(?:[^"\\\r\n]|\\.)*+', re.DOTALL),
    "'": re.compile(r"(?:[^'\\\r\n]|\\.)*+", re.DOTALL),
    '"""': re.compile(r'(?:"{0,2}(?:[^"\\]|\\.))*+', re.DOTALL),
    "'''": re.compile(r"(?:'{0,2}(?:[^'\\]|\\.))*+", re.DOTALL),
}
"""What may stand behind the quotation marks that open a string, before those that close it."""
_DECLARATION = re.compile(
    rf"{_BLANKSPACE}*+([Pp][Rr][Ee][Ff][Ii][Xx]){_BLANKSPACE}++((?:{_PREFIX})?:)"
    rf"{_BLANKSPACE}*+({_IRI})"
)
_DECLARED: tuple[Kind, ...] = ("word", "name", "iri")
_LESS = re.compile(r"(?P<sign><=|<)")

_OPERAND_ENDS = frozenset({"iri", "string", "variable", "name", "blank", "language", "number"})
_QUOTES = "\"'"
_NAMELESS = ("word", "sign")
_NO_EXPRESSION = ("A", "VALUES", "UNDEF", "TRUE", "FALSE")
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):  # made in a third of the time that a frozen dataclass takes
    """A stretch of the text: `text[start:end] == content`; white space and comments have none."""

    kind: Kind
    content: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the token's last character."""
        return self.start + len(self.content)

    def is_word(self, *words: str) -> bool:
        """Whether this is one of the keywords (given in capitals)."""
        return self.kind == "word" and self.content.upper() in words


class Bracket(NamedTuple):
    """One open bracket; `holds` tells a comparison from an IRI directly inside it."""

    sign: str
    holds: Literal["pattern", "terms", "expression", "clauses"]


def tokens(text: str) -> Iterator[Token]:
    """The tokens of any text, in order; a character that starts none is a sign of its own."""
    scanner = _Scanner()
    position, end = 0, len(text)
    while declaration := _DECLARATION.match(text, position):  # many queries are mostly these
        for part, declared in enumerate(_DECLARED, 1):
            yield Token(declared, declaration[part], declaration.start(part))
        position = declaration.end()
    strings = _Strings(text)
    nameless = 0  # up to here no prefixed name starts
    while position < end:
        letter = text[position]
        behind = strings.end(position) if letter in _QUOTES else None
        kind: str | None = "string"
        if behind is None:
            pattern = _TOKEN if position >= nameless else _NO_NAME
            pattern = _LESS if letter == "<" and scanner.compares() else pattern
            match = pattern.match(text, position)
            assert match is not None
            kind, behind = match.lastgroup, match.end()
            if kind in _NAMELESS and position >= nameless and (run := _RUN.match(text, position)):
                nameless = run.end()
        if kind != "blankspace":
            token = Token(kind, text[position:behind], position)  # type: ignore[arg-type]
            scanner.take(token)
            yield token
        position = behind


class _Strings:
    """The strings of a text. Where one is not closed, none that starts in it is: what escapes its
    quotation mark, or one of three, ends there in the same way."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed = dict.fromkeys(_INSIDE, 0)

    def end(self, start: int) -> int | None:
        """The offset behind the string that a quotation mark opens; None if it is not closed."""
        quote = self._text[start]
        for mark in (quote * 3, quote):
            if start >= self._unclosed[mark] and self._text.startswith(mark, start):
                inside = _INSIDE[mark].match(self._text, start + len(mark))
                assert inside is not None
                if self._text.startswith(mark, inside.end()):
                    return inside.end() + len(mark)
                self._unclosed[mark] = inside.end()
        return None


class _Scanner:
    """What was read so far, as far as the next token depends on it."""

    def __init__(self) -> None:
        self._open = [Bracket("", "clauses")]
        self._last: Token | None = None
        self._before: Token | None = None

    def compares(self) -> bool:
        """Whether `<` at this place can only be an operator."""
        last = self._last
        if self._open[-1].holds != "expression" or last is None:
            return False
        if last.kind == "word":
            return last.content.upper().endswith(("TRUE", "FALSE"))
        return last.kind in _OPERAND_ENDS or last.content in (")", "}", ">>")

    def take(self, token: Token) -> None:
        """Go past one token."""
        if token.kind == "sign":
            self._take_sign(token.content)
        elif token.kind == "word" and token.content.upper().startswith("SELECT"):
            self._open[-1] = Bracket(self._open[-1].sign, "clauses")
        self._before, self._last = self._last, token

    def _take_sign(self, sign: str) -> None:
        if sign == "(":
            self._open.append(Bracket(sign, "expression" if self._calls() else "terms"))
        elif sign in ("{", "["):
            self._open.append(Bracket(sign, "pattern"))
        elif sign in _PAIRS and self._open[-1].sign == _PAIRS[sign]:
            self._open.pop()

    def _calls(self) -> bool:
        """Whether `(` at this place opens an expression, not a list of terms or a path."""
        last, before, holds = self._last, self._before, self._open[-1].holds
        if last is not None and last.content == "<<":
            return False
        if holds in ("expression", "clauses"):
            return True
        if last is not None and last.kind == "word":
            return not last.is_word(*_NO_EXPRESSION)
        calls_by_name = last is not None and last.kind in ("iri", "name")
        return calls_by_name and before is not None and _ends_with(before, "FILTER")


def _ends_with(token: Token, keyword: str) -> bool:
    return token.kind == "word" and token.content.upper().endswith(keyword)
