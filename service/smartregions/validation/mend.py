"""The literals that may have been meant, where a common habit explains what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, either
from smartregions.turtle.dates import readings
from smartregions.validation.literals import fault
from smartregions.validation.names import Names

YES_NO = MappingProxyType({"yes": "true", "no": "false", "y": "true", "n": "false"})
SIBLINGS = ("gYear", "gYearMonth", "date", "dateTime", "integer", "decimal")
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, for all days since March 1900."""
MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(Z?)")


def mended(text: str, datatype: str, allowed: Collection[str]) -> Sequence[Literal]:
    """The well-formed literals of the datatype, or of a sibling of it, that may be meant.

    One is certain; of several one is meant; none is there without a good guess. `allowed` are the
    datatypes that the shapes let the property have; none means any.
    """
    name = datatype.removeprefix(ns.XSD)
    guess = HABITS.get(name, str.strip)(text)
    if guess is not None and guess != text and fault(guess, datatype) is None:
        return [Literal(guess, datatype=NamedNode(datatype))]
    if name not in SIBLINGS or _is_serial(text):
        return []
    fits = [ns.XSD + each for each in SIBLINGS if not allowed or ns.XSD + each in allowed]
    for other in fits:
        if fault(text.strip(), other) is None:
            return [Literal(text.strip(), datatype=NamedNode(other))]
    return [date for date in readings(text) if date.datatype.value in fits]


def instead(may_be: Sequence[Literal], names: Names) -> Message:
    """What to write, where one of these is meant; nothing where none is."""
    if not may_be:
        return Message()
    right = either(map(names.term, may_be))
    if len(may_be) == 1:
        return Message("write: {right}", right=right)
    return Message(
        "this can be read in more than one way; write what is meant: {right}", right=right
    )


def _number(text: str) -> str:
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain


def _boolean(text: str) -> str:
    lower = text.strip().lower()
    return YES_NO.get(lower, lower)


def _date(text: str) -> str:
    if _is_serial(text):
        return (EPOCH + timedelta(days=int(text))).isoformat()
    return text.strip()


def _is_serial(text: str) -> bool:
    """Whether this is a day as spreadsheets count them, of the years 1954 to 2064."""
    return len(text.strip()) == 5 and text.strip().isdecimal() and 20_000 <= int(text) <= 60_000


def _moment(text: str) -> str:
    match = MOMENT.fullmatch(text.strip())
    return f"{match[1]}T{match[2]}{match[3] or ':00'}{match[4]}" if match else text.strip()


def _address(text: str) -> str:
    return text.strip().replace(" ", "%20")


HABITS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "boolean": _boolean,
        "date": _date,
        "dateTime": _moment,
        "anyURI": _address,
        **dict.fromkeys(("decimal", "double", "float", "integer"), _number),
    }
)
"""What people write in place of the lexical form, undone."""
