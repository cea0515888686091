"""Rows in the order of their question, where that is by names: of the names that a page shows.

An engine orders texts by code points, and a question by the English names: `É` stands behind `Z`,
and `Allemagne` where `Germany` would.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from smartregions.sparql.tokens import tokens
from smartregions.web.finding.words import collations

_LABEL = "Label"
_ORDER_BY = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_Key = tuple[int, int, tuple[str, str]]
_UNBOUND: _Key = (0, 0, ("", ""))


def ordered(rows: Sequence[Mapping[str, str]], text: str) -> list[Mapping[str, str]]:
    """The rows by what the query orders by, as far as those are variables; else as they come."""
    names = order(text)
    places = _places({row[n] for n in names if n.endswith(_LABEL) for row in rows if n in row})
    return sorted(rows, key=lambda row: [_key(name, row.get(name), places) for name in names])


def _places(labels: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """What each of these labels is ordered by; rows have many labels, and few different ones."""
    texts = list(labels)
    return dict(zip(texts, collations(texts), strict=True))


@lru_cache(maxsize=64)
def order(text: str) -> tuple[str, ...]:
    """The variables of the last ORDER BY before any that is an expression (section 15.1)."""
    found = list(_ORDER_BY.finditer(text))
    behind = list(tokens(text[found[-1].end() :])) if found else []
    if any(each.content == "}" for each in behind):  # of a subquery
        return ()
    names = []
    for token in behind:
        if token.kind != "variable":
            break
        names.append(token.content[1:])
    return tuple(names)


def _key(name: str, value: str | None, places: Mapping[str, tuple[str, str]]) -> _Key:
    if value is None:
        return _UNBOUND
    if name.endswith(_LABEL):
        return 2, 0, places[value]
    return (1, int(value), ("", "")) if value.isdecimal() else (2, 0, (value, ""))
