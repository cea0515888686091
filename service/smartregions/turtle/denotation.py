"""What a token of Turtle means under the prefixes and the base in force where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.namespaces import RDF, XSD
from smartregions.turtle.grammar import IRI, LANGUAGE, NAME, SKIP, STRING

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LITERAL = re.compile(
    rf"({STRING})(?:{SKIP}({LANGUAGE})|{SKIP}\^\^{SKIP}({IRI}|{NAME}))?+", re.DOTALL
)
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WORDS: dict[str, NamedNode | Literal] = {
    "a": NamedNode(RDF + "type"),
    "true": Literal("true", datatype=NamedNode(XSD + "boolean")),
    "false": Literal("false", datatype=NamedNode(XSD + "boolean")),
}


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])


def unescaped(text: str) -> str:
    """Escapes of strings and IRIs replaced by their characters."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


class Declarations:
    """The prefixes and bases that a text declares, in the order of their directives.

    A text of many directives stays cheap: a scope is a moment in this history, not a copy.
    """

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._prefixes: dict[str, list[tuple[int, str]]] = {}
        self._count = 0

    def prefix(self, name: str, namespace: str) -> Scope:
        """Note an `@prefix`; returns the scope that begins there."""
        resolved = self.now().resolved(namespace)
        self._count += 1
        self._prefixes.setdefault(name, []).append((self._count, resolved))
        return self.now()

    def rebase(self, base: str) -> Scope:
        """Note an `@base`; returns the scope that begins there."""
        self._base = self.now().resolved(base)
        return self.now()

    def now(self) -> Scope:
        """The scope after the last directive."""
        return Scope(self, self._count, self._base)

    def namespace(self, name: str, moment: int) -> str:
        """What a prefix stands for at a moment. Raises KeyError."""
        history = self._prefixes[name]
        number = bisect_right(history, moment, key=itemgetter(0))
        if number == 0:
            raise KeyError(name)
        return history[number - 1][1]


@dataclass(frozen=True, slots=True)
class Scope:
    """The prefixes and the base in force at some place of a text."""

    declarations: Declarations
    moment: int
    base: str | None
    _known: dict[str, NamedNode] = field(default_factory=dict)

    def resolved(self, reference: str) -> str:
        """RFC 3986, by the parser, which alone knows what it does with odd references."""
        if self.base is None:
            return unescaped(reference)
        text = f"<{reference}> <s:> <s:> .".encode()
        parser = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=self.base)
        (subject,) = (quad.subject for quad in parser)
        assert isinstance(subject, NamedNode)
        return subject.value

    def iri(self, token: str) -> str:
        """What `<...>` or a prefixed name stands for. Raises KeyError for an unknown prefix."""
        if token.startswith("<"):
            return self.resolved(token[1:-1])
        name, _, local = token.partition(":")
        return self.declarations.namespace(name, self.moment) + unescaped(local)

    def node(self, token: str) -> NamedNode:
        """The same, as a term."""
        if token not in self._known:
            self._known[token] = NamedNode(self.iri(token))
        return self._known[token]

    def literal(self, token: str) -> Literal:
        """A quoted string, with the language or datatype that it may have."""
        match = _LITERAL.fullmatch(token)
        assert match
        string, language, datatype = match.groups()
        quotes = 3 if string[:3] in ('"""', "'''") and len(string) > 5 else 1
        value = unescaped(string[quotes:-quotes])
        if language:
            return Literal(value, language=language[1:])
        return Literal(value, datatype=self.node(datatype)) if datatype else Literal(value)

    def term(self, token: str) -> NamedNode | BlankNode | Literal:
        """What any token that stands for a term denotes."""
        first = token[0]
        if first == "<":
            return self.node(token)
        if first in "\"'":
            return self.literal(token)
        if first in "+-.0123456789":
            return Literal(token, datatype=NamedNode(XSD + _number_type(token)))
        if token.startswith("_:"):
            return BlankNode(token[2:])
        return self.node(token) if ":" in token else _WORDS[token]


def _number_type(token: str) -> str:
    if "e" in token.lower():
        return "double"
    return "decimal" if "." in token else "integer"
