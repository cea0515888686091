"""What the keys of a JSON-LD document mean: contexts that are written in it.

JSON-LD 1.1 Processing Algorithms, sections 4.1, 4.2 and 5.2, as far as the places of triples need
them: no context of another document (which is refused before), none that goes with a type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from smartregions.contribution.json_text import Item
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
    context: Item | None = None
    """The context of its values."""


@dataclass(frozen=True, slots=True)
class Context:
    """What keys and values mean at one place of a document."""

    base: str | None
    vocabulary: str | None = None
    language: str | None = None
    meanings: Mapping[str, Meaning] = field(default_factory=dict)

    def key(self, name: str) -> Meaning:
        """What a key means."""
        return self.meanings.get(name) or Meaning(self.of_vocabulary(name))

    def of_vocabulary(self, name: str) -> str | None:
        """The IRI or keyword of a key, a type, or a datatype."""
        if name.startswith("@"):
            return name
        if name in self.meanings:
            return self.meanings[name].iri
        if ":" in name:
            return self._compact(name)
        return None if self.vocabulary is None else self.vocabulary + name

    def of_document(self, name: str) -> str | None:
        """The IRI of a thing; None of a relative one where nothing says to what."""
        if ":" in name:
            return self._compact(name)
        return resolved(self.base, name)

    def of_type(self, name: str) -> str | None:
        """The IRI of a class or a datatype: of the vocabulary, or else of the document."""
        found = self.of_vocabulary(name)
        return self.of_document(name) if found is None else found

    def _compact(self, name: str) -> str:
        prefix, _, rest = name.partition(":")
        meant = self.meanings.get(prefix)
        if prefix == "_" or rest.startswith("//") or meant is None or meant.iri is None:
            return name
        return meant.iri + rest


def within(context: Context, stated: Item | None, first: Context) -> Context:
    """The context after what an `@context` states; null there is the `first` one again."""
    if stated is None:
        return context
    for item in stated.items if stated.items is not None else [stated]:
        if item.is_null:
            context = first
        elif item.members is not None:
            context = _with(context, {key.text or "": value for key, value in item.members})
    return context


def _with(context: Context, stated: Mapping[str, Item]) -> Context:
    context = _around(context, stated)
    meanings = {name: mean for name, mean in context.meanings.items() if name not in stated}
    whole = replace(context, meanings=meanings)
    for name in _needed_first(stated):
        meanings[name] = _meaning(whole, name, stated[name])
    return whole


def _around(context: Context, stated: Mapping[str, Item]) -> Context:
    """The context with its base, vocabulary and language."""
    if base := stated.get("@base"):
        context = replace(context, base=_base(context, base.text))
    if language := stated.get("@language"):
        context = replace(context, language=language.text)
    if vocabulary := stated.get("@vocab"):
        text = vocabulary.text
        meant = text and ":" in text and context.of_vocabulary(text)
        context = replace(context, vocabulary=meant or text)
    return context


def _base(context: Context, text: str | None) -> str | None:
    if text is None or ":" in text:
        return text
    return resolved(context.base, text)


def resolved(base: str | None, reference: str) -> str | None:
    """What a relative IRI stands for (RFC 3986, section 5.2); None where that is none."""
    if not base:
        return None
    try:
        return Declarations(base).now().resolved(reference)
    except (ValueError, SyntaxError):
        return None


def _needed_first(stated: Mapping[str, Item]) -> Iterator[str]:
    """The names of a context, each behind the one that it is made of."""
    seen: set[str] = set()
    for name in stated:
        chain = []
        while name in stated and name not in seen and not name.startswith("@"):
            seen.add(name)
            chain.append(name)
            name = (_iri(name, stated[name]) or "").partition(":")[0]
        yield from reversed(chain)


def _iri(name: str, item: Item) -> str | None:
    """The IRI as it is written that a name stands for: without one, the name itself."""
    if item.members is None:
        return item.text
    written = _members(item)
    found = written.get("@reverse") or written.get("@id")
    return name if found is None else found.text


def _meaning(context: Context, name: str, item: Item) -> Meaning:
    iri = _iri(name, item)
    meant = None if iri is None else context.of_vocabulary(iri)
    written = _members(item)
    kind, language, held = (written.get(key) for key in ("@type", "@language", "@container"))
    return Meaning(
        meant,
        type=context.of_vocabulary(kind.text) if kind and kind.text else None,
        language=language.text if language else None,
        has_language=language is not None,
        container=_texts(held),
        is_reverse="@reverse" in written,
        context=written.get("@context"),
    )


def _members(item: Item) -> dict[str, Item]:
    return {key.text or "": value for key, value in item.members or ()}


def _texts(item: Item | None) -> tuple[str, ...]:
    if item is None:
        return ()
    return tuple(each.text for each in item.items or [item] if each.text)
