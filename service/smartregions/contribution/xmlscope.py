"""What xml:lang and xml:base mean for what is inside an element."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions.contribution.xmltags import Tag
from smartregions.turtle.denotation import Declarations

XML = "http://www.w3.org/XML/1998/namespace"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Scope:
    """The language and the base in force at some place of a text."""

    language: str | None
    base: str | None

    def within(self, tag: Tag) -> Scope:
        """That inside an element."""
        language, base = tag.attributes.get(XML + "lang"), tag.attributes.get(XML + "base")
        if language is None and base is None:
            return self
        now = language.value or None if language else self.language
        try:
            return Scope(now, self._resolved(base.value) if base else self.base)
        except (ValueError, SyntaxError):
            return Scope(now, None)

    def iri(self, reference: str) -> NamedNode:
        """Raises ValueError or SyntaxError where that is none."""
        return NamedNode(self._resolved(reference))

    def identified(self, name: str) -> NamedNode:
        """What an rdf:ID names. Raises as `iri` does."""
        return self.iri(f"#{name}")

    def text(self, value: str) -> Literal:
        """A text in the language in force. Raises ValueError where that is no language tag."""
        return Literal(value, language=self.language) if self.language else Literal(value)

    def typed(self, value: str, datatype: str) -> Literal:
        """A literal of a datatype. Raises as `iri` does."""
        return Literal(value, datatype=self.iri(datatype))

    def _resolved(self, reference: str) -> str:
        if self.base is None or _ABSOLUTE.match(reference):
            return reference
        return Declarations(self.base).now().resolved(reference)
