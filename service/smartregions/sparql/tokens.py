"""SPARQL text to tokens, iteratively: no nesting of the text can exhaust the stack.

The terminals are those of SPARQL 1.1 (section 19.8), and the brackets of SPARQL 1.2 triple terms.
One question needs the grammar: does `<` open an IRI or compare? `1<2)SERVICE#>` has the letters of
an IRI and is none. A comparison stands only directly inside the parentheses of an expression and
after a whole operand, so the scanner keeps, per open bracket, whether it holds an expression.
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
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*(?:\\[uU][0-9A-Fa-f]{4,8}[^<>"{}|^`\\\x00-\x20]*)*>'

_BLANKSPACE = r"(?:[ \t\r\n]|\#[^\r\n]*+)"

_TOKEN = re.compile(
    rf"""
    (?P<blankspace>{_BLANKSPACE}+)
  | (?P<iri>{_IRI})
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"\"\"
             | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
             | \"(?:[^\"\\\r\n]|\\.)*\" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$][{_START}](?:[{_START}\u00b7\u0300-\u036f\u203f-\u2040])*)
  | (?P<blank>_:{_DOTTED})
  | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
  | (?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+ | [0-9]*\.[0-9]+ | [0-9]+)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign><<|>>|\^\^|<=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DECLARATION = re.compile(
    rf"{_BLANKSPACE}*+([Pp][Rr][Ee][Ff][Ii][Xx]){_BLANKSPACE}++((?:{_PREFIX})?:)"
    rf"{_BLANKSPACE}*+({_IRI})"
)
_DECLARED: tuple[Kind, ...] = ("word", "name", "iri")
_LESS = re.compile(r"(?P<sign><=|<)")

_OPERAND_ENDS = frozenset({"iri", "string", "variable", "name", "blank", "language", "number"})
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
    while position < end:
        pattern = _LESS if text[position] == "<" and scanner.compares() else _TOKEN
        match = pattern.match(text, position)
        assert match is not None
        kind = match.lastgroup
        if kind != "blankspace":
            token = Token(kind, match.group(), position)  # type: ignore[arg-type]
            scanner.take(token)
            yield token
        position = match.end()


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
