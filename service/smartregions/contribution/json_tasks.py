"""What is to be read of a JSON-LD document, and as what: the pieces that its reading hands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from smartregions.contribution.json_context import Context, Meaning
from smartregions.contribution.json_said import Placed, Said
from smartregions.contribution.json_scopes import Scopes
from smartregions.contribution.json_text import Item
from smartregions.contribution.json_values import named

_MAPS = ("@language", "@index", "@id", "@type")
_NONE = "@none"


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a map, which says something of the thing that it leads to."""

    item: Item
    says: str | None = None
    """`@id`, `@type`, or the IRI of a property; None where it says nothing."""
    context: Context | None = None
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An item that is to be read, in its context; as a value where something is said by it."""

    item: Item
    context: Context
    said: Said | None = None
    key: Key | None = None
    part_of: Placed | None = None
    """The thing of which its members are said (`@nest`)."""
    scope: Item | None = None
    """The context that goes with the key of a part."""


def map_of(said: Said, value: Item) -> str | None:
    """Which kind of map a value is, by its key; None where it is none."""
    held = said.meaning.container
    if value.members is None or "@graph" in held:
        return None
    return next((kind for kind in _MAPS if kind in held), None)


def mapped(said: Said, kind: str, value: Item, context: Context, scopes: Scopes) -> Iterator[Task]:
    """The values of a map, each with what its key says."""
    if kind == "@language":
        yield from _translated(said, value, context)
        return
    index = said.meaning.index
    of_values = context.before or context if kind in ("@id", "@type") else context
    for item, each in value.members or ():
        name, within = item.text or "", of_values
        if context.key(name).iri == _NONE:
            key = Key(item)
        elif kind == "@index":
            predicate = None if index == "@index" else named(context.of_vocabulary(index))
            key = Key(item, predicate and predicate.value, context, context.key(index))
        else:
            key = Key(item, kind, context)
            meaning = of_values.meanings.get(name) if kind == "@type" else None
            if meaning and meaning.context:
                within = scopes.within(of_values, meaning.context, propagates=False)
        yield Task(each, within, said, key)


def _translated(said: Said, value: Item, context: Context) -> Iterator[Task]:
    for item, each in value.members or ():
        tag = None if context.key(item.text or "").iri == _NONE else item.text
        meaning = replace(said.meaning, language=tag, has_language=True)
        yield Task(each, context, replace(said, meaning=meaning))


def types(item: Item, context: Context) -> list[str]:
    """The types that an object states, in the order of their contexts."""
    found = []
    for key, value in item.members or ():
        if context.key(key.text or "").iri == "@type":
            found += value.items if value.items is not None else [value]
    return sorted(each.text for each in found if each.text)


def is_list(item: Item, context: Context) -> bool:
    """Whether an object is a list by a key of its own."""
    return any(context.key(key.text or "").iri == "@list" for key, _ in item.members or ())
