"""Which places and which time a graph is about, told from what it says.

A place: the countries, and the NUTS units of the newest version, of the regions that it names.
A time: from its earliest date to its latest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import AUTHORITY, LABEL, skos
from smartregions.validation.graph import Node, Term, object_of, subject_of

COUNTRY = NamedNode(ns.SR + "country")
NUTS_UNIT = NamedNode(ns.SR + "nutsUnit")
NUTS_VERSION = NamedNode(ns.SR + "nutsVersion")
EXACT_MATCH, PREF_LABEL, IN_SCHEME = skos("exactMatch"), skos("prefLabel"), skos("inScheme")
COUNTRIES = AUTHORITY + "country/"
DATES = frozenset(ns.XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))


@dataclass(frozen=True, slots=True)
class Period:
    """From one date to another, each as it is written."""

    start: Literal
    end: Literal


def places(triples: Iterable[Triple], facts: Statements) -> list[NamedNode]:
    """Countries and NUTS codes, sorted; what a region belongs to is looked up in `facts`."""
    named = {end for t in triples for end in (t.subject, t.object) if isinstance(end, NamedNode)}
    found: set[Term] = {end for end in named if end.value.startswith(COUNTRIES)}
    for node in named:
        found.update(facts.objects(node, COUNTRY))
        found.update(_codes(facts, node))
    iris = (place for place in found if isinstance(place, NamedNode))
    return sorted(iris, key=lambda iri: iri.value)


def _codes(facts: Statements, region: Term) -> Iterable[Term]:
    """The codes of a region's units in the newest version in which it has any."""
    units = facts.objects(region, NUTS_UNIT)
    versions = {unit: facts.value(unit, NUTS_VERSION) for unit in units}
    newest = max((v.value for v in versions.values() if v is not None), default="")
    of_newest = [u for u, version in versions.items() if version and version.value == newest]
    return [code for unit in of_newest for code in facts.objects(unit, EXACT_MATCH)]


def period(triples: Iterable[Triple]) -> Period | None:
    """The span of the dates in the triples; None when there is none."""
    dates = {t.object for t in triples if _is_date(t.object)}
    ordered = sorted((d for d in dates if isinstance(d, Literal)), key=lambda d: d.value)
    return Period(ordered[0], ordered[-1]) if ordered else None


def whole(periods: Iterable[Period | None]) -> Period | None:
    """From the earliest beginning to the latest end."""
    known = [p for p in periods if p is not None]
    if not known:
        return None
    return Period(
        min((p.start for p in known), key=lambda d: d.value),
        max((p.end for p in known), key=lambda d: d.value),
    )


def _is_date(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype.value in DATES and term.value[:4].isdecimal()


def codes(facts: Statements, triples: Iterable[Triple]) -> Iterable[Triple]:
    """What a NUTS code is called and in which version it stands, told by the unit that bears it.

    Of several versions the newest counts; names are in the language of the place.
    """
    newest: dict[NamedNode, tuple[str, Node]] = {}
    for triple in triples:
        unit, code = subject_of(triple), object_of(triple)
        if triple.predicate == EXACT_MATCH and isinstance(code, NamedNode):
            version = facts.value(unit, NUTS_VERSION)
            if version is not None and version.value > newest.get(code, ("", unit))[0]:
                newest[code] = version.value, unit
    for code, (version_iri, unit) in newest.items():
        yield Triple(code, IN_SCHEME, NamedNode(version_iri))
        yield from (Triple(code, PREF_LABEL, label) for label in facts.objects(unit, LABEL)[:1])
