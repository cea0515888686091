"""Terms as a person wrote them: in the prefixes of their own file, long texts shortened."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation import paths
from smartregions.validation.graph import Term

LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""Local names that Turtle takes without an escape; a subset of PN_LOCAL, enough to be read."""

PREFIX = re.compile(r"(?<![\w:</?-])([A-Za-z][\w-]*):(?=\w)")
"""A prefix as it stands before a local name."""
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*+"|<[^<>\s]*+>')
"""What is quoted, and IRIs in full: no prefix stands in them."""

LONGEST = 200
"""Characters of a literal that a report shows."""

LONGEST_IRI = 1_000
"""Characters of an IRI that a report shows."""

TYPE = ns.RDF + "type"
BARE = frozenset({ns.XSD + "integer", ns.XSD + "boolean"})


class Names:
    """Writes terms in Turtle with the given prefixes, IRIs in full where none fits."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        pairs = ((namespace, prefix) for prefix, namespace in prefixes.items() if namespace)
        self._prefixes = sorted(pairs, key=lambda pair: -len(pair[0]))

    def iri(self, iri: str) -> str:
        """`sr:role`, or `<https://...>`."""
        for namespace, prefix in self._prefixes:
            if iri.startswith(namespace) and LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{shortened(iri, LONGEST_IRI)}>"

    def path(self, path: paths.Path) -> str:
        """The path in SPARQL's syntax; `a` for the class, as both languages have it."""
        return paths.write(path, lambda iri: "a" if iri == TYPE else self.iri(iri))

    def term(self, term: Term) -> str:
        """The term as one would write it; a literal longer than `LONGEST` ends in an ellipsis."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, BlankNode):
            return f"_:{term.value}" if len(term.value) < 20 else "[]"
        return self.literal(term)

    def literal(self, literal: Literal) -> str:
        """The literal with its language tag or datatype; integers and booleans bare."""
        datatype = literal.datatype.value
        shown = literal.value
        if datatype in BARE and re.fullmatch(r"[+-]?[0-9]{1,30}|true|false", shown):
            return shown
        text = str(Literal(shortened(shown, LONGEST)))
        if literal.language:
            return f"{text}@{literal.language}"
        return text if datatype == ns.XSD + "string" else f"{text}^^{self.iri(datatype)}"


class Borrowing(Names):
    """Names in the prefixes of a file, and in the usual ones that it does not declare.

    A file without any prefix is written in full: N-Triples have none. What is borrowed has to be
    declared where it is written (`declarations`).
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__(prefixes)
        self.own = Names(prefixes)
        """What the file declares itself, and nothing else: how it writes what it has."""
        free = {p: n for p, n in ns.PREFIXES.items() if p not in prefixes} if prefixes else {}
        self._usual = Names(free)
        self._free = free

    def iri(self, iri: str) -> str:
        """`sr:role`, or `<https://...>`."""
        own = super().iri(iri)
        return own if own[0] != "<" else self._usual.iri(iri)

    def declarations(self, text: str) -> str:
        """The lines that declare what a text borrows; "" where it borrows nothing."""
        used = dict.fromkeys(PREFIX.findall(LITERAL.sub("", text)))
        return " ".join(
            f"@prefix {prefix}: <{self._free[prefix]}> ." for prefix in used if prefix in self._free
        )


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[:most] + "…"
