"""The types of a parameter: which text is one, and the term that it becomes.

Terms are built and printed by the engine's own classes; a value is never pasted as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions.errors import ParameterError
from smartregions.messages import Message
from smartregions.namespaces import PREFIXES, XSD

Term = NamedNode | Literal

MAX_CHARACTERS = 1000

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\[uU]")


def expanded(text: str) -> str:
    """`prefix:local` with one of our prefixes as the IRI that it stands for; else the text."""
    prefix, colon, local = text.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else text


def iri(text: str) -> NamedNode:
    """An absolute IRI, or `prefix:local` with one of our prefixes. Raises ParameterError."""
    try:
        return NamedNode(expanded(text))
    except ValueError:
        raise ParameterError(Message("{text} is not an IRI", text=repr(text))) from None


def string(text: str) -> Literal:
    """A plain string. Raises ParameterError for what no SPARQL text carries safely."""
    if len(text) > MAX_CHARACTERS:
        raise ParameterError(Message("a text has at most {most} characters", most=MAX_CHARACTERS))
    if _CONTROL.search(text):
        raise ParameterError(Message("a text has no control characters"))
    if _ESCAPE.search(text):
        raise ParameterError(
            Message("a text has no \\u, which some engines read before the quotes")
        )
    return Literal(text)


def integer(text: str) -> Literal:
    """Raises ParameterError."""
    if not _INTEGER.fullmatch(text):
        raise ParameterError(Message("{text} is not a whole number", text=repr(text)))
    return Literal(str(int(text)), datatype=NamedNode(XSD + "integer"))


def day(text: str) -> Literal:
    """A day of the calendar. Raises ParameterError."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError:
        raise ParameterError(
            Message("{text} is not a day; write it as 2024-06-30", text=repr(text))
        ) from None
    return Literal(text, datatype=NamedNode(XSD + "date"))


def year(text: str) -> Literal:
    """Raises ParameterError."""
    if not _YEAR.fullmatch(text):
        raise ParameterError(Message("{text} is not a year; write it as 2024", text=repr(text)))
    return Literal(text, datatype=NamedNode(XSD + "gYear"))


TYPES: Mapping[str, Callable[[str], Term]] = MappingProxyType(
    {"iri": iri, "string": string, "integer": integer, "date": day, "year": year}
)
