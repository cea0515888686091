"""A Turtle text cut into its top-level statements, by one pass of a regular expression.

This is what keeps positions cheap: a large file is cut in compiled code, and only the
statements that somebody asks about are read token by token (`productions`).
The text must be Turtle that the parser has accepted.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.namespaces import RDF
from smartregions.turtle.denotation import Declarations, Scope
from smartregions.turtle.grammar import (
    CHAR,
    COMMENT,
    IRI,
    LABEL,
    LANGUAGE,
    NAME,
    NUMBER,
    PREFIX,
    SKIP,
    STRING,
    WORD,
)

_DIRECTIVE = rf"(?:@|(?i:(?:prefix|base)(?!{CHAR}|[:%\\.])))"
_STATEMENT = re.compile(
    rf"{SKIP}(?:(?={_DIRECTIVE})(?P<directive>@?+(?i:"
    rf"prefix{SKIP}(?P<name>{PREFIX}):{SKIP}<(?P<namespace>[^>]*+)>"
    rf"|base{SKIP}<(?P<base>[^>]*+)>)(?:{SKIP}\.)?+)"
    rf"|(?P<subject>{IRI}|\((?:{SKIP}\))?+|\[|{LABEL}|{NAME})"
    rf"(?:[ \t\r\n;,()\[\]^]++|{IRI}|{LANGUAGE}|"
    rf"{LABEL}|{NAME}|{NUMBER}|{WORD}|{STRING}|{COMMENT})*+\."
    r"|(?P<rest>))",
    re.DOTALL,
)


_BRACKETS = ("[", "(")


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement up to its dot, comments before it included; offsets of the text."""

    start: int
    end: int
    scope: Scope
    """The prefixes and the base that hold in it."""


class Statements:
    """The statements of a text, found by their subject.

    Raises CannotJudge when the text does not divide into statements.
    """

    def __init__(self, text: str, base: str | None) -> None:
        self._declarations = Declarations(base)
        self._scopes = [self._declarations.now()]
        self._since = [0]
        self._ends = array("q", [0])
        self._first: dict[str, int] = {}
        self._later: dict[str, list[int]] = {}
        self._anonymous: list[int] = []
        self.declared: dict[str, tuple[int, int]] = {}
        """Prefix to the start and end of its last declaration."""
        self._divide(text)

    def _divide(self, text: str) -> None:
        scope, ends, first = self._scopes[0], self._ends, self._first
        for match in _STATEMENT.finditer(text):
            number = len(ends)
            ends.append(match.end())
            kind = match.lastgroup
            if kind == "directive":
                scope = self._declare(match, number)
            elif kind == "rest":
                break
            elif (subject := match["subject"]) in _BRACKETS:
                self._anonymous.append(number)
            elif first.setdefault(key := _key(subject, scope), number) != number:
                self._later.setdefault(key, []).append(number)
        if ends[-1] != len(text):
            raise CannotJudge(Message("The positions of this text could not be found out."))

    def _declare(self, match: re.Match[str], number: int) -> Scope:
        if match["base"] is not None:
            scope = self._declarations.rebase(match["base"])
        else:
            scope = self._declarations.prefix(match["name"], match["namespace"])
            self.declared[match["name"]] = match.span("directive")
        self._scopes.append(scope)
        self._since.append(number)
        return scope

    def of(self, subject: str) -> Iterator[Statement]:
        """The statements about an IRI or a blank node label (`_:x`), in the order of the text."""
        if subject in self._first:
            yield self._statement(self._first[subject])
            yield from map(self._statement, self._later.get(subject, ()))

    def anonymous(self) -> list[Statement]:
        """The statements whose subject is a `[ ... ]` or a `( ... )`."""
        return list(map(self._statement, self._anonymous))

    def _statement(self, number: int) -> Statement:
        scope = self._scopes[bisect_right(self._since, number) - 1]
        return Statement(self._ends[number - 1], self._ends[number], scope)


def _key(subject: str, scope: Scope) -> str:
    if subject[0] == "<" and scope.base is None and "\\" not in subject:
        return subject[1:-1]
    if subject[0] == "(":
        return RDF + "nil"
    return subject if subject.startswith("_:") else scope.iri(subject)
