"""Does a change of a shape's demand accept less or more? By the meaning of each parameter.

SHACL, section 4: the core constraint components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal as Only

from smartregions import namespaces as ns

Change = Only["stricter", "looser", "changed"]

_SIZES = ("Inclusive", "Exclusive", "Length", "Count")
_LOWER = frozenset({*(f"{ns.SH}min{n}" for n in _SIZES), ns.SH + "qualifiedMinCount"})
"""The greater, the stricter."""
_UPPER = frozenset({*(f"{ns.SH}max{n}" for n in _SIZES), ns.SH + "qualifiedMaxCount"})
_WIDENING = frozenset(ns.SH + n for n in ("in", "languageIn", "or", "xone", "ignoredProperties"))
"""A list of what is allowed: the longer, the looser."""
_SEVERITY = ns.SH + "severity"
_RANKS = {"sh:Info": 0, "sh:Warning": 1, "sh:Violation": 2}
_SILENT = frozenset(
    {
        *(ns.SH + n for n in ("path", "name", "description", "message", "order", "group")),
        *(ns.SH + n for n in ("prefixes", "flags", "deactivated")),
        ns.RDF + "type",
    }
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What the change of one parameter does."""

    predicate: str
    sort: Change


Said = Mapping[str, frozenset[str]]


def compared(old: Said, new: Said) -> Iterator[Effect]:
    """The effect of every parameter that differs; values as they are written."""
    for predicate in sorted(old.keys() | new.keys()):
        was, now = old.get(predicate, frozenset()), new.get(predicate, frozenset())
        if was != now:
            yield Effect(predicate, _effect(predicate, was, now))


def _effect(predicate: str, was: frozenset[str], now: frozenset[str]) -> Change:
    if predicate == _SEVERITY:
        ranks = [max((_RANKS.get(v, 2) for v in values), default=2) for values in (was, now)]
        return _by_size(ranks[0], ranks[1])
    if predicate in _SILENT or not predicate.startswith(ns.SH):
        return "changed"
    if predicate in _LOWER | _UPPER and was and now:
        sizes = [_number(values) for values in (was, now)]
        if None in sizes:
            return "changed"
        first, second = Decimal(sizes[0] or 0), Decimal(sizes[1] or 0)
        return _by_size(first, second) if predicate in _LOWER else _by_size(second, first)
    if predicate in _WIDENING and was and now:
        return _by_list(was, now)
    if was < now:
        return "stricter"
    return "looser" if now < was else "changed"


def _by_size(old: Decimal | int, new: Decimal | int) -> Change:
    return "stricter" if new > old else "looser" if new < old else "changed"


def _by_list(was: frozenset[str], now: frozenset[str]) -> Change:
    """Lists as they are written, `( a b )`."""
    old = {item for text in was for item in text.strip("() ").split()}
    new = {item for text in now for item in text.strip("() ").split()}
    if old < new:
        return "looser"
    return "stricter" if new < old else "changed"


def _number(values: frozenset[str]) -> Decimal | None:
    """The one number among values as they are written: `1`, or a literal with its datatype."""
    if len(values) != 1:
        return None
    text = next(iter(values)).partition("^^")[0].strip('"')
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
