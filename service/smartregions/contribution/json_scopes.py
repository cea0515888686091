"""Contexts that are written in a JSON-LD document, and what each makes of the one around it.

JSON-LD 1.1 Processing Algorithms, sections 4.1 and 4.2: no context of another document, which is
refused before, and nothing of what may not be defined again, which the parser has seen to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from smartregions.contribution.json_context import Context, Meaning, resolved
from smartregions.contribution.json_text import Item
from smartregions.contribution.lasting import Lasting

_ENDS_OF_PREFIXES = (":", "/", "?", "#", "[", "]", "@")


class TooMuchContext(Exception):  # noqa: N818 - does not leave the reading
    """More of contexts is to be read than the text is long: again and again the same."""


class Scopes:
    """The contexts of one document; one that is met again in the same context is read once."""

    def __init__(self, base: str | None, most: int) -> None:
        self.first = Context(base)
        self._left = most
        self._known: dict[tuple[int, int, bool], Context] = {}

    def within(self, context: Context, stated: Item, propagates: bool = True) -> Context:
        """The context after what an `@context` states. Raises TooMuchContext."""
        key = (id(context), id(stated), propagates)
        if (known := self._known.get(key)) is None:
            self._known[key] = known = self._within(context, stated, propagates)
        return known

    def _within(self, context: Context, stated: Item, propagates: bool) -> Context:
        if said := stated.stated().get("@propagate"):
            propagates = said.scalar == "true"
        before = None if propagates else context.before or context
        result = context if propagates else replace(context, before=before)
        for item in stated.items if stated.items is not None else [stated]:
            if item.is_null:
                result = replace(self.first, before=before)
            elif item.members is not None:
                self._spend(len(item.members))
                result = _with(result, item.stated())
        self._spend(1)
        return result

    def _spend(self, definitions: int) -> None:
        self._left -= definitions
        if self._left < 0:
            raise TooMuchContext


class _Growing(Lasting[Meaning]):
    """The names of a context while those of another are added."""

    def __init__(self, outside: Lasting[Meaning]) -> None:
        super().__init__()
        self._outside = outside
        self.added: dict[str, Meaning] = {}

    def get(self, name: str) -> Meaning | None:
        return self.added.get(name) or self._outside.get(name)


def _with(context: Context, stated: Mapping[str, Item]) -> Context:
    """The context with the names that are defined: first what they stand for, which the rest of
    what is said of others may be made of."""
    context = _around(context, stated)
    growing = _Growing(context.meanings)
    whole = replace(context, meanings=growing)
    for name in _needed_first(stated):
        growing.added[name] = _standing(whole, name, stated[name])
    for name, meant in growing.added.items():
        if stated[name].members:
            growing.added[name] = _meaning(whole, meant, stated[name].stated())
    return replace(context, meanings=context.meanings.also(growing.added.items()))


def _around(context: Context, stated: Mapping[str, Item]) -> Context:
    """The context with its base, vocabulary and language."""
    if base := stated.get("@base"):
        context = replace(context, base=_base(context, base.text))
    if vocabulary := stated.get("@vocab"):
        text = vocabulary.text
        meant = text if text is None else context.of_type(text)
        context = replace(context, vocabulary=text if meant is None else meant)
    if language := stated.get("@language"):
        context = replace(context, language=language.text)
    return context


def _base(context: Context, text: str | None) -> str | None:
    if text is None or ":" in text:
        return text
    return resolved(context.base, text)


def _needed_first(stated: Mapping[str, Item]) -> Iterator[str]:
    """The names of a context, each behind the ones that it is made of."""
    seen: set[str] = set()
    for name in stated:
        chain = []
        while name in stated and name not in seen and not name.startswith("@"):
            seen.add(name)
            chain.append(name)
            iri = _iri(name, stated[name]) or ""
            name = iri if iri in stated and iri != name else iri.partition(":")[0]
        yield from reversed(chain)


def _iri(name: str, item: Item) -> str | None:
    """The IRI as it is written that a name stands for: without one, the name itself."""
    if item.members is None:
        return item.text
    written = item.stated()
    found = written.get("@reverse") or written.get("@id")
    return name if found is None else found.text


def _standing(context: Context, name: str, item: Item) -> Meaning:
    """The IRI of a name, and whether others may begin with it."""
    iri = _iri(name, item)
    if iri == name:
        iri = _by_itself(context, name)
    elif iri is not None:
        iri = context.of_vocabulary(iri)
    stated = item.stated().get("@prefix")
    is_prefix = stated.scalar == "true" if stated else (iri or "").endswith(_ENDS_OF_PREFIXES)
    return Meaning(iri, is_prefix=is_prefix)


def _by_itself(context: Context, name: str) -> str | None:
    """What a name stands for of which nothing else is said, whatever it stood for before."""
    if ":" in name[1:]:
        return context.of_document(name)
    return None if context.vocabulary is None else context.vocabulary + name


def _meaning(context: Context, meant: Meaning, stated: Mapping[str, Item]) -> Meaning:
    kind, language, index = (stated.get(key) for key in ("@type", "@language", "@index"))
    return replace(
        meant,
        type=context.of_vocabulary(kind.text) if kind and kind.text else None,
        language=language.text if language else None,
        has_language=language is not None,
        container=_texts(stated.get("@container")),
        is_reverse="@reverse" in stated,
        index=(index.text if index else None) or "@index",
        context=stated.get("@context"),
    )


def _texts(item: Item | None) -> tuple[str, ...]:
    if item is None:
        return ()
    return tuple(each.text for each in item.items or [item] if each.text)
