"""What a SELECT clause projects (SPARQL 1.1, sections 16.1 and 18.2.4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smartregions.sparql.edits import edited
from smartregions.sparql.tokens import Token


class Item(NamedTuple):
    """One item of a clause: a variable, by itself or behind the AS of an expression."""

    variable: Token
    is_expression: bool

    @property
    def name(self) -> str:
        """The name, which `?` and `$` are no part of."""
        return self.variable.content[1:]


def clauses(read: Sequence[Token]) -> Iterator[list[Item]]:
    """The items of each SELECT clause, sub-queries included, in the order of the text."""
    for index, token in enumerate(read):
        if token.is_word("SELECT"):
            yield list(_items(read, index + 1))


def without_repeats(text: str, read: Sequence[Token]) -> str:
    """The query, in which no variable stands by itself that its SELECT clause has already.

    What is projected is a set (section 18.2.4.4), so `SELECT ?x ?x` is `SELECT ?x`; the engine
    refuses it. All else keeps its place. `read` are the tokens of the text.
    """
    repeated = [token for items in clauses(read) for token in _repeated(items)]
    return edited(text, ((each.start, each.end, " " * len(each.content)) for each in repeated))


def _repeated(items: Sequence[Item]) -> Iterator[Token]:
    seen: set[str] = set()
    for item in items:
        if item.name in seen and not item.is_expression:
            yield item.variable
        seen.add(item.name)


def _items(read: Sequence[Token], index: int) -> Iterator[Item]:
    while index < len(read):
        token = read[index]
        if token.kind == "variable":
            yield Item(token, False)
        elif token.content == "(":
            index = closing(read, index)
            if index < len(read) and read[index - 1].kind == "variable":
                yield Item(read[index - 1], True)
        elif not token.is_word("DISTINCT", "REDUCED"):
            return
        index += 1


def closing(read: Sequence[Token], index: int) -> int:
    """Where the bracket that opens there is closed; the end of the text if it is not."""
    depth = 0
    while index < len(read):
        if read[index].kind == "sign":
            depth += {"(": 1, ")": -1}.get(read[index].content, 0)
        if depth == 0:
            return index
        index += 1
    return index
