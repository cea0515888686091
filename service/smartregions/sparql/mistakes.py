"""What people write for SPARQL that is none, looked for in a query that the engine refused.

The engine says of these where it could read no further, which is often the end of the query. What
is found here is nothing that a right query has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from smartregions.messages import Message
from smartregions.sparql.projection import Item, clauses, closing
from smartregions.sparql.tokens import Token


class Mistake(NamedTuple):
    """Where it stands, and what to write instead."""

    start: int
    said: Message


_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_NO_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\r\n]*>")
_IN_NO_IRI = re.compile(r'[ "{}|\\^`]')
_CLAUSE_ENDS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def mistake(text: str, read: Sequence[Token]) -> Mistake | None:
    """The first that is found; `read` are the tokens of the text."""
    for look in _LOOKS:
        if found := look(text, read):
            return found
    return None


def broken_iri(text: str, read: Sequence[Token]) -> Mistake | None:
    """An IRI with a character that none has, which would be read as a name and a prefix."""
    for token in read:
        if token.content != "<" or not (match := _NO_IRI.match(text, token.start)):
            continue
        if found := _IN_NO_IRI.search(match[0]):
            said = Message(
                "an IRI holds no {sign}. Write %{code} for it.",
                sign=Message("space") if found[0] == " " else found[0],
                code=f"{ord(found[0]):02X}",
            )
            return Mistake(token.start + found.start(), said)
    return None


def _colonless(_: str, read: Sequence[Token]) -> Mistake | None:
    for word, name, iri in zip(read, read[1:], read[2:], strict=False):
        if word.is_word("PREFIX") and name.kind == "word" and iri.kind == "iri":
            said = Message(
                "a prefix is declared with a colon: PREFIX {name}: {iri}",
                name=name.content,
                iri=iri.content,
            )
            return Mistake(name.start, said)
    return None


def _unnamed(_: str, read: Sequence[Token]) -> Mistake | None:
    """An expression that a SELECT clause gives no name."""
    for index, token in enumerate(read):
        if token.is_word("SELECT") and (found := _unnamed_behind(read, index + 1)):
            return found
    return None


def _unnamed_behind(read: Sequence[Token], at: int) -> Mistake | None:
    while at + 1 < len(read):
        item = read[at]
        if item.content == "(":
            at = closing(read, at)
            if at < len(read) and not _is_named(read, at):
                said = Message("AS and a variable are missing: (... AS ?name).")
                return Mistake(read[at].start, said)
        elif item.kind == "word" and not item.is_word("DISTINCT", "REDUCED"):
            is_call = read[at + 1].content == "(" and not item.is_word("WHERE")
            said = Message("an expression has a name: ({call}(...) AS ?name).", call=item.content)
            return Mistake(item.start, said) if is_call else None
        elif item.kind not in ("variable", "word"):
            return None
        at += 1
    return None


def _is_named(read: Sequence[Token], close: int) -> bool:
    return read[close - 1].kind == "variable" and read[close - 2].is_word("AS")


def _filter(_: str, read: Sequence[Token]) -> Mistake | None:
    for index, (word, behind) in enumerate(zip(read, read[1:], strict=False)):
        if word.is_word("FILTER", "HAVING") and _is_open(read, index + 1):
            said = Message("a condition stands in parentheses: {word}(...)", word=word.content)
            return Mistake(behind.start, said)
    return None


def _is_open(read: Sequence[Token], at: int) -> bool:
    """Whether a condition begins there that is more than a call, and has no parentheses."""
    if read[at].kind in ("variable", "string", "number") or read[at].content == "!":
        return True
    if read[at].kind not in ("word", "name", "iri") or read[at + 1 : at + 2] == []:
        return False
    behind = closing(read, at + 1) + 1
    is_call = read[at + 1].content == "("
    return is_call and behind < len(read) and read[behind].content in _COMPARING


_COMPARING = ("=", "!", "<", ">", "<=", "&", "|", "*", "/")
_OPERATORS = {"AND": "&&", "OR": "||"}


def _foreign(_: str, read: Sequence[Token]) -> Mistake | None:
    """An operator of another language."""
    before = Token("sign", "", -1)
    for token, behind in zip(read, [*read[1:], before], strict=True):
        if said := _foreign_here(before, token, behind):
            return Mistake(token.start, said)
        before = token
    return None


def _foreign_here(before: Token, token: Token, behind: Token) -> Message | None:
    is_first_of_two = behind.content == token.content and behind.start == token.end
    is_second_of_two = before.content == token.content and before.end == token.start
    if token.content == "=" and is_first_of_two:
        return Message("write one sign for equality: =")
    if token.content == "&" and not (is_first_of_two or is_second_of_two):
        return Message("write && for “and”.")
    if token.is_word(*_OPERATORS):
        sign = _OPERATORS[token.content.upper()]
        return Message("write {sign} for {word}.", sign=sign, word=token.content)
    if token.is_word("LIKE"):
        return Message(
            'there is no LIKE. Write CONTAINS(STR(?x), "part") or REGEX(STR(?x), "^...").'
        )
    if token.is_word("IS") and behind.is_word("NULL", "NOT"):
        return Message("there is no NULL. Write BOUND(?x), or !BOUND(?x).")
    if token.is_word("IS", "ISA") and before.kind in ("variable", "name", "iri"):
        return Message("write {sign} for {word}.", sign="a", word=token.content)
    return None


def _byless(_: str, read: Sequence[Token]) -> Mistake | None:
    for word, behind in zip(read, read[1:], strict=False):
        is_term = behind.kind == "variable" or behind.content == "("
        if word.is_word("ORDER", "GROUP") and (is_term or behind.is_word("ASC", "DESC")):
            return Mistake(behind.start, Message("BY is missing: {word} BY.", word=word.content))
    return None


def _twice(_: str, read: Sequence[Token]) -> Mistake | None:
    for items in clauses(read):
        seen: set[str] = set()
        for item in items:
            if item.is_expression and item.name in seen:
                said = Message(
                    "{variable} is selected already. Give it another name.",
                    variable=item.variable.content,
                )
                return Mistake(item.variable.start, said)
            seen.add(item.name)
    return None


def _ungrouped(_: str, read: Sequence[Token]) -> Mistake | None:
    """A variable beside an aggregate; looked for in a query without sub-queries."""
    found = list(clauses(read))
    if len(found) != 1 or not _aggregates(read):
        return None
    grouped = _grouped(read)
    alone = (item for item in found[0] if not item.is_expression and item.name not in grouped)
    item: Item | None = next(alone, None)
    if item is None:
        return None
    said = Message(
        "{variable} is in no group. Write GROUP BY {all} behind the last brace, or "
        "(SAMPLE({variable}) AS ?name).",
        variable=item.variable.content,
        all=" ".join(["?" + name for name in [*grouped, item.name]]),
    )
    return Mistake(item.variable.start, said)


def _aggregates(read: Sequence[Token]) -> bool:
    return any(
        word.is_word("GROUP") or (word.is_word(*_AGGREGATES) and behind.content == "(")
        for word, behind in zip(read, read[1:], strict=False)
    )


def _grouped(read: Sequence[Token]) -> list[str]:
    """The variables behind GROUP BY; of an expression all that it names."""
    for index, token in enumerate(read):
        if token.is_word("GROUP") and read[index + 1 : index + 2]:
            names: list[str] = []
            for behind in read[index + 2 :]:
                if behind.is_word(*_CLAUSE_ENDS):
                    break
                if behind.kind == "variable":
                    names.append(behind.content[1:])
            return names
    return []


_LOOKS: tuple[Callable[[str, Sequence[Token]], Mistake | None], ...] = (
    _colonless,
    _foreign,
    _unnamed,
    _filter,
    _byless,
    _twice,
    _ungrouped,
)
