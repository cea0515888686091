"""Where a JSON-LD document states its triples: a text that the parser has read, read for places.

JSON-LD 1.1, section 9 (https://www.w3.org/TR/json-ld11/#json-ld-grammar). Left out, so that it has
no places: lists, JSON literals, what contexts that go with a type mean, maps by `@id` and `@type`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.contribution.json_context import Context, Meaning, within
from smartregions.contribution.json_text import Item, tree
from smartregions.turtle.document import Offsets, Stated

TYPE = NamedNode(ns.RDF + "type")
Node = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a thing by one key, before its values."""

    subject: Node
    subject_at: Offsets
    predicate: NamedNode
    predicate_at: Offsets
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class _Task:
    """An item that is to be read, in its context; as a value where something is said by it."""

    item: Item
    context: Context
    said: _Said | None = None


def jsonld(text: str, base: str | None) -> list[Stated]:
    """The triples that a document states, in the order of their keys."""
    reader = _Reader(base)
    reader.read(tree(text))
    return sorted(reader.stated, key=lambda each: (each.predicate, each.object))


class _Reader:
    def __init__(self, base: str | None) -> None:
        self.stated: list[Stated] = []
        self._first = Context(base)
        self._numbers = count()

    def read(self, item: Item) -> None:
        left = [_Task(item, self._first)]
        while left:
            task = left.pop()
            if task.item.items is not None:
                left += (_Task(each, task.context, task.said) for each in task.item.items)
            elif task.item.members is not None:
                left += self._object(task)
            elif task.said:
                self._scalar(task.item, task.context, task.said)

    def _object(self, task: _Task) -> Iterable[_Task]:
        assert task.item.members is not None
        held = task.said.meaning.context if task.said else None
        context = within(task.context, held, self._first)
        for key, value in task.item.members:
            if key.text == "@context":
                context = within(context, value, self._first)
        keys = {context.key(key.text or "").iri: value for key, value in task.item.members}
        if "@value" in keys:
            self._value(keys, context, task.said)
            return ()
        if "@set" in keys:
            return [_Task(keys["@set"], context, task.said)]
        if "@list" in keys:
            return [_Task(keys["@list"], context)]
        return self._node(_Task(task.item, context, task.said), keys)

    def _node(self, task: _Task, keys: dict[str | None, Item]) -> Iterator[_Task]:
        """A thing: what is said by it, and what is said of it."""
        assert task.item.members is not None
        subject, at = self._subject(task.item, keys.get("@id"), task.context)
        if subject is None:
            return
        if task.said:
            self._say(task.said, subject, at)
        for key, value in task.item.members:
            meaning = task.context.key(key.text or "")
            match meaning.iri:
                case "@type":
                    self._types(subject, at, key, value, task.context)
                case "@graph" | "@included":
                    yield _Task(value, task.context)
                case "@reverse":
                    yield from self._reversed(subject, at, value, task.context)
                case str(iri) if ":" in iri and (predicate := _named(iri)):
                    said = _Said(subject, at, predicate, key.offsets, meaning)
                    yield from self._said(said, value, task.context)

    def _subject(
        self, item: Item, name: Item | None, context: Context
    ) -> tuple[Node | None, Offsets]:
        if name is None or name.text is None:
            return BlankNode(f"our{next(self._numbers)}"), item.offsets
        return _node(context.of_document(name.text)), name.offsets

    def _types(self, subject: Node, at: Offsets, key: Item, value: Item, context: Context) -> None:
        said = _Said(subject, at, TYPE, key.offsets, Meaning(None))
        for each in value.items if value.items is not None else [value]:
            if each.text and (kind := _node(context.of_type(each.text))):
                self._say(said, kind, each.offsets)

    def _reversed(
        self, subject: Node, at: Offsets, value: Item, context: Context
    ) -> Iterator[_Task]:
        for key, each in value.members or ():
            meaning = context.key(key.text or "")
            if meaning.iri and (predicate := _named(meaning.iri)):
                turned = replace(meaning, is_reverse=not meaning.is_reverse)
                yield _Task(each, context, _Said(subject, at, predicate, key.offsets, turned))

    def _said(self, said: _Said, value: Item, context: Context) -> Iterator[_Task]:
        """The values of a key, by the form that its context gives them."""
        held = said.meaning.container
        if "@list" in held or said.meaning.type == "@json":
            yield _Task(value, context)
        elif value.members is None or not {"@language", "@index"} & set(held):
            yield _Task(value, context, said)
        else:
            for key, each in value.members:
                meaning = said.meaning
                if "@language" in held:
                    tag = None if key.text == "@none" else key.text
                    meaning = replace(meaning, language=tag, has_language=True)
                yield _Task(each, context, replace(said, meaning=meaning))

    def _value(self, keys: dict[str | None, Item], context: Context, said: _Said | None) -> None:
        """A literal that is written as an object."""
        value = keys["@value"]
        if said is None:
            return
        kind, language = keys.get("@type"), keys.get("@language")
        datatype = context.of_type(kind.text) if kind and kind.text else None
        meaning = Meaning(None, datatype, language.text if language else None, True)
        self._scalar(value, context, replace(said, meaning=meaning))

    def _scalar(self, item: Item, context: Context, said: _Said) -> None:
        for_things = {"@id": context.of_document, "@vocab": context.of_type}
        kind = said.meaning.type
        if item.text is not None and kind in for_things:
            if named := _node(for_things[kind](item.text)):
                self._say(said, named, item.offsets)
        elif not item.is_null and (literal := _literal(item, context, said.meaning)):
            self._say(said, literal, item.offsets)

    def _say(self, said: _Said, value: Node | Literal, at: Offsets) -> None:
        if not said.meaning.is_reverse:
            triple = Triple(said.subject, said.predicate, value)
            self.stated.append(Stated(triple, said.subject_at, said.predicate_at, at))
        elif not isinstance(value, Literal):
            triple = Triple(value, said.predicate, said.subject)
            self.stated.append(Stated(triple, at, said.predicate_at, said.subject_at))


def _literal(item: Item, context: Context, meaning: Meaning) -> Literal | None:
    """A value with its datatype, or the language that is said last; a number as it is written."""
    kind = None if meaning.type in ("@id", "@vocab", "@none") else meaning.type
    try:
        if item.text is None:
            written = item.scalar or ""
            own = "boolean" if written in ("true", "false") else _number(written)
            return Literal(written, datatype=NamedNode(kind or ns.XSD + own))
        if kind:
            return Literal(item.text, datatype=NamedNode(kind))
        language = meaning.language if meaning.has_language else context.language
        return Literal(item.text, language=language) if language else Literal(item.text)
    except ValueError:  # no datatype, no language
        return None


def _number(written: str) -> str:
    return "integer" if written.lstrip("-").isdigit() else "double"


def _node(iri: str | None) -> Node | None:
    if iri is None:
        return None
    try:
        return BlankNode("their" + iri[2:]) if iri.startswith("_:") else NamedNode(iri)
    except ValueError:
        return None


def _named(iri: str) -> NamedNode | None:
    node = _node(iri)
    return node if isinstance(node, NamedNode) else None
