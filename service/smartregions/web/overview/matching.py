"""What goes together: for one region, and for each pair of regions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from smartregions.namespaces import SR
from smartregions.web.finding.words import collated
from smartregions.web.languages import SOURCE, language
from smartregions.web.overview.labels import names
from smartregions.web.overview.stored import Found, Row, asked, rows

OFFERS = "capabilities/offers-for-needs"
SIMILAR = "capabilities/similar-regions"
SHARED = "projects/shared-by-regions"

_CAPABLE = f"""PREFIX sr: <{SR}>
SELECT (COUNT(DISTINCT ?region) AS ?regions) {{
  ?capability sr:capabilityKind ?kind ; sr:region ?region .
}}
"""

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

    @property
    def told(self) -> Matches:
        """The same with names in the language of the request, for a page."""
        known = names([self.region], self.offers.at) if language().tag != SOURCE else {}
        return Matches(
            self.region,
            known.get(self.region, self.label),
            self.offers.told,
            self.needs.told,
            self.similar.told,
            self.shared.told,
        )

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
    concepts: frozenset[str]
    """The fields and segments in which the other offers what the region needs."""
    percent: int
    projects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of which something is known, and the questions that know it."""

    pairs: Sequence[Pair]
    labels: Mapping[str, str]
    questions: Sequence[Found]

    def label(self, region: str) -> str:
        """What a region is called."""
        return self.labels.get(region, region)

    @property
    def told(self) -> Pairs:
        """The same with names in the language of the request, for a page."""
        if language().tag == SOURCE:
            return self
        known = names(sorted(self.labels), self.questions[0].at)
        return _ordered(replace(self, labels={**self.labels, **known}))

    def table(self) -> list[dict[str, object]]:
        """As rows of `PAIR_COLUMNS`; what is not known is nothing, rather than none."""
        return [
            {
                "region": pair.region,
                "regionLabel": self.label(pair.region),
                "other": pair.other,
                "otherLabel": self.label(pair.other),
                "needsMet": len(pair.concepts) or None,
                "percent": pair.percent or None,
                "projects": len(pair.projects) or None,
            }
            for pair in self.pairs
        ]


def pairs(at: int | None, seconds: float | None = None) -> Pairs:
    """The pairs of regions that have capabilities; the ones that complete each other first.

    Each of the questions is answered within so many seconds, or raises as the index does.
    """
    offers = asked(OFFERS, at, seconds)
    similar = asked(SIMILAR, at, seconds)
    shared = asked(SHARED, at, seconds)
    concepts = _sets((row["region"], row["offering"], row["concept"]) for row in offers.rows)
    percent = {(row["region"], row["other"]): round(float(row["percent"])) for row in similar.rows}
    both = {*concepts, *percent}
    capable = {region for pair in both for region in pair}
    projects = _sets(
        (one, two, row["project"])
        for row in shared.rows
        for one, two in ((row["one"], row["two"]), (row["two"], row["one"]))
        if capable.issuperset((one, two))
    )
    none: frozenset[str] = frozenset()
    found = [
        Pair(
            one,
            two,
            concepts.get((one, two), none),
            percent.get((one, two), 0),
            projects.get((one, two), none),
        )
        for one, two in both | projects.keys()
    ]
    labels = _labels([offers, similar])
    return _ordered(Pairs(found, labels, [offers, similar, shared]))


def possible(at: int | None) -> int:
    """How many pairs there may be: of the regions that have capabilities, which is soon counted."""
    (found,) = rows(_CAPABLE, at)
    regions = int(found["regions"])
    return regions * (regions - 1)


def _ordered(known: Pairs) -> Pairs:
    return replace(known, pairs=sorted(known.pairs, key=lambda each: _rank(each, known.labels)))


def _sets(triples: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    """For each pair of regions, the third of each triple that they begin."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, two, third in triples:
        found[one, two].add(third)
    return {pair: frozenset(thirds) for pair, thirds in found.items()}


def _rank(pair: Pair, labels: Mapping[str, str]) -> tuple[object, ...]:
    names = collated(labels.get(pair.other, pair.other)), pair.other
    own = collated(labels.get(pair.region, pair.region)), pair.region
    return own, -len(pair.concepts), -pair.percent, -len(pair.projects), names


def _labels(answers: Iterable[Found]) -> dict[str, str]:
    known: dict[str, str] = {}
    for row in (row for answer in answers for row in answer.rows):
        for name in ("region", "offering", "other"):
            if name in row:
                known[row[name]] = row.get(name + "Label", row[name])
    return known


def by_other(rows: Sequence[Row], other: str) -> Mapping[str, Sequence[Row]]:
    """The rows of each other region, in the order of what these have most of."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[other]].append(row)
    return dict(sorted(grouped.items(), key=lambda pair: _most_first(pair[1], other)))


def _most_first(rows: Sequence[Row], other: str) -> tuple[object, ...]:
    return -len(rows), collated(rows[0].get(other + "Label", "")), rows[0][other]
