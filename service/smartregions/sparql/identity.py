"""Whether two texts are one query in other clothes: other white space and comments, keywords in
other letters, names written out or by other prefixes.

Two queries that mean different things are never one. Some that mean the same are two: variables
are not renamed, nor are the same texts written in another way found in strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from smartregions.sparql.prologue import unescaped
from smartregions.sparql.tokens import Token, tokens

_TYPE = "a"
"""The one word that means something in small letters alone."""
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_DECLARATION = 3
"""Tokens of one."""


def identity(text: str) -> bytes:
    """Alike for texts that are one query; each token with its length, so that no two run into one
    another."""
    read = list(tokens(text))
    prefixes, start = _declared(read)
    written = (_written(token, prefixes) for token in read[start:])
    return b"".join(b"%d:%s" % (len(each), each) for each in map(_bytes, written))


def _declared(read: Sequence[Token]) -> tuple[Mapping[str, str], int]:
    """The prefixes, and where what comes behind them begins; none, and the start, where a name is
    not simply the two together: with a BASE, or a prefix that is declared twice."""
    prefixes: dict[str, str] = {}
    start = 0
    while start < len(read) and read[start].is_word("PREFIX", "BASE"):
        behind = read[start + 1 : start + _DECLARATION]
        if [token.kind for token in behind] != ["name", "iri"]:
            return {}, 0
        name, iri = (token.content for token in behind)
        if name in prefixes or not name.endswith(":") or not _ABSOLUTE.match(iri):
            return {}, 0
        prefixes[name] = iri[1:-1]
        start += _DECLARATION
    return prefixes, start


def _written(token: Token, prefixes: Mapping[str, str]) -> str:
    kind, content = token.kind, token.content
    if kind == "word":
        return content if content == _TYPE else content.upper()
    if kind == "variable":
        return "?" + content[1:]
    if kind == "name":
        prefix, colon, local = content.partition(":")
        if (start := prefixes.get(prefix + colon)) is not None:
            return f"<{start}{unescaped(local)}>"
    return content


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
