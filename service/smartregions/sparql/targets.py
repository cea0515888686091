"""Which graphs an operation of SPARQL Update may change, read from its text.

What is not surely understood may change any graph: only time is lost by that, for all are compared
then. https://www.w3.org/TR/sparql11-update/, section 3, and grammar rules 29 to 51.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from smartregions.errors import QuerySyntaxError
from smartregions.messages import Message
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.sparql.prologue import Prologue, prologue
from smartregions.sparql.tokens import Token, tokens

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.+")
_TWO_GRAPHS = ("ADD", "MOVE", "COPY")


class _Unknown(Exception):  # noqa: N818 - never leaves this module
    """It may be any graph."""


def targets(operation: str) -> frozenset[str] | None:
    """The IRIs of the graphs, `DEFAULT_GRAPH` for the default graph; None when it may be any."""
    if "\\u" in operation or "\\U" in operation:  # read before the tokens are
        return None
    read = list(tokens(operation))
    rest = _behind_declarations(read)
    prefixes = read[: len(read) - len(rest)]
    if any(token.kind == "iri" and not _is_absolute(token) for token in prefixes):
        return None
    try:
        return frozenset(_Reader(rest, prologue(read)).targets())
    except (_Unknown, IndexError):
        return None


def data(operation: str) -> str | None:
    """`INSERT` or `DELETE` for an operation that names the very triples; None for another."""
    rest = _behind_declarations(list(tokens(operation)))
    if len(rest) > 1 and rest[0].is_word("INSERT", "DELETE") and rest[1].is_word("DATA"):
        return rest[0].content.upper()
    return None


def refuse_shared_labels(operations: Iterable[str]) -> None:
    """Raise QuerySyntaxError for a blank node label in two INSERT DATA of one update.

    See grammar note 10 of https://www.w3.org/TR/sparql11-query/#sparqlGrammar: each operation is
    done by itself, and two nodes would come of what was meant as one.
    """
    seen: set[str] = set()
    for operation in operations:
        if data(operation) != "INSERT":
            continue
        blank = [token for token in tokens(operation) if token.kind == "blank"]
        for token in blank:
            if token.content in seen:
                line = operation.count("\n", 0, token.start) + 1
                column = token.start - operation.rfind("\n", 0, token.start)
                raise QuerySyntaxError(
                    Message(
                        "{node} stands in another INSERT DATA, too, where it is another node. "
                        "Insert all that is said of it at once.",
                        node=token.content,
                    ),
                    line,
                    column,
                )
        seen |= {token.content for token in blank}


def inserting(operation: str) -> str:
    """The `DELETE DATA` as an `INSERT DATA` of the same triples, each at its place."""
    first = _behind_declarations(list(tokens(operation)))[0]
    return operation[: first.start] + "INSERT" + operation[first.end :]


def _behind_declarations(read: Sequence[Token]) -> Sequence[Token]:
    at = 0
    while at < len(read) and read[at].is_word("PREFIX", "BASE"):
        at += 3 if read[at].is_word("PREFIX") else 2
    return read[at:]


def _is_absolute(token: Token) -> bool:
    return bool(_ABSOLUTE.fullmatch(token.content[1:-1]))


class _Reader:
    """Goes through the tokens of one operation."""

    def __init__(self, read: Sequence[Token], declared: Prologue) -> None:
        self._read = read
        self._declared = declared
        self._at = 0

    def targets(self) -> set[str]:
        """Raises _Unknown, and IndexError for a text that ends early."""
        default = DEFAULT_GRAPH
        if self._takes("WITH"):
            default = self._iri()
        if self._takes("CLEAR", "DROP", "CREATE"):
            self._takes("SILENT")
            return {self._graph()}
        if self._takes(*_TWO_GRAPHS):
            self._takes("SILENT")
            first = self._graph()
            self._must(self._takes("TO"))
            return {first, self._graph()}
        return self._templates(default)

    def _templates(self, default: str) -> set[str]:
        found: set[str] = set()
        if self._takes("DELETE"):
            if self._takes("WHERE"):
                return self._quads(default)
            self._takes("DATA")
            found |= self._quads(default)
        if self._takes("INSERT"):
            self._takes("DATA")
            found |= self._quads(default)
        is_whole = self._at == len(self._read) or self._read[self._at].is_word("USING", "WHERE")
        self._must(bool(found) and is_whole)
        return found

    def _quads(self, default: str) -> set[str]:
        """The graphs of a block in braces; one of an empty block, too."""
        self._must(self._sign() == "{")
        found: set[str] = {default} if self._read[self._at].content == "}" else set()
        while (token := self._next()).content != "}" or token.kind != "sign":
            if token.is_word("GRAPH"):
                found.add(self._iri())
                self._inner()
            else:
                self._must(token.content not in ("{", "|"))
                found |= set() if token.content == "." else {default}
        return found

    def _inner(self) -> None:
        """Past the triples of one graph."""
        self._must(self._sign() == "{")
        while (token := self._next()).content != "}" or token.kind != "sign":
            self._must(token.kind != "sign" or token.content not in ("{", "|"))

    def _graph(self) -> str:
        if self._takes("DEFAULT"):
            return DEFAULT_GRAPH
        self._takes("GRAPH")
        return self._iri()

    def _iri(self) -> str:
        token = self._next()
        self._must(token.kind == "name" or (token.kind == "iri" and _is_absolute(token)))
        iri = self._declared.iri(token)
        # the engine resolves it once more, and might do so otherwise than we
        self._must("/." not in iri and iri != DEFAULT_GRAPH)
        if token.kind == "name":
            self._must(token.content.partition(":")[0] in self._declared.prefixes)
        return iri

    def _takes(self, *words: str) -> bool:
        if self._at < len(self._read) and self._read[self._at].is_word(*words):
            self._at += 1
            return True
        return False

    def _sign(self) -> str:
        token = self._next()
        return token.content if token.kind == "sign" else ""

    def _next(self) -> Token:
        token = self._read[self._at]
        self._at += 1
        return token

    def _must(self, holds: bool) -> None:
        if not holds:
            raise _Unknown
