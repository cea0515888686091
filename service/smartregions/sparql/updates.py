"""A SPARQL Update as its single operations, each of which can be done by itself.

What surrounds an operation is replaced by spaces, but for the declarations before it, so that every
place in it is the place in the whole text. https://www.w3.org/TR/sparql11-update/#updateUnit
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smartregions.errors import BadRequest
from smartregions.messages import Message
from smartregions.sparql.tokens import Token, tokens

_OPEN, _CLOSE = ("{", "(", "["), ("}", ")", "]")
_DECLARATIONS = {"PREFIX": 3, "BASE": 2}
"""Keyword, and how many tokens a declaration has."""


def operations(text: str) -> list[str]:
    """The operations in order; none for a text that only declares."""
    found: list[str] = []
    declared: list[tuple[int, int]] = []
    for part in _parts(list(tokens(text))):
        at = 0
        while at < len(part) and (count := _declares(part[at])):
            end = min(at + count, len(part))
            declared.append((part[at].start, part[end - 1].end))
            at = end
        if at < len(part):
            found.append(_only(text, [*declared, (part[at].start, part[-1].end)]))
    return found


def clears_all(operation: str) -> bool:
    """Whether it is CLEAR or DROP of ALL or NAMED: no other operation ends in these words."""
    read = list(tokens(operation))
    return bool(read) and read[-1].is_word("ALL", "NAMED")


def over(operation: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The operation with this dataset for what it looks for (SPARQL 1.1 Protocol, section 2.2.3).

    The IRIs are absolute. Raises BadRequest for an operation that states a dataset itself.
    """
    read = list(tokens(operation))
    top = list(_top(read))
    if any(read[at].is_word("USING", "WITH") for at in top):
        raise BadRequest(
            Message("The update says WITH or USING, and using-graph-uri says another; use one.")
        )
    using = [*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)]
    clauses = dict.fromkeys(
        using
    )  # of a graph that is named twice each triple would be found twice
    for at in top:
        if read[at].is_word("WHERE") and at:
            where, before = read[at], read[at - 1]
            repeated = ""
            if before.is_word("DELETE"):  # DELETE WHERE, which takes no USING
                repeated = operation[where.end :]
            inserted = f" {repeated} {' '.join(clauses)} "
            return operation[: where.start] + inserted + operation[where.start :]
    return operation


def _parts(read: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between semicolons that stand in no bracket."""
    part: list[Token] = []
    depth = 0
    for token in read:
        depth += _step(token)
        if depth == 0 and token.kind == "sign" and token.content == ";":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _top(read: Sequence[Token]) -> Iterator[int]:
    """The numbers of the tokens that stand in no bracket."""
    depth = 0
    for number, token in enumerate(read):
        depth += _step(token)
        if depth == 0:
            yield number


def _step(token: Token) -> int:
    if token.kind != "sign":
        return 0
    return (token.content in _OPEN) - (token.content in _CLOSE)


def _declares(token: Token) -> int:
    return _DECLARATIONS.get(token.content.upper(), 0) if token.kind == "word" else 0


def _only(text: str, kept: Sequence[tuple[int, int]]) -> str:
    """The text in which all but these stretches, which are in order, is blank."""
    pieces, at = [], 0
    for start, end in kept:
        pieces += [_blank(text[at:start]), text[start:end]]
        at = end
    return "".join(pieces)


def _blank(text: str) -> str:
    return "".join(c if c in "\r\n" else " " for c in text)
