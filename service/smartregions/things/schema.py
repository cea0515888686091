"""The JSON Schema of the JSON with short keys, made from the shapes.

It says what holds of every thing that the shapes accept: which keys a thing of a class must have,
and which form the value of each key has. (https://json-schema.org/draft/2020-12)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.things import constraints
from smartregions.things.constraints import MIN_COUNT, PATH, PROPERTY, TARGET_CLASS, number, sh
from smartregions.things.context import DOCUMENT, Context, Term
from smartregions.things.vocabulary import Vocabulary
from smartregions.validation.graph import SUBCLASS, Graph
from smartregions.validation.graph import Term as Node

Schema = dict[str, Any]

_VIOLATION = sh("Violation")
_TEXTS: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_DEFINITIONS: Mapping[str, Schema] = {
    "Value": {
        "description": "A value, which says its type unless it is a text, a number or a truth.",
        "anyOf": [
            {"type": ["string", "integer", "boolean"]},
            {
                "type": "object",
                "required": ["text"],
                "properties": {
                    "text": {"type": "string"},
                    "type": {"type": "string"},
                    "language": {"type": "string"},
                },
                "additionalProperties": False,
            },
            {"$ref": "#/$defs/Node"},
        ],
    },
    "Node": {
        "description": "Another thing: its IRI, and what it is and is called, if that is known.",
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "type": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Texts": {
        "description": "Texts by language; none is for those of no stated language.",
        "type": "object",
        "additionalProperties": _TEXTS,
    },
}
_FORMS: Mapping[str, Schema] = {
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
    "decimal": {"type": "string", "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"},
    "date": {"type": "string", "pattern": "^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}"},
    "gYear": {"type": "string", "pattern": "^-?[0-9]{4,}"},
}


def schema(vocabulary: Vocabulary, context: Context, address: str) -> Schema:
    """The schema; `address` is where it lies."""
    classes = {
        name: _class(vocabulary, context, node) for node, name in _judged(vocabulary, context)
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "A thing and what is known of it",
        "description": "The first page of the description of a thing, as JSON with short keys.",
        "type": "object",
        "required": ["@context", "id", DOCUMENT],
        "properties": {
            "@context": {"type": "string"},
            "id": {"type": "string"},
            "type": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "included": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            "reverse": {
                "description": "The things that name this one, by the key under which they do.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            },
            DOCUMENT: {"$ref": "#/$defs/Node"},
            **{term.name: _property(vocabulary, term) for term in context.properties.values()},
        },
        "allOf": [_case(name) for name in sorted(classes)],
        "$defs": {**_DEFINITIONS, **dict(sorted(classes.items()))},
    }


def _case(name: str) -> Schema:
    """Whoever is of the class has what it must have."""
    is_one = {"required": ["type"], "properties": {"type": {"contains": {"const": name}}}}
    return {"if": is_one, "then": {"$ref": f"#/$defs/{name}"}}


def _judged(vocabulary: Vocabulary, context: Context) -> Iterator[tuple[NamedNode, str]]:
    """The classes for which a shape is made, with their keys."""
    for _, node in vocabulary.judging.pairs(TARGET_CLASS):
        if isinstance(node, NamedNode) and node.value in context.types:
            yield node, context.types[node.value]


def _class(vocabulary: Vocabulary, context: Context, node: NamedNode) -> Schema:
    graph = vocabulary.judging
    shapes = [
        shape
        for above in _with_superclasses(vocabulary.stated, node)
        for owner in graph.subjects(TARGET_CLASS, above)
        for shape in graph.objects(owner, PROPERTY)
    ]
    keys = {_required(graph, context, shape) for shape in shapes} - {""}
    told: Schema = {"required": sorted({"type", *keys})}
    about = vocabulary.stated.text(node, NamedNode(ns.SKOS + "definition"))
    return ({"description": about} if about else {}) | told


def _with_superclasses(graph: Graph, node: NamedNode) -> set[Node]:
    found: set[Node] = set()
    waiting: list[Node] = [node]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += graph.objects(current, SUBCLASS)
    return found


def _required(graph: Graph, context: Context, shape: Node) -> str:
    """The key that a shape demands on pain of rejection; empty for none."""
    path, count = graph.value(shape, PATH), number(graph, shape, MIN_COUNT)
    if not count or _VIOLATION not in graph.objects(shape, sh("severity")):
        return ""
    term = context.properties.get(path.value) if isinstance(path, NamedNode) else None
    return term.name if term else ""


def _property(vocabulary: Vocabulary, term: Term) -> Schema:
    """One value, or a list; of a key that has one value, a list is two graphs that disagree."""
    about = vocabulary.stated.text(NamedNode(term.iri), NamedNode(ns.SKOS + "definition"))
    told: Schema = {"description": about} if about else {}
    if term.kind == constraints.LANGUAGE:
        return told | {"$ref": "#/$defs/Texts"}
    value = _value(term)
    if term.is_single:
        several = {"type": "array", "items": value, "minItems": 2}
        return told | {"anyOf": [value, several]}
    return told | {"type": "array", "items": value, "minItems": 1}


def _value(term: Term) -> Schema:
    if term.kind == "@id":
        return {"$ref": "#/$defs/Node"}
    return dict(_FORMS.get(term.kind.removeprefix(ns.XSD), {"$ref": "#/$defs/Value"}))
