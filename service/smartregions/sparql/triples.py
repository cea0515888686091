"""One statement of a query to its triple patterns: a subject with its lists of `;` and `,`.

Iterative, as the tokens are: blank node property lists may nest as deep as the text is long.
What is not surely understood raises Doubt; whoever reads a query then leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from smartregions.sparql.patterns import Doubt, Pattern
from smartregions.sparql.tokens import Token

_TERMS = ("variable", "iri", "name", "blank")
_STEPS = ("iri", "name")


def unused_labels(read: Sequence[Token]) -> Iterator[str]:
    """Blank node labels that the query does not use."""
    used = {token.content for token in read if token.kind == "blank"}
    return (label for number in count() if (label := f"_:b{number}") not in used)


@dataclass(slots=True)
class _Level:
    """A subject whose list is being read: that of the statement, or of a `[ ... ]` inside."""

    subject: str
    inside: bool
    may_end: bool
    expects: Literal["verb", "object", "next"] = "verb"
    verb: str = ""
    path: tuple[str, ...] = ()


class StatementReader:
    """Reads the statement that starts at a token; `at` is then the first token behind it."""

    def __init__(self, text: str, read: Sequence[Token], at: int, labels: Iterator[str]) -> None:
        self.at = at
        self.patterns: list[Pattern] = []
        self._text = text
        self._tokens = read
        self._labels = labels
        self._levels: list[_Level] = []
        self._take = {"verb": self._take_verb, "object": self._take_object, "next": self._take_next}

    def read(self) -> list[Pattern]:
        """The patterns of the statement, in its order; raises Doubt."""
        self._take_subject()
        while self._levels:
            level = self._levels[-1]
            self._take[level.expects](level)
        return self.patterns

    def _peek(self) -> Token:
        if self.at >= len(self._tokens):
            raise Doubt
        return self._tokens[self.at]

    def _next_is(self, *signs: str) -> bool:
        if self.at < len(self._tokens):
            token = self._tokens[self.at]
            return token.kind == "sign" and token.content in signs
        return False

    def _take_subject(self) -> None:
        if not self._next_is("["):
            self._levels.append(_Level(self._term(), inside=False, may_end=False))
            return
        label = next(self._labels)
        self.at += 1
        if self._next_is("]"):
            self.at += 1
            self._levels.append(_Level(label, inside=False, may_end=False))
        else:
            self._levels.append(_Level(label, inside=False, may_end=True))
            self._levels.append(_Level(label, inside=True, may_end=False))

    def _take_verb(self, level: _Level) -> None:
        token = self._peek() if self.at < len(self._tokens) else None
        if token is None or token.kind == "sign" and token.content not in ("^", "!", "("):
            self._end(level)
            return
        if token.kind == "word" and token.content != "a" and level.may_end:
            self._end(level)
            return
        start = self.at
        self._pass_verb()
        level.path = tuple(token.content for token in self._tokens[start : self.at])
        level.verb = self._text[self._tokens[start].start : self._tokens[self.at - 1].end]
        level.expects = "object"

    def _take_object(self, level: _Level) -> None:
        level.expects = "next"
        level.may_end = True
        if not self._next_is("["):
            self._emit(level, self._term())
            return
        label = next(self._labels)
        self._emit(level, label)
        self.at += 1
        if self._next_is("]"):
            self.at += 1
        else:
            self._levels.append(_Level(label, inside=True, may_end=False))

    def _take_next(self, level: _Level) -> None:
        if self._next_is(","):
            self.at += 1
            level.expects = "object"
        elif self._next_is(";"):
            while self._next_is(";"):
                self.at += 1
            level.expects = "verb"
        else:
            self._end(level)

    def _end(self, level: _Level) -> None:
        if not level.may_end:
            raise Doubt
        if level.inside:
            if not self._next_is("]"):
                raise Doubt
            self.at += 1
        self._levels.pop()

    def _emit(self, level: _Level, target: str) -> None:
        self.patterns.append(Pattern(level.subject, level.verb, target, level.path))

    def _term(self) -> str:
        first = self._peek()
        self.at += 1
        if first.kind in _TERMS or first.kind == "number":
            return first.content
        if first.kind == "string":
            return self._text[first.start : self._literal_end(first)]
        if first.kind == "word" and first.content in ("true", "false"):
            return first.content
        if first.kind == "sign" and first.content in ("+", "-"):
            number = self._peek()
            self.at += 1
            if number.kind == "number" and number.start == first.end:
                return first.content + number.content
        raise Doubt

    def _literal_end(self, literal: Token) -> int:
        if self.at < len(self._tokens) and self._tokens[self.at].kind == "language":
            self.at += 1
        elif self._next_is("^^"):
            self.at += 1
            if self._peek().kind not in _STEPS:
                raise Doubt
            self.at += 1
        else:
            return literal.end
        return self._tokens[self.at - 1].end

    def _pass_verb(self) -> None:
        """Go behind a variable or a property path (SPARQL 1.1, rules 88 to 96)."""
        if self._peek().kind == "variable":
            self.at += 1
            return
        depth = 0
        while True:
            depth += self._pass_step()
            while depth and self._next_is(")"):
                self.at += 1
                depth -= 1
                self._pass_modifier()
            if not self._next_is("/", "|"):
                break
            self.at += 1
        if depth:
            raise Doubt

    def _pass_step(self) -> int:
        """Go behind one predicate of a path; the number of parentheses that opened before it."""
        opened = 0
        while self._next_is("^", "!", "("):
            opened += self._tokens[self.at].content == "("
            self.at += 1
        token = self._peek()
        if token.kind not in _STEPS and not (token.kind == "word" and token.content == "a"):
            raise Doubt
        self.at += 1
        self._pass_modifier()
        return opened

    def _pass_modifier(self) -> None:
        """Go behind `?`, `*` or `+`; `+5` could be an object, so nobody decides it here."""
        if not self._next_is("?", "*", "+"):
            return
        self.at += 1
        if self._tokens[self.at - 1].content == "+" and self._peek().kind == "number":
            raise Doubt
