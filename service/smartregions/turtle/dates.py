"""What day or month may be meant by a text: day, month and year in any order that people use.

One reading is certain, two are not: 03/04/2024 is a day of April in Europe and of March elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns

LONGEST = 40
"""Characters of a text that may be a date."""
LEAST = 3
"""Letters from which on the beginning of a month's name is its abbreviation."""
_NAMES = (
    "january janvier januar januari enero gennaio janeiro",
    "february fevrier februar februari febrero febbraio fevereiro",
    "march mars marz maerz maart marzo marco",
    "april avril abril aprile",
    "may mai mei mayo maggio maio",
    "june juin juni junio giugno junho",
    "july juillet juli julio luglio julho",
    "august aout augustus agosto",
    "september septembre septiembre settembre setembro",
    "october octobre oktober octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december decembre dezember diciembre dicembre dezembro",
)
MONTHS = MappingProxyType(
    {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
)
"""By name without accents, in English, French, German, Dutch, Spanish, Italian and Portuguese."""
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|re|o|\.)?"
_NAME = r"(?P<name>[a-z]+)\.?"
_OF = r"[\s,-]*(?:of|de|del|di)?[\s,-]*"
_NUMBERS = re.compile(r"([0-9]{1,2})\s?([-/.\s])\s?([0-9]{1,2})\s?\2\s?([0-9]{4})")
_MIDNIGHT = r"(?:[t ]00:00(?::00(?:\.0+)?)?(?:z|[-+][0-9]{2}:[0-9]{2})?)?"
_FROM_YEAR = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _MIDNIGHT)
_MONTHS = (
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
)
_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        _DAY + _OF + _NAME + _OF + _YEAR,
        _NAME + r"\s*" + _DAY + r"[\s,]+" + _YEAR,
        _NAME + _OF + _YEAR,
    )
)


def readings(text: str) -> Sequence[Literal]:
    """The days, or the months, that a text may mean: `xsd:date` or `xsd:gYearMonth`.

    Those that are in the calendar, that first in which the day stands first; none for other texts.
    """
    plain = _plain(text) if len(text) <= LONGEST else ""
    found = dict.fromkeys(_read(plain))
    return [each for each in found if _exists(each.value)]


def _read(text: str) -> Iterator[Literal]:
    if numbers := _NUMBERS.fullmatch(text):
        first, _, second, year = numbers.groups()
        yield _written(year, second, first)
        yield _written(year, first, second)
    elif numbers := _FROM_YEAR.fullmatch(text):
        yield _written(*numbers.groups())
    for pattern in _MONTHS:
        if month := pattern.fullmatch(text):
            yield _written(month["year"], month["month"])
    for pattern in _WORDS:
        if (words := pattern.fullmatch(text)) and (number := _month(words["name"])):
            yield _written(words["year"], number, words.groupdict().get("day"))


def _month(name: str) -> int | None:
    """The month of a name, or of a beginning that only names of one month have."""
    found = {month for known, month in MONTHS.items() if known.startswith(name)}
    return found.pop() if len(found) == 1 and len(name) >= LEAST else None


def _written(year: str, month: str | int, day: str | None = None) -> Literal:
    text = f"{year}-{int(month):02}"
    if day is None:
        return Literal(text, datatype=NamedNode(ns.XSD + "gYearMonth"))
    return Literal(f"{text}-{int(day):02}", datatype=NamedNode(ns.XSD + "date"))


def _exists(text: str) -> bool:
    """Whether the day, or the month, is in the calendar."""
    year, month, day = (*map(int, text.split("-")), 1)[:3]
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _plain(text: str) -> str:
    """The text in lower case, without accents and what stands around it."""
    apart = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(c for c in apart if not unicodedata.combining(c))
