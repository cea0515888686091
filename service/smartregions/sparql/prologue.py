"""What IRIs a query means: its BASE, its PREFIX declarations, its dataset clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from smartregions.namespaces import BASE
from smartregions.sparql.tokens import Token

_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Prologue:
    """Declarations; without BASE, relative IRIs are relative to the project's namespace."""

    base: str
    prefixes: dict[str, str]

    def iri(self, token: Token) -> str:
        """The IRI that an IRI or a prefixed name stands for; undeclared prefixes stay."""
        if token.kind == "name":
            prefix, _, local = token.content.partition(":")
            return self.prefixes.get(prefix, prefix + ":") + _LOCAL_ESCAPE.sub(r"\1", local)
        return _resolved(token, self.base)


def prologue(read: Sequence[Token]) -> Prologue:
    """The declarations of a query, each valid from where it stands."""
    base = BASE
    prefixes: dict[str, str] = {}
    for index, token in enumerate(read):
        behind = read[index + 1 : index + 3]
        if token.is_word("BASE") and behind and behind[0].kind == "iri":
            base = _resolved(behind[0], base)
        elif token.is_word("PREFIX") and len(behind) == 2 and behind[1].kind == "iri":
            prefixes[behind[0].content.rstrip(":")] = _resolved(behind[1], base)
    return Prologue(base, prefixes)


def graphs(read: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs behind FROM and those behind FROM NAMED, in order.

    The engine needs no space between its keywords, so FROMNAMED is two of them.
    """
    if not any(token.is_word("FROM", "FROMNAMED") for token in read):
        return (), ()
    declared = prologue(read)
    default: list[str] = []
    named: list[str] = []
    for index, token in enumerate(read):
        is_named = token.is_word("FROMNAMED")
        target = index + 1
        if token.is_word("FROM") and target < len(read) and read[target].is_word("NAMED"):
            is_named, target = True, target + 1
        if token.is_word("FROM", "FROMNAMED") and target < len(read):
            (named if is_named else default).append(declared.iri(read[target]))
    return tuple(default), tuple(named)


def _resolved(token: Token, base: str) -> str:
    text = _CODE_POINT.sub(lambda m: chr(int(m[1] or m[2], 16)), token.content.strip("<>"))
    if _ABSOLUTE.match(text):
        return text  # urljoin would drop an empty fragment, and with it the `#` of a namespace
    return urljoin(base, text)
