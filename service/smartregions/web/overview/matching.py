"""What goes together: for one region, and for each pair of regions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from smartregions.errors import AnswerTooLarge
from smartregions.messages import Message
from smartregions.namespaces import SR
from smartregions.web.finding.words import collated
from smartregions.web.languages import SOURCE, language
from smartregions.web.overview.compared import compared, percent
from smartregions.web.overview.labels import english_names, names
from smartregions.web.overview.stored import Found, Row, Source, asked, rows, source
from smartregions.web.overview.strongest import taking_part

OFFERS = "capabilities/offers-for-needs"
SIMILAR = "capabilities/similar-regions"
SHARED = "projects/shared-by-regions"

_CAPABLE = f"""PREFIX sr: <{SR}>
SELECT (COUNT(DISTINCT ?region) AS ?regions) {{
  ?capability sr:capabilityKind ?kind ; sr:region ?region .
}}
"""

MOST_PAIRS = 250_000
"""Pairs that are compared for all regions at once."""

COLUMNS = (
    "match", "region", "regionLabel", "other", "otherLabel", "by", "concept", "conceptLabel",
    "needs", "offers", "ownOffers", "shared", "either", "percent", "project", "projectLabel",
    "firstYear", "lastYear",
)  # fmt: skip
"""Of the matches of a region as one table."""

PAIR_COLUMNS = (
    "region", "regionLabel", "other", "otherLabel", "needsMet", "percent", "projects",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matches:
    """Of one region: who offers what it needs, and the reverse; who is similar; what is shared."""

    region: str
    label: str
    offers: Found
    needs: Found
    similar: Found
    shared: Found

    def table(self) -> list[dict[str, str]]:
        """All of it as rows of `COLUMNS`."""
        of = self.region, self.label
        return [
            *(_row("offers what it needs", of, "offering", row) for row in self.offers.rows),
            *(_row("needs what it offers", of, "region", row) for row in self.needs.rows),
            *(_row("similar", of, "other", row) for row in self.similar.rows),
            *(_row("shares a project", of, self.partner(row), row) for row in self.shared.rows),
        ]

    def partner(self, row: Row) -> str:
        """Which column of a row on a shared project names the other region."""
        return "two" if row["one"] == self.region else "one"


def matches(region: str, label: str, at: int | None) -> Matches:
    """What four questions know of a region."""
    return Matches(
        region,
        label,
        asked(OFFERS, at, region=region),
        asked(OFFERS, at, offering=region),
        asked(SIMILAR, at, region=region),
        asked(SHARED, at, region=region),
    )


def _row(match: str, of: tuple[str, str], partner: str, row: Row) -> dict[str, str]:
    other, label = row[partner], row.get(partner + "Label", row[partner])
    own = {"match": match, "region": of[0], "regionLabel": of[1], "other": other}
    return dict(row) | own | {"otherLabel": label}


@dataclass(frozen=True, slots=True)
class Pair:
    """A region and another one: what this one offers that it needs, and what they share."""

    region: str
    other: str
    needs_met: int
    """The fields and segments in which the other offers what the region needs."""
    percent: int
    projects: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of which something is known, and the questions that know it, too."""

    pairs: Sequence[Pair]
    labels: Mapping[str, str]
    questions: Sequence[Source]
    at: int | None

    def label(self, region: str) -> str:
        """What a region is called."""
        return self.labels.get(region, region)

    @property
    def told(self) -> Pairs:
        """The same with names in the language of the request, for a page."""
        if language().tag == SOURCE:
            return self
        known = names(sorted(self.labels), self.at)
        return _ordered(replace(self, labels={**self.labels, **known}))

    def table(self) -> list[dict[str, object]]:
        """As rows of `PAIR_COLUMNS`; what is not known is nothing, rather than none."""
        return [
            {
                "region": pair.region,
                "regionLabel": self.label(pair.region),
                "other": pair.other,
                "otherLabel": self.label(pair.other),
                "needsMet": pair.needs_met or None,
                "percent": pair.percent or None,
                "projects": pair.projects or None,
            }
            for pair in self.pairs
        ]


def pairs(at: int | None, seconds: float | None = None) -> Pairs:
    """The pairs of regions that have capabilities; the ones that complete each other first.

    Each of the queries is answered within so many seconds, or raises as the index does.
    Raises AnswerTooLarge where there may be more than can be compared.
    """
    known, projects = compared(at, seconds), taking_part("region", at, seconds)
    regions = sorted({*known.offers, *known.needs})
    if len(regions) ** 2 > MOST_PAIRS:
        raise AnswerTooLarge(
            Message(
                "There are more than {most:,} pairs: ask for those of a region.", most=MOST_PAIRS
            )
        )
    likeness = {one: {each[0]: each[1:] for each in known.similar(one)} for one in regions}
    matched = [
        Pair(one, two, met, percent(*alike) if alike else 0, 0)
        for one, two in permutations(regions, 2)
        for met, alike in [(known.met(one, two), likeness[one].get(two))]
        if met or alike
    ]
    capable = sorted({end for pair in matched for end in (pair.region, pair.other)})
    found = {(pair.region, pair.other): pair for pair in matched}
    for one, two in permutations(capable, 2):
        if shared := len(projects[one] & projects[two]):
            pair = found.get((one, two)) or Pair(one, two, 0, 0, 0)
            found[one, two] = replace(pair, projects=shared)
    questions = [source(path) for path in (OFFERS, SIMILAR, SHARED)]
    return _ordered(Pairs(list(found.values()), english_names(capable, at), questions, at))


def possible(at: int | None) -> int:
    """How many pairs there may be: of the regions that have capabilities, which is soon counted."""
    (found,) = rows(_CAPABLE, at)
    regions = int(found["regions"])
    return regions * (regions - 1)


def _ordered(known: Pairs) -> Pairs:
    return replace(known, pairs=sorted(known.pairs, key=lambda each: _rank(each, known.labels)))


def _rank(pair: Pair, labels: Mapping[str, str]) -> tuple[object, ...]:
    names = collated(labels.get(pair.other, pair.other)), pair.other
    own = collated(labels.get(pair.region, pair.region)), pair.region
    return own, -pair.needs_met, -pair.percent, -pair.projects, names


def by_other(rows: Sequence[Row], other: str) -> Mapping[str, Sequence[Row]]:
    """The rows of each other region, in the order of what these have most of."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[other]].append(row)
    return dict(sorted(grouped.items(), key=lambda pair: _most_first(pair[1], other)))


def _most_first(rows: Sequence[Row], other: str) -> tuple[object, ...]:
    return -len(rows), collated(rows[0].get(other + "Label", "")), rows[0][other]
