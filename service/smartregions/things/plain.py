"""A description as JSON with short keys, which is JSON-LD with the one context.

The thing is the root; what it mentions stands beside its IRI with name and class. Nodes without a
name of their own, and statements that lead to the thing, follow under `included` and `reverse`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.things.context import DOCUMENT, Context, Term
from smartregions.things.description import Description
from smartregions.things.document import IS_TOPIC_OF, Document, about
from smartregions.validation.graph import TYPE, Node, object_of, subject_of
from smartregions.validation.graph import Term as Value

Object = dict[str, Any]

_STRING, _INTEGER, _BOOLEAN = (ns.XSD + name for name in ("string", "integer", "boolean"))
_WHOLE = 15
"""Digits of an integer that every reader of JSON keeps (RFC 8259, section 6)."""


def plain(found: Description, document: Document, context: Context, address: str) -> Object:
    """The JSON; `address` is where the context lies."""
    writer = _Writer(context, found.mentioned)
    own = _by_subject(statement.triple for statement in found.outgoing)
    root = NamedNode(found.iri)
    told: Object = {"@context": address, "id": found.iri}
    told |= writer.properties(own.pop(root, ()))
    if found.incoming:
        told["reverse"] = writer.reverse(statement.triple for statement in found.incoming)
    if own:
        told["included"] = [writer.node(node, triples) for node, triples in own.items()]
    told[DOCUMENT] = _Writer(context, ()).document(about(found, document), document)
    return told


def _by_subject(triples: Iterable[Triple]) -> dict[Node, list[Triple]]:
    found: dict[Node, list[Triple]] = {}
    for triple in triples:
        found.setdefault(subject_of(triple), []).append(triple)
    return found


class _Writer:
    """Writes nodes; what is mentioned is written where it stands."""

    def __init__(self, context: Context, mentioned: Iterable[Triple]) -> None:
        self._context = context
        self._mentioned = _by_subject(mentioned)

    def node(self, node: Node, triples: Iterable[Triple]) -> Object:
        return {"id": _name(node), **self.properties(triples)}

    def properties(self, triples: Iterable[Triple]) -> Object:
        values: dict[str, list[Value]] = {}
        types: list[str] = []
        for triple in triples:
            value = object_of(triple)
            if triple.predicate == TYPE and isinstance(value, NamedNode):
                types.append(self._context.key(value.value))
            else:
                values.setdefault(triple.predicate.value, []).append(value)
        told: Object = {"type": types} if types else {}
        for iri, found in values.items():
            told |= self._property(iri, found)
        return told

    def reverse(self, triples: Iterable[Triple]) -> Object:
        told: Object = {}
        for triple in triples:
            term = self._context.properties.get(triple.predicate.value)
            key = term.name if term else triple.predicate.value
            told.setdefault(key, []).append(self._reference(subject_of(triple)))
        return told

    def document(self, triples: Iterable[Triple], document: Document) -> Object:
        """The node of the document, in which its view lies."""
        nodes = _by_subject(t for t in triples if t.predicate.value != IS_TOPIC_OF)
        here = NamedNode(document.page(1))
        told = self.node(here, nodes.pop(here))
        if nodes:
            told["view"] = [self.node(view, of_view) for view, of_view in nodes.items()]
        return told

    def _property(self, iri: str, values: list[Value]) -> Object:
        term = self._context.properties.get(iri) or Term(iri, iri)
        if term.kind == "@language":
            return self._by_language(term, values)
        told = [self._value(value, term.kind) for value in values]
        return {term.name: told[0] if term.is_single and len(told) == 1 else told}

    def _by_language(self, term: Term, values: Iterable[Value]) -> Object:
        """Texts by language; what is no text stands under the whole IRI."""
        texts: dict[str, list[str]] = {}
        others: list[object] = []
        for value in values:
            if isinstance(value, Literal) and (value.language or value.datatype.value == _STRING):
                texts.setdefault(value.language or "none", []).append(value.value)
            else:
                others.append(self._value(value, ""))
        told: Object = {term.iri: others} if others else {}
        if texts:
            told[term.name] = {
                language: each[0] if len(each) == 1 else each for language, each in texts.items()
            }
        return told

    def _value(self, value: Value, kind: str) -> object:
        if not isinstance(value, Literal):
            return self._reference(value)
        if value.language:
            return {"language": value.language, "text": value.value}
        datatype = value.datatype.value
        native = _native(value, datatype)
        if native is not None and kind in ("", datatype):
            return native
        if datatype in (kind or _STRING, ""):
            return value.value
        return {"type": self._context.key(datatype), "text": value.value}

    def _reference(self, node: Node) -> Object:
        return self.node(node, self._mentioned.get(node, ()))


def _native(value: Literal, datatype: str) -> int | bool | None:
    """The number or truth value that JSON has for a literal, if that says just the same."""
    text = value.value
    if datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    if datatype == _INTEGER and len(text) <= _WHOLE and text.lstrip("-").isdecimal():
        return int(text) if str(int(text)) == text else None
    return None


def _name(node: Node) -> str:
    return node.value if isinstance(node, NamedNode) else f"_:{node.value}"
