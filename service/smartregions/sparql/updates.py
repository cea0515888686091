"""A SPARQL Update as its single operations, each of which can be done by itself.

What surrounds an operation is replaced by spaces, but for the declarations before it, so that every
place in it is the place in the whole text. https://www.w3.org/TR/sparql11-update/#updateUnit
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smartregions.errors import BadRequest
from smartregions.messages import Message
from smartregions.sparql.prologue import as_engine_reads, dataset_terms, undeclared
from smartregions.sparql.tokens import Token, tokens

_OPEN, _CLOSE = ("{", "(", "["), ("}", ")", "]")
_DECLARATIONS = {"PREFIX": 3, "BASE": 2}
"""Keyword, and how many tokens a declaration has."""
_WORDS = frozenset({
    "PREFIX", "BASE", "LOAD", "SILENT", "INTO", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
    "TO", "GRAPH", "DEFAULT", "NAMED", "ALL", "INSERT", "DELETE", "DATA", "WITH", "USING", "WHERE",
})  # fmt: skip
"""The keywords that stand in no bracket of an operation."""


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


def glued(operation: str) -> Token | None:
    """The first word that is no keyword, where only keywords may stand.

    The engine reads some as two, `CLEARALL` and `USINGg:a`, by which a rule could be passed over.
    """
    read = list(tokens(operation))
    unknown = set(undeclared(read))
    for token in (read[at] for at in _top(read)):
        if token in unknown or (token.kind == "word" and token.content.upper() not in _WORDS):
            return token
    return None


@dataclass(frozen=True, slots=True)
class Using:
    """The dataset of what an operation looks for (SPARQL 1.1 Update, section 3.1.3), by IRI."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)

    def __str__(self) -> str:
        named = (f"USING NAMED <{iri}>" for iri in self.named)
        return " ".join([*(f"USING <{iri}>" for iri in self.default), *named])


def using(operation: str) -> Using:
    """What the operation states itself, its IRIs as the engine reads them; raises SyntaxError."""
    read = list(tokens(operation))
    terms = list(dataset_terms([read[at] for at in _top(read)], "USING"))
    if not terms:
        return Using()
    pairs = list(zip(as_engine_reads(read, [term for term, _ in terms]), terms, strict=True))
    return Using(
        tuple(iri for iri, (_, is_named) in pairs if not is_named),
        tuple(iri for iri, (_, is_named) in pairs if is_named),
    )


def refuse_stated(operation: str) -> None:
    """Raise BadRequest for an operation that states a dataset itself, where the request does.

    See SPARQL 1.1 Protocol, section 2.2.3.
    """
    read = list(tokens(operation))
    if any(read[at].is_word("USING", "USINGNAMED", "WITH") for at in _top(read)):
        raise BadRequest(
            Message("The update says WITH or USING, and using-graph-uri says another; use one.")
        )


def over(operation: str, dataset: Using) -> str:
    """The operation with this dataset for what it looks for, in the place of its own."""
    read = list(tokens(operation))
    top = list(_top(read))
    for at in top:
        if read[at].is_word("WHERE") and at:
            where, before = read[at], read[at - 1]
            first = next((read[n] for n in top if read[n].is_word("USING", "USINGNAMED")), where)
            repeated = ""
            if before.is_word("DELETE"):  # DELETE WHERE, which takes no USING
                repeated = operation[where.end :]
            return f"{operation[: first.start]} {repeated} {dataset} {operation[where.start :]}"
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
