"""What a query says about itself, read from its tokens before any engine sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from smartregions.errors import QueryRefused, QuerySyntaxError
from smartregions.messages import Message, amount
from smartregions.sparql.nature import (
    Form,
    begins_as_update,
    form,
    is_volatile,
    may_be,
    may_be_service,
    service,
)
from smartregions.sparql.prologue import graphs, undeclared
from smartregions.sparql.tokens import Token, tokens

_OPENING, _CLOSING = frozenset({"(", "[", "{", "<<"}), frozenset({")", "]", "}", ">>"})
LINE_END = re.compile(r"\r\n|\r|\n")
_DATASET = ("FROM", "NAMED", "USING", "WITH")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|\\\\")
_DELIMITERS = frozenset("\"'\\\r\n<>{}|^`") | {chr(code) for code in range(0x20)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tokens of one query show; nothing here was evaluated."""

    form: Form
    service: Token | None
    """The first place that any engine could read as SERVICE."""
    default_graphs: tuple[str, ...]
    """The IRIs behind FROM; a prefixed name is expanded by the query's own prologue."""
    named_graphs: tuple[str, ...]
    """The IRIs behind FROM NAMED."""
    depth: int
    """The most brackets that are open at once."""
    volatile: bool
    """Whether the same query on the same data may have another answer."""
    tokens: Sequence[Token]
    """All of them, for who reads further."""


def facts(text: str) -> Facts:
    """The facts of a query; total: a text that is no SPARQL has facts too."""
    read = list(tokens(text))
    default, named = graphs(read)
    return Facts(
        form=form(read),
        service=service(text, read),
        default_graphs=default,
        named_graphs=named,
        depth=_depth(read),
        volatile=is_volatile(text, read),
        tokens=read,
    )


def refuse(
    text: str, *, max_characters: int, max_depth: int, endpoints: Collection[str] = ()
) -> Facts:
    """The facts of a query that may be evaluated; it may ask these endpoints by SERVICE.

    Raises QuerySyntaxError for an update and QueryRefused for what a rule forbids.
    """
    known = _legible(text, max_characters)
    if known.form == "update" and begins_as_update(known.tokens):
        raise QuerySyntaxError(
            Message(
                "This is a SPARQL update, and was sent as a query. Send it as update=..., by POST "
                "and with a token."
            )
        )
    _refuse_service(text, known, endpoints)
    _refuse_depth(known, max_depth)
    return known


def refuse_update(text: str, *, max_characters: int, max_depth: int) -> Facts:
    """The facts of an update that may be tried.

    Raises QuerySyntaxError for a query and QueryRefused for what a rule forbids: an update reads
    no other place, by SERVICE or by LOAD.
    """
    known = _legible(text, max_characters)
    if known.form not in ("update", "unknown"):
        raise QuerySyntaxError(Message("This is a query, and no update: send it as a query."))
    _refuse_service(text, known, ())
    for token in known.tokens:
        if may_be("load", token):
            said = Message(
                "LOAD is refused, for nothing is fetched from elsewhere. Fetch it yourself and "
                "send it to /graphs (a prefix may not hold the word either)."
            )
            raise _refused(text, token.start, said)
    _refuse_depth(known, max_depth)
    return known


def _legible(text: str, max_characters: int) -> Facts:
    """The facts of a text that is not too long and has one reading. Raises as `refuse`."""
    refuse_long(text, max_characters)
    if _SURROGATE.search(text):
        raise QuerySyntaxError(Message("The query holds half a character (a lone surrogate)."))
    _refuse_ambiguous_escapes(text)
    known = facts(text)
    _refuse_glued(text, known.tokens)
    return known


def refuse_long(text: str, max_characters: int) -> None:
    """Raise QueryRefused for a text that is longer; to be done before its tokens are read."""
    if len(text) > max_characters:
        raise QueryRefused(
            Message(
                "The query has {n} characters; {most} are allowed. Ask for less.",
                n=amount(len(text)),
                most=amount(max_characters),
            )
        )


def _refuse_glued(text: str, read: Sequence[Token]) -> None:
    """Raise QuerySyntaxError for `FROMg:a`, which engines may read as a keyword and `g:a`.

    By the grammar it is one prefixed name (SPARQL 1.1, section 19.8, the longest match).
    """
    for token in undeclared(read):
        prefix = token.content.partition(":")[0]
        word = next((word for word in _DATASET if prefix.upper().startswith(word)), None)
        if word is not None:
            line, column = place(text, token.start)
            said = Message(
                "the prefix {prefix}: is not declared. If {word} is meant, write a space behind "
                "it.",
                prefix=prefix,
                word=word,
            )
            message = Message(
                "Line {line}, column {column}: {said}", line=line, column=column, said=said
            )
            raise QuerySyntaxError(message, line, column)


def _refuse_depth(known: Facts, max_depth: int) -> None:
    if known.depth > max_depth:
        raise QueryRefused(
            Message(
                "The query opens {depth} brackets inside one another; {most} are allowed.",
                depth=known.depth,
                most=max_depth,
            )
        )


def _refuse_service(text: str, known: Facts, endpoints: Collection[str]) -> None:
    """Raise QueryRefused unless each SERVICE names one of the endpoints, its IRI in full."""
    if known.service is None:
        return
    for index, token in enumerate(known.tokens):
        if may_be_service(token) and not _names(known.tokens[index : index + 3], endpoints):
            reason = (
                Message(
                    "this service asks by it only <{iris}>, written in full.",
                    iris=">, <".join(endpoints),
                )
                if endpoints
                else Message("this service asks no other one.")
            )
            said = Message(
                "SERVICE is refused, for {reason} Ask each endpoint by itself (a prefix may not "
                "hold the word either).",
                reason=reason,
            )
            raise _refused(text, token.start, said)


def _refused(text: str, at: int, said: Message) -> QueryRefused:
    line, column = place(text, at)
    message = Message("Line {line}, column {column}: {said}", line=line, column=column, said=said)
    return QueryRefused(message, line, column)


def _names(read: Sequence[Token], endpoints: Collection[str]) -> bool:
    """Whether these tokens are SERVICE, maybe SILENT, and one of the endpoints."""
    if not read[0].is_word("SERVICE"):
        return False
    behind = read[2:] if len(read) > 1 and read[1].is_word("SILENT") else read[1:]
    return bool(behind) and behind[0].kind == "iri" and behind[0].content[1:-1] in endpoints


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, in characters."""
    ends = [match.end() for match in LINE_END.finditer(text, 0, at)]
    return len(ends) + 1, at - (ends[-1] if ends else 0) + 1


def offset(text: str, line: int, column: int) -> int:
    """The offset of a line and column; what lies behind the text is its end."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    return min(starts[line - 1] + column - 1 if line <= len(starts) else len(text), len(text))


def _refuse_ambiguous_escapes(text: str) -> None:
    r"""Raise QueryRefused where an escape means one thing before tokenising and another after.

    SPARQL replaces `\u0053` before it looks for tokens (section 19.2); some engines do it inside
    strings and IRIs only. Both readings agree where an escape stands inside a string or an IRI
    and does not stand for a delimiter; elsewhere nobody needs one.
    """
    if "\\" not in text:
        return
    inside = [token for token in tokens(text) if token.kind in ("string", "iri")]
    spans = iter(inside)
    current = next(spans, None)
    for match in _ESCAPE.finditer(text):
        while current is not None and current.end <= match.start():
            current = next(spans, None)
        enclosed = current is not None and current.start < match.start()
        if match.group() != "\\\\" and not (enclosed and _harmless(match.group())):
            said = Message(
                "the escape {escape} may only stand inside a string or an IRI, and not for a "
                'delimiter. Write the character, or \\" in a string.',
                escape=match.group(),
            )
            raise _refused(text, match.start(), said)


def _harmless(escape: str) -> bool:
    code = int(escape[2:], 16)
    return code <= 0x10FFFF and chr(code) not in _DELIMITERS


def _depth(read: Sequence[Token]) -> int:
    depth = deepest = 0
    for token in read:
        if token.kind != "sign":
            continue
        if token.content in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif token.content in _CLOSING:
            depth -= 1
    return deepest
