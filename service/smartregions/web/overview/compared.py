"""What regions offer and need, counted once for all of them: what the page of one compares.

Of each region it is a number for each field and segment, however many capabilities there are. The
stored questions tell the same in rows; the files ask them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import intern

from smartregions.namespaces import PREFIXES, SR
from smartregions.web.overview.stored import many_rows
from smartregions.web.prepared import prepared
from smartregions.web.service import service

_PREFIXES = f"""PREFIX sr: <{SR}>
PREFIX kind: <{PREFIXES["kind"]}>
PREFIX skos: <{PREFIXES["skos"]}>
"""
_OFFERS = (
    _PREFIXES
    + """SELECT ?region ?concept (COUNT(DISTINCT ?offer) AS ?offers) {
  ?offer sr:region ?region ; sr:capabilityKind ?kind .
  ?offer sr:segment|(sr:field/skos:broader*) ?concept .
  FILTER(?kind != kind:demand)
}
GROUP BY ?region ?concept
"""
)
_NEEDS = (
    _PREFIXES
    + """SELECT ?region ?by ?concept (COUNT(DISTINCT ?need) AS ?needs) {
  ?need sr:capabilityKind kind:demand ; sr:region ?region .
  { ?need sr:field ?concept . BIND("field" AS ?by) }
  UNION
  { ?need sr:segment ?concept . BIND("segment" AS ?by) }
}
GROUP BY ?region ?by ?concept
"""
)
_FIELDS = (
    _PREFIXES
    + """SELECT DISTINCT ?region ?field {
  ?offer sr:region ?region ; sr:capabilityKind ?kind ; sr:field ?field .
  FILTER(?kind != kind:demand)
}
"""
)
_BROADER = (
    _PREFIXES
    + """SELECT ?field ?concept {
  { SELECT DISTINCT ?field { ?any sr:field ?field } }
  ?field skos:broader* ?concept .
}
"""
)

Numbers = Mapping[str, Mapping[str, int]]
"""Of each region, how many in each concept."""
By = Mapping[str, Mapping[tuple[str, str], int]]
"""The same, in each concept by "field" or by "segment"."""
Fields = Mapping[str, frozenset[str]]
"""Of each region, in which fields it offers anything, with all broader ones."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What all regions offer and need."""

    offers: Numbers
    needs: By
    fields: Fields

    def meeting(self, region: str, offering: str) -> Iterator[dict[str, str]]:
        """What one region offers that another needs, as rows of the question on that."""
        offers, own = self.offers.get(offering, {}), self.offers.get(region, {})
        for (by, concept), needs in self.needs.get(region, {}).items():
            if concept in offers:
                yield {
                    "region": region,
                    "by": by,
                    "concept": concept,
                    "needs": str(needs),
                    "offering": offering,
                    "offers": str(offers[concept]),
                    "ownOffers": str(own.get(concept, 0)),
                }

    def met(self, region: str, offering: str) -> int:
        """In how many fields and segments one region offers what another needs."""
        needed = {concept for _, concept in self.needs.get(region, ())}
        return len(needed & self.offers.get(offering, {}).keys())

    def similar(self, region: str) -> Iterator[tuple[str, int, int]]:
        """Which other regions share a field with it: how many, and how many either has."""
        ours = self.fields.get(region, frozenset())
        for other, theirs in self.fields.items():
            if other != region and (shared := len(ours & theirs)):
                yield other, shared, len(ours) + len(theirs) - shared


def percent(shared: int, either: int) -> int:
    """The share of what both have in what either has; a half is rounded up, as in SPARQL."""
    return (200 * shared + either) // (2 * either)


def compared(at: int | None, seconds: float | None = None) -> Compared:
    """In the state after a change; or now, counted once for all processes.

    Each query is answered within so many seconds, or those of the service.
    Raises what the index raises.
    """
    if at is not None:
        return Compared(*_counts(at, seconds))
    return Compared(*ahead(seconds))


def ahead(seconds: float | None = None) -> tuple[Numbers, By, Fields]:
    """What regions offer and need now, made once for each state of the data."""
    return prepared("capabilities", service().index.revision.hash, lambda: _counts(None, seconds))


def _counts(at: int | None, seconds: float | None) -> tuple[Numbers, By, Fields]:
    offers: dict[str, dict[str, int]] = defaultdict(dict)
    needs: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in many_rows(_OFFERS, at, seconds):
        offers[row["region"]][intern(row["concept"])] = int(row["offers"])
    for row in many_rows(_NEEDS, at, seconds):
        needs[row["region"]][intern(row["by"]), intern(row["concept"])] = int(row["needs"])
    return dict(offers), dict(needs), _fields(at, seconds)


def _fields(at: int | None, seconds: float | None) -> Fields:
    broader: dict[str, set[str]] = defaultdict(set)
    for row in many_rows(_BROADER, at, seconds):
        broader[row["field"]].add(intern(row["concept"]))
    found: dict[str, set[str]] = defaultdict(set)
    for row in many_rows(_FIELDS, at, seconds):
        found[row["region"]] |= broader[row["field"]]
    return {region: frozenset(concepts) for region, concepts in found.items()}
