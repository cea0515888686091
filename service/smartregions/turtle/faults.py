"""Every fault of a text that the parser refuses: the prefixes it lacks, then what is misspelt.

The parser stops at the first fault. So undeclared prefixes are found by a scan and then declared
for it, and a statement at fault is blanked out, after which the parser goes on behind it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice

import pyoxigraph

from smartregions.errors import Fault
from smartregions.messages import Message, joined
from smartregions.turtle.lines import Lines
from smartregions.turtle.mistakes.context import context
from smartregions.turtle.mistakes.documents import other_language
from smartregions.turtle.mistakes.names import SCHEMES, undeclared
from smartregions.turtle.mistakes.rules import advice
from smartregions.turtle.mistakes.scan import Scan
from smartregions.turtle.tokens import Token

MOST = 20
"""Syntax faults that one reading reports at most, undeclared prefixes apart."""
_WORK = 20_000_000
"""Characters that the parser may read again in search of further faults."""
_PREFIXES = 200
"""Undeclared prefixes that one reading reports at most."""
_QUOTED = 100
"""Marks `<<` beyond which a text is not read again: nested, they would end the process."""
_LONGEST = 499
_LINE_ENDS = re.compile(r"[ \t]*+(?:[#\r\n]|\Z)")


def faults(text: str, base: str | None) -> tuple[Fault, ...]:
    """The faults of a text that is not Turtle, in its order; none if none is met again."""
    if text.count("<<") > _QUOTED:
        return ()
    if other := other_language(text):
        return (other,)
    return tuple(_Search(text, base).all())


class _Search:
    def __init__(self, text: str, base: str | None) -> None:
        self._text = text
        self._base = base
        self._lines = Lines(text)
        self._scan = Scan(text)

    def all(self) -> list[Fault]:
        """Everything that was found, in the order of the text."""
        syntax = list(self._syntax())
        found = syntax + list(islice(self._prefixes(syntax), _PREFIXES))
        return sorted(found, key=lambda fault: (fault.line, fault.column))

    def _syntax(self) -> Iterator[Fault]:
        prelude = " ".join(f"@prefix {name}: <urn:x:> ." for name in self._scan.names)
        rest = self._text
        for _ in range(max(1, min(MOST, _WORK // (len(rest) + 1)))):
            error = _first_error(f"{prelude}\n{rest}\n", self._base)
            if error is None:
                return
            start = self._lines.offset((error.lineno or 2) - 1, error.offset or 1)
            yield self._explained(error, start)
            rest = self._without(rest, start)

    def _explained(self, error: SyntaxError, start: int) -> Fault:
        said = error.msg.partition(": ")[2]
        statement = self._scan.statement(start)
        around = context(self._text, self._lines, said, start, statement, self._scan.declared)
        message, help_, token = advice(around)
        token = token or around.token or around.last or Token("other", "", start, start)
        return self._fault(token, message, help_, "syntax")

    def _fault(self, token: Token, message: Message, help_: Message, code: str) -> Fault:
        end = token.start + len((token.text.splitlines() or [""])[0])
        places = (*self._lines.place(token.start), *self._lines.place(end))
        return Fault(message.shortened(_LONGEST), *places, help_.shortened(_LONGEST), code)

    def _without(self, rest: str, start: int) -> str:
        """The text with the statement at fault blanked out, up to a dot that ends a line."""
        first = self._scan.statement(start)
        ends = (end for end in self._scan.ends(start) if _LINE_ENDS.match(self._text, end))
        end = next(ends, len(rest))
        return rest[:first] + re.sub(r"[^\r\n]", " ", rest[first:end]) + rest[end:]

    def _prefixes(self, syntax: list[Fault]) -> Iterator[Fault]:
        """The undeclared prefixes; what follows a syntax fault on its line is not looked at."""
        doubtful = {fault.line: fault.column for fault in syntax}
        for name, uses in self._scan.missing.items():
            sure = [use for use in uses if self._sure(use, name, doubtful)]
            if sure:
                yield self._undeclared(name, sure)

    def _sure(self, use: Token, name: str, doubtful: dict[int, int]) -> bool:
        line, column = self._lines.place(use.start)
        unbracketed = name in SCHEMES and self._text.startswith("//", use.end)
        return column <= doubtful.get(line, column) and not unbracketed

    def _undeclared(self, name: str, uses: list[Token]) -> Fault:
        later = self._scan.declarations.get(name)
        line = self._lines.place(later.start)[0] if later else None
        chunk = re.compile(r"[^\s<>\"]*").match(self._text, uses[0].start)
        what = undeclared(name, self._scan.declared, line, chunk.group() if chunk else "")
        message = Message("The prefix `{name}:` is not declared.", name=name)
        if (times := len(uses)) > 1:
            more = Message("It is used {times} times, here first.", times=times)
            message = joined((message, more), " ")
        return self._fault(uses[0], message, what, "undeclared-prefix")


def _first_error(text: str, base: str | None) -> SyntaxError | None:
    parser = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=base)
    try:
        deque(parser, maxlen=0)
    except SyntaxError as error:
        return error
    return None
