"""A text, a number or a date as a page shows it, with its datatype to be seen when asked for."""

from __future__ import annotations

from pyoxigraph import Literal

from smartregions import namespaces as ns
from smartregions.web.languages import gettext, msgid, number
from smartregions.web.tables import shortened
from smartregions.web.things.shown import Value

_PLAIN = (ns.XSD + "string", ns.RDF + "langString")
_TRUTH = {"true": msgid("Yes"), "false": msgid("No")}
_SECOND = len("2026-11-27T23:06:58")
_LARGE = 10_000
"""Numbers of so many digits are read in groups; a shorter one may be a year."""


def literal(term: Literal) -> Value:
    """The value of a literal."""
    datatype = term.datatype.value
    title = "" if datatype in _PLAIN else shortened(datatype)
    return Value(_text(term.value, datatype), language=term.language or "", title=title)


def _text(text: str, datatype: str) -> str:
    local = datatype.removeprefix(ns.XSD)
    if local == "boolean":
        return gettext(_TRUTH[text]) if text in _TRUTH else text
    if local == "dateTime" and text.endswith("Z"):
        return f"{text[:_SECOND].replace('T', ' ')} UTC"
    if local in ("integer", "nonNegativeInteger") and text.isdecimal() and int(text) >= _LARGE:
        return number(int(text))
    return text
