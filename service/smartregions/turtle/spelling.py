"""How the canonical form spells terms: prefixed names, IRIs, literals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph

from smartregions.namespaces import PREFIXES, RDF, XSD
from smartregions.turtle.tokens import LOCAL

TYPE = RDF + "type"
NIL = RDF + "nil"

_LOCAL = re.compile(LOCAL)
_SHORT = {
    XSD + "boolean": re.compile("true|false"),
    XSD + "integer": re.compile("[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]')
_TO_ESCAPE_LONG = re.compile(r'\\|[\x00-\x09\x0b-\x1f\x7f]|"(?="")|""?\Z')


def _escape(match: re.Match[str]) -> str:
    return "".join(_ESCAPES.get(c, f"\\u{ord(c):04X}") for c in match.group())


def quoted(value: str) -> str:
    """A string in quotes; one with line breaks in triple quotes, its lines as they are."""
    if "\n" in value:
        return f'"""{_TO_ESCAPE_LONG.sub(_escape, value)}"""'
    return f'"{_TO_ESCAPE.sub(_escape, value)}"'


class Spelling:
    """Spells the terms of one file, and knows which prefixes that took.

    A file's own prefix counts when an IRI needs it; the project's own win for their namespaces.
    """

    def __init__(self, declared: Mapping[str, str], iris: Iterable[str]) -> None:
        namespaces = {namespace: name for name, namespace in PREFIXES.items()}
        foreign = {name: ns for name, ns in sorted(declared.items()) if ns not in namespaces}
        for name, namespace in reversed(foreign.items()):
            namespaces[namespace] = name
        self._namespaces = namespaces
        self._lengths = sorted({len(namespace) for namespace in namespaces}, reverse=True)
        self._names: dict[str, tuple[str, str] | None] = {}
        self._used: dict[str, str] = {}
        self._spell_all(set(iris), foreign)

    def _spell_all(self, iris: set[str], foreign: Mapping[str, str]) -> None:
        found = {iri: self._abbreviation(iri) for iri in iris}
        taken = {pair[0] for pair in found.values() if pair and foreign.get(pair[0]) == pair[1]}
        for iri, pair in found.items():
            if pair and pair[0] in taken and foreign[pair[0]] != pair[1]:
                pair = None
            self._names[iri] = pair

    def _abbreviation(self, iri: str) -> tuple[str, str] | None:
        """Prefix and namespace: the longest that leaves a local name without escapes."""
        for end in self._lengths:
            name = self._namespaces.get(iri[:end])
            if name is not None and len(iri) > end and _LOCAL.fullmatch(iri, end):
                return name, iri[:end]
        return None

    def prefixes(self) -> dict[str, str]:
        """The prefixes that `iri` has used so far, in the order of the prefix block."""
        project = [name for name, iri in PREFIXES.items() if self._used.get(name) == iri]
        others = sorted(self._used.keys() - set(project))
        return {name: self._used[name] for name in (*project, *others)}

    def iri(self, value: str) -> str:
        """An IRI, shortened where a prefix allows."""
        if pair := self._names[value]:
            name, namespace = pair
            self._used[name] = namespace
            return f"{name}:{value[len(namespace) :]}"
        return f"<{value}>"

    def literal(self, term: pyoxigraph.Literal) -> str:
        """A literal; numbers and booleans bare where that keeps their lexical form."""
        if term.language:
            return f"{quoted(term.value)}@{term.language}"
        datatype = term.datatype.value
        if datatype == XSD + "string":
            return quoted(term.value)
        short = _SHORT.get(datatype)
        if short and short.fullmatch(term.value):
            return term.value
        return f"{quoted(term.value)}^^{self.iri(datatype)}"
