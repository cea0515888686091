"""Days, months and years in a cell, as ISO 8601 has them; what is written otherwise is not guessed,
but told how it may be meant."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, either
from smartregions.spreadsheet.fault import CellError
from smartregions.turtle.dates import readings

_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
)


def dated(text: str) -> Literal:
    """A day, a month or a year; raises CellError for what is none."""
    for pattern, name in _DATES:
        if pattern.fullmatch(text):
            return Literal(text, datatype=NamedNode(ns.XSD + name))
    raise CellError(Message("“{text}” is no date.", text=text), _meant(text))


def _meant(text: str) -> Message:
    """What to write for a date that is written otherwise."""
    found = readings(text)
    if not found:
        return Message("write a day, a month or a year: 2024-05-17, 2024-05 or 2024")
    right = either(each.value for each in found)
    if len(found) == 1:
        return Message("write: {right}", right=right)
    return Message(
        "this can be read in more than one way; write what is meant: {right}", right=right
    )
