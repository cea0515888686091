"""What IRIs a query means: its BASE, its PREFIX declarations, its dataset clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import cast
from urllib.parse import urljoin

from pyoxigraph import NamedNode, QuerySolutions, Store

from smartregions.namespaces import BASE
from smartregions.sparql.tokens import Token

_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_BEGIN = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE", "WITH")
"""Words behind the declarations of what may state a dataset."""


@dataclass(frozen=True, slots=True)
class Prologue:
    """Declarations; without BASE, relative IRIs are relative to the project's namespace."""

    base: str
    prefixes: dict[str, str]

    def iri(self, token: Token) -> str:
        """The IRI that an IRI or a prefixed name stands for; undeclared prefixes stay."""
        if token.kind == "name":
            prefix, _, local = token.content.partition(":")
            return self.prefixes.get(prefix, prefix + ":") + unescaped(local)
        return _resolved(token, self.base)


def unescaped(local: str) -> str:
    """What the part of a name behind its prefix stands for."""
    return _LOCAL_ESCAPE.sub(r"\1", local)


def prologue(read: Sequence[Token]) -> Prologue:
    """The declarations of a query, each valid from where it stands."""
    base = BASE
    prefixes: dict[str, str] = {}
    for index, token in enumerate(read):
        if token.kind != "word":
            continue
        behind = read[index + 1 : index + 3]
        if token.is_word("BASE") and behind and behind[0].kind == "iri":
            base = _resolved(behind[0], base)
        elif token.is_word("PREFIX") and len(behind) == 2 and behind[1].kind == "iri":
            prefixes[behind[0].content.rstrip(":")] = _resolved(behind[1], base)
    return Prologue(base, prefixes)


def behind_prefixes(read: Sequence[Token]) -> int:
    """The place of the first token behind the prefixes that a query begins with."""
    at = 0
    while at + 2 < len(read) and read[at].is_word("PREFIX") and read[at + 2].kind == "iri":
        at += 3
    return at


def graphs(read: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs behind FROM and those behind FROM NAMED, in order."""
    terms = list(dataset_terms(read, "FROM"))
    if not terms:
        return (), ()
    declared = prologue(read)
    return (
        tuple(declared.iri(term) for term, is_named in terms if not is_named),
        tuple(declared.iri(term) for term, is_named in terms if is_named),
    )


def dataset_terms(read: Sequence[Token], keyword: str) -> Iterator[tuple[Token, bool]]:
    """The term behind each FROM of a query, or USING of an update, and whether NAMED is there.

    The engine needs no space between its keywords, so FROMNAMED is two of them.
    """
    for index, token in enumerate(read):
        if token.kind != "word" or not token.is_word(keyword, keyword + "NAMED"):
            continue
        is_named = not token.is_word(keyword)
        target = index + 1
        if not is_named and target < len(read) and read[target].is_word("NAMED"):
            is_named, target = True, target + 1
        if target < len(read) and read[target].kind in ("iri", "name"):
            yield read[target], is_named


def as_engine_reads(read: Sequence[Token], terms: Sequence[Token]) -> list[str]:
    """The IRIs of these terms behind the declarations of the text: those that the engine means.

    Raises SyntaxError where it refuses the declarations or a term.
    """
    declared = takewhile(lambda token: not _begins(token), read)
    columns = " ".join(f"({term.content} AS ?i{number})" for number, term in enumerate(terms))
    asked = f"{' '.join(token.content for token in declared)} SELECT {columns} {{}}"
    (row,) = cast("QuerySolutions", Store().query(asked, base_iri=BASE))
    return [cast("NamedNode", found).value for found in row]


def undeclared(read: Sequence[Token]) -> Iterator[Token]:
    """The prefixed names whose prefix nobody declares."""
    names = [token for token in read if token.kind == "name"]
    if names:
        declared = prologue(read).prefixes
        yield from (name for name in names if name.content.partition(":")[0] not in declared)


def _begins(token: Token) -> bool:
    return token.kind == "word" and token.content.upper().startswith(_BEGIN)


def _resolved(token: Token, base: str) -> str:
    text = _CODE_POINT.sub(lambda m: chr(int(m[1] or m[2], 16)), token.content.strip("<>"))
    if _ABSOLUTE.match(text):
        return text  # urljoin would drop an empty fragment, and with it the `#` of a namespace
    return urljoin(base, text)
