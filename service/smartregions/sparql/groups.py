"""Where a query's triple patterns stand: its groups, and in each the patterns that are joined.

Only what may be reordered is told: not the templates of CONSTRUCT, not what goes to a SERVICE.
Iterative and total: a text that is not surely understood has no groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smartregions.sparql.frames import Frame
from smartregions.sparql.patterns import Doubt, Group, Role, Run
from smartregions.sparql.prologue import behind_prefixes
from smartregions.sparql.tokens import Token
from smartregions.sparql.triples import StatementReader, unused_labels

DEEPEST = 64
"""Brackets that may be open at once in a query that is read."""


def groups(text: str, read: Sequence[Token]) -> list[Group]:
    """The groups of a query in the order in which they open, each behind its parent."""
    reader = _Reader(text, read)
    try:
        reader.read()
    except Doubt:
        return []
    return reader.closed()


class _Reader:
    def __init__(self, text: str, read: Sequence[Token]) -> None:
        self.groups: list[Group] = []
        self._ends: dict[int | None, int] = {}
        self._mixed: set[int | None] = set()
        self._text = text
        self._tokens = read
        self._at = behind_prefixes(read)
        self._open = [Frame("clauses", "")]
        self._labels = unused_labels(read)
        self._steps = {
            "clauses": self._clauses,
            "group": self._group,
            "expression": self._expression,
            "passed": self._passed,
        }
        self._words = {
            "FILTER": self._filter,
            "OPTIONAL": lambda _: self._open_group(role="optional"),
            "UNION": lambda _: self._open_group(),
            "MINUS": lambda _: self._open_group(alone=True, role="minus"),
            "GRAPH": self._graph,
            "SERVICE": self._service,
            "BIND": self._bind,
            "VALUES": self._values,
        }

    def read(self) -> None:
        """Fill `groups`; raises Doubt."""
        while self._at < len(self._tokens):
            frame = self._open[-1]
            self._steps[frame.kind](frame)
        if len(self._open) != 1:
            raise Doubt

    def closed(self) -> list[Group]:
        """The groups, with what is known of each at its end."""
        return [
            replace(group, end=self._ends[number], only_joins=number not in self._mixed)
            for number, group in enumerate(self.groups)
        ]

    def _next(self, sign: str = "") -> Token:
        """Go past a token, of this content if any is given."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        if token is None or sign and token.content != sign:
            raise Doubt
        self._at += 1
        return token

    def _push(self, frame: Frame) -> None:
        if len(self._open) > DEEPEST:
            raise Doubt
        self._open.append(frame)

    def _open_group(self, *, alone: bool = False, role: Role = "part", at: int = -1) -> None:
        """Enter a group, or the clauses of the sub-select that stands in its place.

        The group around it begins another run: the engine takes a blank node's label for used up.
        """
        opening = self._next("{")
        around = next((frame for frame in reversed(self._open) if frame.group is not None), None)
        if around is not None:
            around.run = None
        if self._at < len(self._tokens) and self._tokens[self._at].is_word("SELECT"):
            self._push(Frame("clauses", "}", is_sought=role in ("absent", "exists")))
        else:
            parent = around.group if around else None
            clause = opening.start if at < 0 else self._tokens[at].start
            self.groups.append(Group(parent, alone, role, opening.start, clause))
            self._push(Frame("group", "}", group=len(self.groups) - 1))

    def _current(self, frame: Frame) -> Group:
        assert frame.group is not None
        return self.groups[frame.group]

    def _clauses(self, frame: Frame) -> None:
        token = self._next()
        if token.kind == "word":
            if token.is_word("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
                frame.is_query = True
            frame.passes = frame.passes or token.is_word("CONSTRUCT", "VALUES")
        elif token.kind != "sign":
            return
        elif token.content == "(":
            self._push(Frame("expression", ")"))
        elif token.content == "{":
            self._open_clause(frame)
        elif token.content == "}" and len(self._open) > 1:
            self._open.pop()
        elif token.content not in ("*", "."):
            raise Doubt

    def _open_clause(self, frame: Frame) -> None:
        if frame.passes:
            frame.passes = False
            self._push(Frame("passed", "}"))
        elif frame.is_query:
            frame.is_query = False
            self._at -= 1
            self._open_group(alone=True, role="exists" if frame.is_sought else "where")
        else:
            raise Doubt

    def _expression(self, frame: Frame) -> None:
        token = self._next()
        if token.kind != "sign":
            return
        if token.content == "(":
            self._push(Frame("expression", ")"))
        elif token.content == ")":
            self._open.pop()
            if frame.binds:
                self._current(self._open[-1]).bound.append(self._tokens[self._at - 2].content)
        elif token.content == "{":
            if not self._tokens[self._at - 2].is_word("EXISTS"):
                raise Doubt
            self._at -= 1
            self._open_group(role="exists")
        elif token.content in ("}", "[", "]"):
            raise Doubt

    def _passed(self, frame: Frame) -> None:
        token = self._next()
        if token.kind != "sign":
            return
        if token.content in ("{", "(", "["):
            self._push(Frame("passed", {"{": "}", "(": ")", "[": "]"}[token.content]))
        elif token.content == frame.closer:
            self._open.pop()
        elif token.content in ("}", ")", "]"):
            raise Doubt

    def _group(self, frame: Frame) -> None:
        token = self._tokens[self._at]
        if token.kind == "word" and token.content.upper() in self._words:
            self._at += 1
            if not token.is_word("FILTER"):
                frame.run = None
                self._mixed.add(frame.group)
            frame.adjoins, frame.may_start, frame.may_dot = False, True, True
            self._words[token.content.upper()](frame)
        elif token.content == "{":
            frame.may_start, frame.may_dot = True, True
            self._open_group()
        elif token.content == "}":
            self._at += 1
            self._ends[frame.group] = token.start
            self._open.pop()
        elif token.content == "." and frame.may_dot:
            self._at += 1
            frame.may_dot = False
        elif frame.may_start:
            self._statement(frame)
        else:
            raise Doubt

    def _statement(self, frame: Frame) -> None:
        first = self._at
        reader = StatementReader(self._text, self._tokens, first, self._labels)
        patterns = reader.read()
        self._at = reader.at
        if frame.run is None:
            frame.run, frame.adjoins = Run(), False
            self._current(frame).runs.append(frame.run)
        start, end = self._tokens[first].start, self._tokens[self._at - 1].end
        frame.run.add(patterns, start, end, adjoins=frame.adjoins)
        frame.adjoins = True
        frame.may_start = self._at < len(self._tokens) and self._tokens[self._at].content == "."
        self._at += frame.may_start
        frame.may_dot = False

    def _filter(self, _: Frame) -> None:
        at = self._at - 1
        while (token := self._next()).content == "(":
            self._push(Frame("expression", ")"))
        first, is_bracketed = self._at, self._open[-1].kind == "expression"
        is_negation = token.is_word("NOT") or (is_bracketed and token.content == "!")
        if is_negation and self._next().is_word("EXISTS"):
            self._open_group(role="absent", at=at)
        elif is_bracketed:
            self._at = first - 1
        elif token.is_word("EXISTS"):
            self._open_group(role="exists")
        else:
            while token.content != "(":
                if token.kind not in ("word", "iri", "name"):
                    raise Doubt
                token = self._next()
            self._push(Frame("expression", ")"))

    def _graph(self, _: Frame) -> None:
        if self._next().kind not in ("iri", "name", "variable"):
            raise Doubt
        self._open_group()

    def _service(self, _: Frame) -> None:
        if self._next().is_word("SILENT"):
            self._next()
        self._next("{")
        self._push(Frame("passed", "}"))

    def _bind(self, _: Frame) -> None:
        self._next("(")
        self._push(Frame("expression", ")", binds=True))

    def _values(self, frame: Frame) -> None:
        bound = self._current(frame).bound
        while True:
            token = self._next()
            if token.kind == "variable":
                bound.append(token.content)
            elif token.content == "{":
                self._push(Frame("passed", "}"))
                return
            elif token.content not in ("(", ")"):
                raise Doubt
