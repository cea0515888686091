"""Consortia that could be formed from the candidates of a segment: bounded, the same every time.

A consortium has one seat for each helix. For each seat the candidates of at most `COUNTRIES_SEEN`
countries are tried, of each country the one with most offers, then most sources, then by name: so
at most 4,096 combinations. One is offered when it covers enough countries; those whose members
have most offers in the segment come first, then those from more countries, then those with fewer
members, then by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from smartregions.namespaces import PREFIXES
from smartregions.web.finding.words import collated
from smartregions.web.overview.stored import Row

HELICES = tuple(
    PREFIXES["helix"] + name for name in ("academia", "civil-society", "government", "industry")
)
COUNTRIES = 3
"""How many countries a consortium covers at least; calls of the EU ask for as many."""
COUNTRIES_SEEN = 8
OFFERED = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that offers something in the segment, in one region."""

    actor: str
    label: str
    region: str
    region_label: str
    country: str
    country_label: str
    helices: frozenset[str]
    offers: int
    sources: int

    @property
    def rank(self) -> tuple[int, int, str, str, str]:
        """The best first."""
        return -self.offers, -self.sources, self.label, self.actor, self.region


_place = lru_cache(maxsize=1_000)(collated)
"""Few candidates are compared, and each in thousands of combinations."""


def _by_name(one: Candidate) -> tuple[object, ...]:
    return _place(one.country_label), _place(one.label), one.actor


@dataclass(frozen=True, slots=True)
class Consortium:
    """Who takes which seats; an actor of two helices may take two."""

    seats: Mapping[str, Candidate]

    @property
    def members(self) -> Sequence[Candidate]:
        """Each once, by country and name."""
        each = {candidate.actor: candidate for candidate in self.seats.values()}
        return sorted(each.values(), key=_by_name)

    @property
    def countries(self) -> frozenset[str]:
        """Those of the members."""
        return frozenset(candidate.country for candidate in self.seats.values())

    @property
    def rank(self) -> tuple[int, int, int, list[str]]:
        """The best first."""
        members = self.members
        offers = sum(member.offers for member in members)
        actors = [member.actor for member in members]
        return -offers, -len(self.countries), len(members), actors

    def helices_of(self, member: Candidate) -> Sequence[str]:
        """The seats that a member takes."""
        return [helix for helix, taker in self.seats.items() if taker.actor == member.actor]


@dataclass(frozen=True, slots=True)
class Composition:
    """The consortia of a segment, and what is not known for more."""

    consortia: Sequence[Consortium]
    missing: Sequence[str]
    """The helices of which no candidate is known; without them no consortium is complete."""
    candidates: Sequence[Candidate]


def candidates(rows: Iterable[Row]) -> list[Candidate]:
    """From the rows of the question on candidates of one segment: one for each helix."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["actor"], row["region"]), []).append(row)
    return [_candidate(group) for group in found.values()]


def compose(known: Sequence[Candidate], countries: int = COUNTRIES) -> Composition:
    """The best consortia; where helices have no candidate, of the seats that can be taken."""
    seats = {helix: _seat(known, helix) for helix in HELICES}
    taken = [helix for helix in HELICES if seats[helix]]
    found: dict[frozenset[str], Consortium] = {}
    for chosen in product(*(seats[helix] for helix in taken)):
        one = Consortium(dict(zip(taken, chosen, strict=True)))
        if len(one.countries) >= countries:
            found.setdefault(frozenset(member.actor for member in one.members), one)
    best = sorted(found.values(), key=lambda one: one.rank)[:OFFERED]
    missing = [helix for helix in HELICES if not seats[helix]]
    return Composition(best, missing, sorted(known, key=lambda one: one.rank))


def _seat(known: Iterable[Candidate], helix: str) -> list[Candidate]:
    """Who may take a seat: the best of each country, of the countries with the best."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(known, key=lambda one: one.rank):
        if helix in candidate.helices:
            best.setdefault(candidate.country, candidate)
    return list(best.values())[:COUNTRIES_SEEN]


def _candidate(rows: Sequence[Row]) -> Candidate:
    first = rows[0]
    return Candidate(
        actor=first["actor"],
        label=first.get("actorLabel", first["actor"]),
        region=first["region"],
        region_label=first.get("regionLabel", first["region"]),
        country=first["country"],
        country_label=first.get("countryLabel", first["country"]),
        helices=frozenset(row["helix"] for row in rows if "helix" in row),
        offers=int(first["offers"]),
        sources=int(first["sources"]),
    )
