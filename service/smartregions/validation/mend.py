"""The literal that was probably meant, where a common habit explains what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation.literals import fault

YES_NO = MappingProxyType({"yes": "true", "no": "false", "y": "true", "n": "false"})
SIBLINGS = ("gYear", "gYearMonth", "date", "dateTime", "integer", "decimal")
DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, for all days since March 1900."""
MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(Z?)")


def mended(text: str, datatype: str, allowed: Collection[str]) -> Literal | None:
    """A well-formed literal of the datatype, or of a sibling of it; None without a good guess.

    `allowed` are the datatypes that the shapes let the property have; none means any.
    """
    name = datatype.removeprefix(ns.XSD)
    guess = HABITS.get(name, str.strip)(text)
    if guess is not None and guess != text and fault(guess, datatype) is None:
        return Literal(guess, datatype=NamedNode(datatype))
    for sibling in SIBLINGS:
        other = ns.XSD + sibling
        fits = name in SIBLINGS and (not allowed or other in allowed)
        if fits and fault(text.strip(), other) is None and not _is_serial(text):
            return Literal(text.strip(), datatype=NamedNode(other))
    return None


def _number(text: str) -> str:
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain


def _boolean(text: str) -> str:
    lower = text.strip().lower()
    return YES_NO.get(lower, lower)


def _date(text: str) -> str:
    if _is_serial(text):
        return (EPOCH + timedelta(days=int(text))).isoformat()
    match = DATE.fullmatch(text.strip())
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else text.strip()


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
