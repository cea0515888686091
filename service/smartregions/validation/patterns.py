"""The triple patterns of a SPARQL constraint: which variable leads to which, along what.

Read by tokens, without the grammar of expressions: what stands in FILTER, BIND and VALUES binds
nothing that has to be looked up, but for EXISTS, whose group is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Set
from dataclasses import dataclass

from smartregions import namespaces as ns
from smartregions.validation import paths

TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<string>\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>\s]*>) |(?P<variable>[?$]\w+)
    |(?P<name>(?:[A-Za-z][\w.-]*)?:[\w-]*(?:\.[\w-]+)*) |(?P<word>@?[A-Za-z][\w-]*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?) |(?P<sign>\^\^|.)""",
    re.VERBOSE | re.DOTALL,
)
IRIS = frozenset({"iri", "name"})
NODES = IRIS | {"variable", "string", "number"}
ANY = paths.Predicate("urn:smart-regions:any")
"""Stands for a property that a query leaves open."""
CLOSES = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: the name of its group in `TOKEN`, and its text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; a node is a variable's name, `<IRI>`, or text that leads nowhere."""

    subject: str
    path: paths.Path
    object: str

    def rank(self, bound: Set[str]) -> int:
        """0, 1: its subject, its object is bound; 2, 3: is a constant; 4: neither."""
        ends = (self.subject, self.object)
        constant = [end.startswith("<") for end in ends]
        order = [*(e in bound and not c for e, c in zip(ends, constant, strict=True)), *constant]
        return order.index(True) if True in order else 4


def patterns(
    text: str, prefixes: Mapping[str, str], own: paths.Path | None = None
) -> Iterator[Pattern]:
    """The patterns of a query in their order; `own` is the path for which `$PATH` stands."""
    return _Reader(text, prefixes, own).patterns()


class _Reader:
    """Reads one query from left to right; what it does not know it passes over."""

    def __init__(self, text: str, prefixes: Mapping[str, str], own: paths.Path | None) -> None:
        found = ((m.lastgroup or "", m.group()) for m in TOKEN.finditer(text))
        self._tokens = [Token(kind, text) for kind, text in found if kind != "skip"]
        self._at = 0
        self._prefixes = dict(prefixes)
        self._own = own
        self._nameless = 0

    def _peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "")

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def patterns(self) -> Iterator[Pattern]:
        while self._peek().kind != "end":
            token = self._peek()
            if token.kind == "word":
                self._word(self._take().text.upper())
            elif token.kind in NODES or token.text == "[":
                yield from self._triples()
            elif self._take().text == "(":
                self._pass("(")

    def _word(self, word: str) -> None:
        """Pass over what belongs to a keyword and holds no pattern."""
        if word == "PREFIX":
            name, iri = self._take().text, self._take().text
            self._prefixes[name.rstrip(":")] = iri.strip("<>")
        elif word in ("SELECT", "ASK", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "VALUES"):
            while self._peek().text not in ("{", "}", ""):
                self._take()
            if word == "VALUES" and self._take().text == "{":
                self._pass("{")
        elif word in ("GRAPH", "SERVICE"):
            self._take()

    def _pass(self, opening: str) -> None:
        depth = 1
        while depth and self._peek().kind != "end":
            text = self._take().text
            depth += (text == opening) - (text == CLOSES[opening])

    def _triples(self) -> Iterator[Pattern]:
        nameless = self._peek().text == "["
        subject = yield from self._node()
        if not nameless or self._peek().text not in (".", "}", "]"):
            yield from self._properties(subject)

    def _properties(self, subject: str) -> Iterator[Pattern]:
        separator = ";"
        path: paths.Path | None = None
        while separator in (";", ","):
            if separator == ";":
                path = self._path()
            if path is None:
                return
            value = yield from self._node()
            yield Pattern(subject, path, value)
            separator = self._peek().text
            while self._peek().text == separator and separator in (";", ","):
                self._take()

    def _path(self) -> paths.Path | None:
        """A verb: a property, a path, or a variable, which may be any property."""
        token = self._peek()
        if token.kind == "variable":
            self._take()
            return self._own if token.text[1:] == "PATH" and self._own else ANY
        written = ""
        while (piece := self._piece(written)) is not None:
            written += piece
        if not written or "!" in written:
            return ANY if written else None
        return paths.from_sparql(written)

    def _piece(self, before: str) -> str | None:
        """The next token of a path, in full; None where the object begins."""
        token = self._peek()
        opened = before.count("(") > before.count(")")
        complete = before[-1:] in tuple(">)*+?")
        if token.text in ("/", "|", ")", "*", "+", "?"):
            joins = complete and (token.text != ")" or opened)
        else:
            joins = not complete and (token.text in ("^", "(", "!", "a") or token.kind in IRIS)
        if not joins:
            return None
        self._take()
        return f"<{self._iri(token)}>" if token.kind in IRIS or token.text == "a" else token.text

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        if token.text == "a":
            return ns.RDF + "type"
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, f"{prefix}:") + local

    def _node(self) -> Generator[Pattern, None, str]:
        """One node; what is written inside `[ ... ]` are patterns of its own."""
        token = self._take()
        if token.text == "[":
            self._nameless += 1
            name = f"[{self._nameless}"
            yield from self._properties(name)
            self._take()
            return name
        if token.kind == "variable":
            return token.text[1:]
        if token.kind in IRIS:
            return f"<{self._iri(token)}>"
        if self._peek().text == "^^":
            self._at += 2
        elif self._peek().text.startswith("@"):
            self._at += 1
        return f"text {token.text}"
