"""Offers, needs and actors counted by what they are classified as, each count with its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from smartregions.web.finding.words import collated
from smartregions.web.overview.stored import Row

_DEMAND = "/capability-kind/demand"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many offers and needs stand under a concept, and where they are listed."""

    label: str
    offers: int
    needs: int
    address: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of a kind, and where they are listed."""

    label: str
    count: int
    address: str


def tallies(rows: Iterable[Row], by: str, given: Mapping[str, str]) -> list[Tally]:
    """The capabilities of some rows by segment or field; `given` narrows down their lists."""
    sets: dict[str, dict[bool, set[str]]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        if by in row:
            of_one = sets.setdefault(row[by], {False: set(), True: set()})
            of_one[row["kind"].endswith(_DEMAND)].add(row["capability"])
            labels[row[by]] = row.get(by + "Label", row[by])
    return [
        Tally(
            labels[iri],
            len(found[False]),
            len(found[True]),
            "/matrix/cell?" + urlencode({**given, by: iri}),
        )
        for iri, found in sorted(sets.items(), key=lambda pair: collated(labels[pair[0]]))
    ]


def counts(rows: Iterable[Row], thing: str, by: str, start: str) -> list[Count]:
    """The different things of some rows by the value of a column.

    `start` and the value is where they are listed.
    """
    sets: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in rows:
        if by in row:
            sets[row[by]].add(row[thing])
            labels[row[by]] = row.get(by + "Label", row[by])
    ordered = sorted(sets, key=lambda iri: collated(labels[iri]))
    return [Count(labels[iri], len(sets[iri]), start + quote(iri, safe="")) for iri in ordered]


def different(rows: Iterable[Row], thing: str) -> int:
    """How many different things some rows name in a column."""
    return len({row[thing] for row in rows if thing in row})


def partners(rows: Sequence[Row], other: str, what: str, most: int) -> list[tuple[str, str, int]]:
    """IRI, name and number of different `what` of the others that have most of them."""
    sets: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in rows:
        sets[row[other]].add(row[what])
        labels[row[other]] = row.get(other + "Label", row[other])
    ordered = sorted(sets, key=lambda iri: (-len(sets[iri]), collated(labels[iri])))
    return [(iri, labels[iri], len(sets[iri])) for iri in ordered[:most]]
