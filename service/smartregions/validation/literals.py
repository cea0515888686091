"""Is a literal written as its datatype demands? XSD 1.1 part 2, RDF 1.1 section 5, BCP 47.

No SHACL engine checks them all: years, addresses and language tags pass every one that was tried.
Each check reads the text alone, in time linear in its length, whatever its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smartregions import namespaces as ns
from smartregions.messages import Message

Check = Callable[[str], Message | None]
"""From a lexical form to what is wrong with it, or None; `WRONG` says no more than that."""
WRONG = Message()

YEAR_DIGITS = 18  # more do not fit where engines count years (four must: XSD 1.1 part 2, 5.4)
YEAR = r"-?(?P<year>[1-9][0-9]{3,}|0[0-9]{3})"
MONTH = r"(?P<month>[0-9]{2})"
DAY = r"(?P<day>[0-9]{2})"
TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?P<part>\.[0-9]+)?"
ZONE = r"(?P<zone>Z|[+-](?P<zone_hour>[0-9]{2}):(?P<zone_minute>[0-9]{2}))"
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (
    Message("January"),
    Message("February"),
    Message("March"),
    Message("April"),
    Message("May"),
    Message("June"),
    Message("July"),
    Message("August"),
    Message("September"),
    Message("October"),
    Message("November"),
    Message("December"),
)


def _moment(pattern: str, zone: str = "?") -> Check:
    def check(text: str) -> Message | None:
        match = re.fullmatch(pattern + ZONE + zone, text)
        return WRONG if match is None else _calendar(match.groupdict())

    return check


def _calendar(parts: Mapping[str, str | None]) -> Message | None:
    """What does not exist in the calendar or on the clock."""
    if len(parts.get("year") or "") > YEAR_DIGITS:
        return Message("a year has at most {n} digits here", n=YEAR_DIGITS)
    month, day = parts.get("month"), parts.get("day")
    if month and not 1 <= int(month) <= 12:
        return Message("there is no month {month}", month=month)
    if day and not 1 <= int(day) <= 31:
        return Message("there is no day {day}", day=day)
    if month and day and int(day) > (last := _days(parts.get("year"), int(month))):
        named: Message = MONTHS[int(month) - 1]
        if year := parts.get("year"):
            named = Message("{month} {year}", month=named, year=year)
        return Message("{month} has {days} days", month=named, days=last)
    return _clock(parts)


def _days(year: str | None, month: int) -> int:
    if month != 2:
        return DAYS[month - 1]
    number = 0 if year is None else int(year[-4:])  # 10 000 years are whole cycles of 400
    return 29 if number % 4 == 0 and (number % 100 != 0 or number % 400 == 0) else 28


def _clock(parts: Mapping[str, str | None]) -> Message | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    midnight = (
        hour == 24 and not minute and not second and not (parts.get("part") or "").strip(".0")
    )
    if (hour > 23 and not midnight) or minute > 59 or second > 59:
        time = f"{parts['hour']}:{parts['minute']}:{parts['second']}"
        return Message("there is no time {time}", time=time)
    zone = int(parts.get("zone_hour") or 0) * 60 + int(parts.get("zone_minute") or 0)
    if zone > 14 * 60 or int(parts.get("zone_minute") or 0) > 59:
        return Message("there is no time zone {zone}", zone=parts["zone"])
    return None


def _form(pattern: str) -> Check:
    """The text matches the pattern, which is compiled when it is needed first."""
    return lambda text: None if re.fullmatch(pattern, text) else WRONG


def _integer(least: int | None, most: int | None) -> Check:
    def check(text: str) -> Message | None:
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            return WRONG
        digits = text.lstrip("+-0")
        # Nothing bounded has more than 20 digits, and Python refuses to read very long numbers.
        number = int(digits[:21] or "0") * (-1 if text.startswith("-") else 1)
        if least is not None and number < least:
            return Message("the least is {number}", number=least)
        if most is not None and number > most:
            return Message("the most is {number}", number=most)
        return None

    return check


def _base64(text: str) -> Message | None:
    packed = text.replace(" ", "")
    spaces = "  " in text or text != text.strip(" ")
    tail = r"[A-Za-z0-9+/]*(?:[A-Za-z0-9+/]|[AEIMQUYcgkosw048]=|[AQgw]==)?"
    return WRONG if spaces or len(packed) % 4 or not re.fullmatch(tail, packed) else None


NAME_START = (
    r"A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
NAME_PART = NAME_START + r"\-.0-9\xB7\u0300-\u036F\u203F\u2040"
NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
FLOAT = _form(NUMBER + r"(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
DAY_TIME = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
URI_CHARACTER = r"(?:[^\x00-\x20<>\"{}|\\^`%#\x7F]|%[0-9A-Fa-f]{2})"
LANGUAGE_TAG = (
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-[a-z]{2,8}|art-lojban|cel-gaulish"
    r"|en-gb-oed|no-bok|no-nyn|sgn-(?:be-fr|be-nl|ch-de)|zh-(?:guoyu|hakka|min|min-nan|xiang))"
)
"""A well-formed tag in lower case, the irregular ones included (RFC 5646, 2.1)."""


def _language(text: str) -> Message | None:
    tag = re.fullmatch(LANGUAGE_TAG, text.lower()) if text.isascii() else None
    return None if tag else WRONG


@dataclass(frozen=True, slots=True)
class Datatype:
    """How one datatype is written: in words, by example, and by a check."""

    form: Message
    example: str
    check: Check


def _whole(kind: Message, example: str, least: int | None, most: int | None) -> Datatype:
    form = Message("{number}, in digits alone", number=kind)
    return Datatype(form, example, _integer(least, most))


def _between(least: int, most: int) -> Datatype:
    kind = Message("a whole number from {least} to {most}", least=least, most=most)
    return _whole(kind, "12", least, most)


def _signed(bits: int) -> Datatype:
    most = 2 ** (bits - 1) - 1
    return _between(-most - 1, most)


def _unsigned(bits: int) -> Datatype:
    return _between(0, 2**bits - 1)


_XSD: dict[str, Datatype] = {
    "string": Datatype(Message("any text"), "text", lambda text: None),
    "boolean": Datatype(Message("true or false"), "true", _form("true|false|1|0")),
    "decimal": Datatype(Message("digits with a point"), "12.5", _form(NUMBER)),
    "double": Datatype(Message("a number, a point, an exponent"), "1.25e1", FLOAT),
    "float": Datatype(Message("a number, a point, an exponent"), "1.25e1", FLOAT),
    "integer": _whole(Message("a whole number"), "12", None, None),
    "nonNegativeInteger": _whole(Message("a whole number from 0"), "12", 0, None),
    "positiveInteger": _whole(Message("a whole number from 1"), "12", 1, None),
    "nonPositiveInteger": _whole(Message("a whole number up to 0"), "-12", None, 0),
    "negativeInteger": _whole(Message("a whole number up to -1"), "-12", None, -1),
    "byte": _signed(8),
    "short": _signed(16),
    "int": _signed(32),
    "long": _signed(64),
    "unsignedByte": _unsigned(8),
    "unsignedShort": _unsigned(16),
    "unsignedInt": _unsigned(32),
    "unsignedLong": _unsigned(64),
    "date": Datatype(Message("year-month-day"), "2024-01-31", _moment(f"{YEAR}-{MONTH}-{DAY}")),
    "time": Datatype(Message("hours:minutes:seconds"), "09:30:00", _moment(TIME)),
    "dateTime": Datatype(
        Message("date, T, time"), "2024-01-31T09:30:00Z", _moment(f"{YEAR}-{MONTH}-{DAY}T{TIME}")
    ),
    "dateTimeStamp": Datatype(
        Message("date, T, time, zone"),
        "2024-01-31T09:30:00Z",
        _moment(f"{YEAR}-{MONTH}-{DAY}T{TIME}", ""),
    ),
    "gYear": Datatype(Message("a year of four digits"), "2024", _moment(YEAR)),
    "gYearMonth": Datatype(Message("year-month"), "2024-01", _moment(f"{YEAR}-{MONTH}")),
    "gMonth": Datatype(Message("two hyphens, month"), "--01", _moment(f"--{MONTH}")),
    "gMonthDay": Datatype(
        Message("two hyphens, month-day"), "--01-31", _moment(f"--{MONTH}-{DAY}")
    ),
    "gDay": Datatype(Message("three hyphens, day"), "---31", _moment(f"---{DAY}")),
    "duration": Datatype(
        Message("P, years Y, months M, days D, T, hours H, minutes M, seconds S"),
        "P1Y6M",
        _form(rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?{DAY_TIME}"),
    ),
    "yearMonthDuration": Datatype(
        Message("P, years Y, months M"), "P1Y6M", _form(r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?")
    ),
    "dayTimeDuration": Datatype(
        Message("P, days D, T, hours H, minutes M, seconds S"),
        "P2DT12H",
        _form(rf"-?P(?=[0-9T]){DAY_TIME}"),
    ),
    "anyURI": Datatype(
        Message("an address without spaces, quotes, angle brackets or braces"),
        "https://example.org/page",
        _form(rf"{URI_CHARACTER}*(?:#{URI_CHARACTER}*)?"),
    ),
    "language": Datatype(Message("a language tag"), "en", _language),
    "hexBinary": Datatype(
        Message("pairs of hexadecimal digits"), "0FB7", _form("(?:[0-9a-fA-F]{2})*")
    ),
    "base64Binary": Datatype(Message("base 64"), "aGVsbG8=", _base64),
    "normalizedString": Datatype(
        Message("text without tabs or line ends"), "text", _form(r"[^\t\n\r]*")
    ),
    "token": Datatype(
        Message("words with one space between them"),
        "one two",
        _form(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    ),
    "Name": Datatype(Message("an XML name"), "name", _form(f"[:{NAME_START}][:{NAME_PART}]*")),
    "NCName": Datatype(
        Message("an XML name without colon"), "name", _form(f"[{NAME_START}][{NAME_PART}]*")
    ),
    "NMTOKEN": Datatype(Message("an XML name token"), "name", _form(f"[:{NAME_PART}]+")),
}
DATATYPES: Mapping[str, Datatype] = MappingProxyType({ns.XSD + k: v for k, v in _XSD.items()})
"""Every XSD datatype that RDF 1.1 knows, by IRI."""


def fault(text: str, datatype: str) -> Message | None:
    """What is wrong with a lexical form, as a clause; None when nothing is, or nothing is known."""
    if (known := DATATYPES.get(datatype)) is None or (wrong := known.check(text)) is None:
        return None
    return wrong or Message("it is written as {form}", form=known.form)
