"""Signs of a query that stand where none does, or are missing where one does.

As the mistakes of words, they are looked for in a query that the engine refused, and none is
anything that a right query has.
"""

from __future__ import annotations

from collections.abc import Sequence

from smartregions.messages import Message
from smartregions.sparql.mistakes import Mistake
from smartregions.sparql.projection import closing
from smartregions.sparql.tokens import Token

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_BEFORE_GROUPS = ("WHERE", "OPTIONAL", "UNION", "MINUS", "EXISTS")
_IN_LISTS = ("DISTINCT", "REDUCED", "ASC", "DESC")


def declaration(read: Sequence[Token]) -> Mistake | None:
    """A prefix that is declared as Turtle does it, or for a namespace without angle brackets."""
    for index, token in enumerate(read):
        if token.kind == "language" and token.content.lower() in ("@prefix", "@base"):
            word = token.content[1:].upper()
            said = Message("write {word} without @, and no dot behind the IRI.", word=word)
            return Mistake(token.start, said)
        name, behind = read[index + 1 : index + 2], read[index + 2 : index + 3]
        if not (token.is_word("PREFIX") and behind and name[0].kind == "name"):
            continue
        if behind[0].kind == "name" or behind[0].is_word("HTTP", "HTTPS"):
            said = Message(
                "a namespace stands in angle brackets: PREFIX {prefix} <https://...>",
                prefix=name[0].content,
            )
            return Mistake(behind[0].start, said)
    return None


def unbalanced(read: Sequence[Token]) -> Mistake | None:
    """A bracket that closes nothing, or is never closed: one inside of what another closes."""
    opened: list[Token] = []
    for token in read:
        if token.kind != "sign":
            continue
        if token.content in _CLOSERS:
            opened.append(token)
        elif token.content in _CLOSERS.values():
            if not any(_CLOSERS[each.content] == token.content for each in opened):
                said = Message("this {sign} closes nothing.", sign=token.content)
                return Mistake(token.start, said)
            if _CLOSERS[opened[-1].content] != token.content:
                break
            opened.pop()
    if not opened:
        return None
    sign = opened[-1].content
    said = Message("this {sign} is never closed by {closer}.", sign=sign, closer=_CLOSERS[sign])
    return Mistake(opened[-1].start, said)


def misplaced(read: Sequence[Token]) -> Mistake | None:
    """The first of the others that is found."""
    return _comma(read) or _braceless(read) or _bound(read)


def _comma(read: Sequence[Token]) -> Mistake | None:
    """A comma between what a query selects, groups or orders by."""
    for index, token in enumerate(read):
        if token.is_word("SELECT", "BY") and (found := _comma_behind(read, index + 1)):
            said = Message("no comma stands between these: ?a ?b.")
            return Mistake(found.start, said)
    return None


def _comma_behind(read: Sequence[Token], at: int) -> Token | None:
    while at < len(read):
        token = read[at]
        is_call = token.kind in ("word", "name", "iri") and _content(read, at + 1) == "("
        if token.content == ",":
            return token
        if token.content == "(":
            at = closing(read, at)
        elif not (token.kind == "variable" or token.is_word(*_IN_LISTS) or is_call):
            return None
        at += 1
    return None


def _content(read: Sequence[Token], at: int) -> str:
    return read[at].content if at < len(read) else ""


def _braceless(read: Sequence[Token]) -> Mistake | None:
    """A group without its braces."""
    for word, behind in zip(read, read[1:], strict=False):
        if word.is_word(*_BEFORE_GROUPS) and behind.content != "{":
            said = Message("behind {word} stands a group in {{ }}.", word=word.content)
            return Mistake(behind.start, said)
    return None


def _bound(read: Sequence[Token]) -> Mistake | None:
    """A variable that BIND gives a value, and that the group has one for."""
    groups: list[set[str]] = [set()]
    at = 0
    while at < len(read):
        token = read[at]
        if token.content == "{":
            groups.append(set())
        elif token.content == "}" and len(groups) > 1:
            groups.pop()
        elif token.kind == "variable":
            groups[-1].add(token.content[1:])
        elif token.is_word("BIND") and _content(read, at + 1) == "(":
            at = closing(read, at + 1)
            target = read[at - 1]
            if target.content[1:] in groups[-1]:
                said = Message(
                    "{variable} has a value already. Give it another name.",
                    variable=target.content,
                )
                return Mistake(target.start, said)
            groups[-1].add(target.content[1:])
        elif token.content == "(" and not _lists_variables(read, at):
            at = closing(read, at)
        at += 1
    return None


def _lists_variables(read: Sequence[Token], at: int) -> bool:
    return at > 0 and read[at - 1].is_word("VALUES")
