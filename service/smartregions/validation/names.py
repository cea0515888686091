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

LONGEST = 200
"""Characters of a literal that a report shows."""

LONGEST_IRI = 1_000
"""Characters of an IRI that a report shows."""

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
        """The path in SPARQL's syntax."""
        return paths.write(path, self.iri)

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


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[:most] + "…"
