"""The literals and nodes that the texts and numbers of a JSON-LD document stand for.

As the parser makes them: a number without a fraction is an integer, each other a double in its
canonical form (JSON-LD 1.1 Processing Algorithms, section 8.2.2).
"""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.contribution.json_context import Context, Meaning
from smartregions.contribution.json_text import Item

Node = NamedNode | BlankNode
JSON = "@json"
_DOUBLE = ns.XSD + "double"
_UNTYPED = ("@id", "@vocab", "@none")
_MOST_DIGITS = 20


def literal(item: Item, context: Context, meaning: Meaning) -> Literal | None:
    """A value with its datatype, or the language that is said last."""
    kind = None if meaning.type in _UNTYPED else meaning.type
    try:
        if item.text is None:
            return _bare(item.scalar or "", kind)
        if kind:
            return Literal(item.text, datatype=NamedNode(kind))
        language = meaning.language if meaning.has_language else context.language
        return Literal(item.text, language=language) if language else Literal(item.text)
    except (ValueError, ArithmeticError):  # no datatype, no language, no number that is kept
        return None


def as_json(text: str, item: Item) -> Literal:
    """A JSON literal in its canonical form, numbers aside; as it is where that is too much."""
    written = text[item.offsets[0] : item.end]
    with suppress(ValueError, RecursionError):  # a number of thousands of digits
        value = json.loads(written)
        written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Literal(written, datatype=NamedNode(ns.RDF + "JSON"))


def _bare(written: str, kind: str | None) -> Literal:
    """A number or a truth value."""
    if written in ("true", "false"):
        return Literal(written, datatype=NamedNode(kind or ns.XSD + "boolean"))
    number = Decimal(written)
    is_whole = kind != _DOUBLE and _is_whole(number)
    own = ns.XSD + "integer" if is_whole else _DOUBLE
    form = str(int(number)) if is_whole else _double(number)
    return Literal(form, datatype=NamedNode(kind or own))


def _is_whole(number: Decimal) -> bool:
    return number.adjusted() < _MOST_DIGITS and number == number.to_integral_value()


def _double(number: Decimal) -> str:
    """Digits as they are written, one of them before the point."""
    if not number:
        return "0.0E0"
    sign, digits, _ = number.as_tuple()
    first, *rest = map(str, digits)
    fraction = "".join(rest).rstrip("0") or "0"
    return f"{'-' * sign}{first}.{fraction}E{number.adjusted()}"


def node(iri: str | None) -> Node | None:
    """A thing; None where that is no name of one."""
    if iri is None:
        return None
    try:
        return BlankNode(iri[2:]) if iri.startswith("_:") else NamedNode(iri)
    except ValueError:
        return None


def named(iri: str | None) -> NamedNode | None:
    """One that has an IRI."""
    found = node(iri)
    return found if isinstance(found, NamedNode) else None
