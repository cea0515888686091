"""Where a JSON-LD document states its triples: a text that the parser has read, read for places.

JSON-LD 1.1 Processing Algorithms, section 5.1 (https://www.w3.org/TR/json-ld11-api/). Left out, so
that it has no places: what is in a graph by itself, of which a contribution has one only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode

from smartregions import namespaces as ns
from smartregions.contribution.json_context import Context, Meaning
from smartregions.contribution.json_said import Placed, Said, Statements
from smartregions.contribution.json_scopes import Scopes, TooMuchContext
from smartregions.contribution.json_tasks import Key, Task, is_list, map_of, mapped, types
from smartregions.contribution.json_text import Item, tree
from smartregions.contribution.json_values import JSON, as_json, literal, named, node
from smartregions.turtle.document import Stated

TYPE = NamedNode(ns.RDF + "type")
_SHORTEST, _FEW = 8, 10_000
"""Characters of a definition in a context; definitions that are read however short the text is."""


def jsonld(text: str, base: str | None) -> list[Stated]:
    """The triples that a document states, in the order of their keys."""
    reader = _Reader(text, base)
    with suppress(TooMuchContext):  # what came before is told
        reader.read(tree(text))
    return sorted(reader.stated, key=lambda each: (each.predicate, each.object))


class _Reader:
    def __init__(self, text: str, base: str | None) -> None:
        self._statements = Statements()
        self._text = text
        self._scopes = Scopes(base, most=_FEW + len(text) // _SHORTEST)
        self.stated = self._statements.stated

    def read(self, item: Item) -> None:
        left = [Task(item, self._scopes.first)]
        while left:
            task = left.pop()
            if task.item.items is not None:
                left += reversed(list(self._array(task)))
            elif task.item.members is not None:
                left += reversed(list(self._object(task)))
            elif task.said:
                self._scalar(task, task.said)
        self._statements.end()

    def _array(self, task: Task) -> Iterator[Task]:
        said = task.said
        if said and said.cells and "@list" in said.meaning.container:  # a list in a list
            task = replace(task, said=self._statements.listed(said, task.item))
        assert task.item.items is not None
        return (replace(task, item=each) for each in task.item.items)

    def _object(self, task: Task) -> Iterable[Task]:
        context, scoped = self._inside(task)
        task = replace(task, context=context)
        keys = {context.key(key.text or "").iri: value for key, value in task.item.members or ()}
        if "@value" in keys:
            self._value(keys, task)
            return ()
        if "@set" in keys:
            return [replace(task, item=keys["@set"])]
        if "@list" in keys:
            said = self._statements.listed(task.said, keys["@list"])
            return [replace(task, item=keys["@list"], said=said, key=None)]
        if task.part_of:
            return self._members(task, task.part_of, scoped)
        return self._thing(task, keys, scoped)

    def _inside(self, task: Task) -> tuple[Context, Context]:
        """The context of the members of an object, and that of its types."""
        context, members = task.context, task.item.members or ()
        within = self._scopes.within
        if context.before and task.key is None and not task.part_of:
            alone = {context.key(key.text or "").iri for key, _ in members}
            if "@value" not in alone and alone != {"@id"}:
                context = context.before
        held = task.said.meaning.context if task.said else task.scope
        if held:
            context = within(context, held)
        for key, value in members:
            if key.text == "@context":
                context = within(context, value)
        scoped = context
        for name in types(task.item, scoped):
            kind = scoped.meanings.get(name)
            if kind and kind.context:
                context = within(context, kind.context, propagates=False)
        return context, scoped

    def _thing(self, task: Task, keys: dict[str | None, Item], scoped: Context) -> Iterable[Task]:
        """A thing: what is said by it, and what is said of it."""
        thing = _named(keys.get("@id"), task)
        if thing is None:  # of no thing nothing is said, but of those inside
            members = task.item.members or ()
            return (Task(each, task.context) for key, each in members if key.text != "@context")
        if task.said:
            self._statements.say(task.said, thing.node, thing.at)
        if task.key:
            self._keyed(task.key, thing)
        return self._members(task, thing, scoped)

    def _keyed(self, key: Key, thing: Placed) -> None:
        """What the key of a map says of a thing."""
        text, place, context = key.item.text or "", key.item.offsets, key.context
        if context is None or key.says in (None, "@id"):
            return
        if key.says == "@type":
            if kind := node(context.of_type(text)):
                self._statements.state(thing, TYPE, place, kind, place)
        elif key.says and key.meaning:
            said = Said(thing, NamedNode(key.says), place, "", key.meaning)
            self._scalar(Task(key.item, context), said)

    def _members(self, task: Task, thing: Placed, scoped: Context) -> Iterator[Task]:
        context = task.context
        for key, value in task.item.members or ():
            name = key.text or ""
            meaning = context.key(name)
            match meaning.iri:
                case "@type":
                    self._kinds(thing, key, value, scoped)
                case "@graph" | "@included":
                    yield Task(value, context)
                case "@nest":
                    yield Task(value, context, part_of=thing, scope=meaning.context)
                case "@reverse":
                    yield from self._reversed(thing, value, context)
                case str(iri) if ":" in iri and (predicate := named(iri)):
                    said = Said(thing, predicate, key.offsets, name, meaning)
                    yield from self._said(said, value, context)
                case iri if iri is None or not iri.startswith("@"):
                    yield Task(value, context)  # by no property nothing is said, but inside

    def _kinds(self, thing: Placed, key: Item, value: Item, scoped: Context) -> None:
        for each in value.items if value.items is not None else [value]:
            if each.text and (kind := node(scoped.of_type(each.text))):
                self._statements.state(thing, TYPE, key.offsets, kind, each.offsets)

    def _reversed(self, thing: Placed, value: Item, context: Context) -> Iterator[Task]:
        for key, each in value.members or ():
            name = key.text or ""
            meaning = context.key(name)
            if meaning.iri and (predicate := named(meaning.iri)):
                turned = replace(meaning, is_reverse=not meaning.is_reverse)
                said = Said(thing, predicate, key.offsets, name, turned)
                yield from self._said(said, each, context)

    def _said(self, said: Said, value: Item, context: Context) -> Iterable[Task]:
        """The values of a key, by the form that its context gives them."""
        if said.meaning.type == JSON:
            self._statements.say(said, as_json(self._text, value), value.offsets)
            return ()
        if "@list" in said.meaning.container and not is_list(value, context):
            items = value.items if value.items is not None else [value]
            said = self._statements.listed(said, value)
            return [Task(each, context, said) for each in items]
        if kind := map_of(said, value):
            return mapped(said, kind, value, context, self._scopes)
        return [Task(value, context, said)]

    def _value(self, keys: dict[str | None, Item], task: Task) -> None:
        """A literal that is written as an object."""
        value, said = keys["@value"], task.said
        if said is None:
            return
        kind, language = keys.get("@type"), keys.get("@language")
        datatype = task.context.of_type(kind.text) if kind and kind.text else None
        if datatype == JSON:
            self._statements.say(said, as_json(self._text, value), value.offsets)
        else:
            tag = language.text if language else None
            meaning = Meaning(None, datatype, tag, True, is_reverse=said.meaning.is_reverse)
            self._literal(value, task.context, replace(said, meaning=meaning))

    def _scalar(self, task: Task, said: Said) -> None:
        item, context, held = task.item, task.context, said.meaning.context
        if held and "@language" not in said.meaning.container:
            context = self._scopes.within(context, held)
            inside = context.key(said.key)
            said = replace(said, meaning=replace(inside, is_reverse=said.meaning.is_reverse))
        for_things = {"@id": context.of_document, "@vocab": context.of_type}
        kind = said.meaning.type
        if item.text is None or kind not in for_things:
            self._literal(item, context, said)
        elif thing := node(for_things[kind](item.text)):
            self._statements.say(said, thing, item.offsets)
            if task.key:
                self._keyed(task.key, Placed(thing, item.offsets))

    def _literal(self, item: Item, context: Context, said: Said) -> None:
        if not item.is_null and (value := literal(item, context, said.meaning)):
            self._statements.say(said, value, item.offsets)


def _named(name: Item | None, task: Task) -> Placed | None:
    """The thing that an object is; None where its name is no name of one."""
    key, context = task.key, task.context
    if name is None or name.text is None:
        if key is None or key.says != "@id" or key.context is None:
            return Placed(BlankNode(), task.item.offsets)
        name, context = key.item, key.context
    found = node(context.of_document(name.text or ""))
    return Placed(found, name.offsets) if found else None
