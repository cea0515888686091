"""What to write where a thing is to be named: its IRI, the nearest of its class, what describes it.

A text is not described: nothing can be said of it but by the thing that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions.messages import Message, joined
from smartregions.validation.case import Case, local_name
from smartregions.validation.choices import meant
from smartregions.validation.graph import Term
from smartregions.validation.offers import everything, example, offered, write

KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "IRI": Message("an IRI: prefix:name or <https://...>"),
        "Literal": Message('a text in quotes, "...", or a number'),
        "BlankNode": Message("a nameless node: [ ... ]"),
        "BlankNodeOrIRI": Message("an IRI or a nameless node, not a text"),
        "BlankNodeOrLiteral": Message("a text or a nameless node, not an IRI"),
        "IRIOrLiteral": Message("an IRI or a text, not a nameless node"),
    }
)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]{1,63}\.){1,9}[a-zA-Z]{2,63}(?:[/?#][^\s<>\"{}|\\^`]*)?")


def of_kind(case: Case) -> Message:
    """Where a value is of another kind than asked for: a text that is an address, as an IRI."""
    kind = case.parameter("nodeKind")
    if kind is None:
        return Message()
    wanted = local_name(kind.value)
    address = _address(case.result.value) if wanted == "IRI" else ""
    return write(address) if address else _kind(wanted)


def of_class(case: Case) -> Message:
    """Where a value is to be one of a class, or is itself to be of one."""
    value, wanted = case.result.value, case.shown("class")
    if case.strays:
        properties = ", ".join(map(case.names.term, case.strays))
        return Message(
            "take {properties} away here, or say it of a thing that is a {type}",
            properties=properties,
            type=wanted,
        )
    if case.result.path is None:
        return Message("say what it is: {statement}", statement=f"{case.value} a {wanted} .")
    near = case.choices.near(case.result.shape, value)
    if near is not None:
        return meant(case.names.term(near))
    if isinstance(value, Literal):
        return _in_place_of_a_text(case, wanted)
    return _described(case, f"{case.value} a {wanted} .")


def _in_place_of_a_text(case: Case, wanted: str) -> Message:
    if address := _address(case.result.value):
        statement = f"{address} a {wanted} ."
        described = Message("and describe it in this file: {statement}", statement=statement)
        return joined((write(address), described))
    if case.choices.of_shape(case.result.shape):
        return offered(case)
    return example(case) or joined(filter(None, (_kind("IRI"), everything(case))))


def _described(case: Case, statement: str) -> Message:
    """One that there is, or a description: not of what is described as something else."""
    value = case.result.value
    may_be_described = isinstance(value, NamedNode) and not case.choices.is_described(value)
    described = Message("or describe it in this file: {statement}", statement=statement)
    if case.choices.of_shape(case.result.shape):
        return joined((offered(case), described)) if may_be_described else offered(case)
    named = Message(
        "name a thing that is stated to be one, or add to this file: {statement}",
        statement=statement,
    )
    return joined(filter(None, (named, everything(case))))


def _kind(wanted: str) -> Message:
    return Message("write {kind}", kind=KINDS.get(wanted, wanted))


def _address(value: Term | None) -> str:
    """The IRI that a text is the address of; "" for one that is none."""
    text = value.value.strip() if isinstance(value, Literal) else ""
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    return f"<https://{text}>" if _WITHOUT_SCHEME.fullmatch(text) else ""
