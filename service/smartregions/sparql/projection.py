"""What a SELECT clause projects (SPARQL 1.1, sections 16.1 and 18.2.4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from smartregions.sparql.edits import edited
from smartregions.sparql.tokens import Token, tokens


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


def star(text: str) -> Token | None:
    """The `*` by which a query selects all variables; None where it names them, or is no SELECT.

    No more of the text is read than up to there.
    """
    if "*" not in text:
        return None
    read = tokens(text)
    for token in read:
        if token.is_word("SELECT"):
            behind = next((each for each in read if not each.is_word("DISTINCT", "REDUCED")), None)
            return behind if behind is not None and behind.content == "*" else None
        if token.content == "{":
            return None
    return None


def with_columns(text: str, every: Token, variables: Iterable[str], written: str) -> str:
    """The query that selects these variables, which are all, in the place of the `*`: in the order
    in which they first appear in the query as it was `written`.

    `SELECT *` selects each variable that is in scope (section 18.2.4.4), in no order that the
    specification gives; the engine's is that of the alphabet.
    """
    names = (token.content[1:] for token in tokens(written) if token.kind == "variable")
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    found = sorted(variables, key=lambda name: places.get(name, len(places)))
    if not found:
        return text
    return edited(text, [(every.start, every.end, " " + " ".join(f"?{n}" for n in found) + " ")])


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
