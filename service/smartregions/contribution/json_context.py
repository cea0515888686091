"""What keys and values mean at one place of a JSON-LD document.

JSON-LD 1.1 Processing Algorithms, section 5.2 (https://www.w3.org/TR/json-ld11-api/).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from smartregions.contribution.json_text import Item
from smartregions.contribution.lasting import Lasting
from smartregions.turtle.denotation import Declarations


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one key means."""

    iri: str | None
    """Or a keyword; None where the key means nothing."""
    type: str | None = None
    language: str | None = None
    has_language: bool = False
    """Whether a language is stated, if only that there is none."""
    container: tuple[str, ...] = ()
    is_reverse: bool = False
    is_prefix: bool = False
    index: str = "@index"
    """What the keys of a map say of its values."""
    context: Item | None = None
    """The context of its values, or of what is of it where it is a class."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What keys and values mean."""

    base: str | None
    vocabulary: str | None = None
    language: str | None = None
    meanings: Lasting[Meaning] = field(default_factory=Lasting)
    before: Context | None = None
    """The context that holds again in the things inside, where this one is not for them."""

    def key(self, name: str) -> Meaning:
        """What a key means."""
        return self.meanings.get(name) or Meaning(self.of_vocabulary(name))

    def of_vocabulary(self, name: str) -> str | None:
        """The IRI or keyword of a key, a type, or a datatype."""
        if name.startswith("@"):
            return name
        if meaning := self.meanings.get(name):
            return meaning.iri
        if ":" in name[1:]:
            return self._compact(name)
        return None if self.vocabulary is None else self.vocabulary + name

    def of_document(self, name: str) -> str | None:
        """The IRI of a thing; None of a relative one where nothing says to what."""
        if ":" in name[1:]:
            return self._compact(name)
        return resolved(self.base, name)

    def of_type(self, name: str) -> str | None:
        """The IRI of a class or a datatype: of the vocabulary, or else of the document."""
        found = self.of_vocabulary(name)
        if found is None and name not in self.meanings:
            return self.of_document(name)
        return found

    def _compact(self, name: str) -> str:
        prefix, _, rest = name.partition(":")
        meant = self.meanings.get(prefix)
        if prefix == "_" or rest.startswith("//") or not meant or not meant.is_prefix:
            return name
        return f"{meant.iri}{rest}"


def resolved(base: str | None, reference: str) -> str | None:
    """What a relative IRI stands for (RFC 3986, section 5.2); None where that is none."""
    if not base:
        return None
    try:
        return Declarations(base).now().resolved(reference)
    except (ValueError, SyntaxError):
        return None
