"""Which places and which time a graph is about, told from what it says.

A place: the countries, and the NUTS units of the newest version, of the regions that it names.
A time: from its earliest date to its latest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.catalogue.statements import About
from smartregions.catalogue.terms import AUTHORITY, skos
from smartregions.validation.graph import Term

COUNTRY = NamedNode(ns.SR + "country")
NUTS_UNIT = NamedNode(ns.SR + "nutsUnit")
NUTS_VERSION = NamedNode(ns.SR + "nutsVersion")
EXACT_MATCH = skos("exactMatch")
COUNTRIES = AUTHORITY + "country/"
DATES = frozenset(ns.XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))


@dataclass(frozen=True, slots=True)
class Period:
    """From one date to another, each as it is written."""

    start: Literal
    end: Literal


def codes(facts: About, units: Iterable[NamedNode]) -> list[Term]:
    """The codes of a region's units in the newest version in which it has any."""
    versions = {unit: facts.value(unit, NUTS_VERSION) for unit in units}
    newest = max((v.value for v in versions.values() if v is not None), default="")
    of_newest = [u for u, version in versions.items() if version and version.value == newest]
    return [code for unit in of_newest for code in facts.objects(unit, EXACT_MATCH)]


def whole(periods: Iterable[Period | None]) -> Period | None:
    """From the earliest beginning to the latest end."""
    known = [p for p in periods if p is not None]
    if not known:
        return None
    return Period(
        min((p.start for p in known), key=lambda d: d.value),
        max((p.end for p in known), key=lambda d: d.value),
    )
