"""The things of a list with all that they can be narrowed down by, and how they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smartregions.index import Index
from smartregions.web.cache import kept
from smartregions.web.finding.names import rows
from smartregions.web.lists.kinds import Facet, Kind
from smartregions.web.prepared import prepared

_SIZE = 1_000
"""Bytes that a thing of a list takes, roughly."""

Record = Mapping[str, frozenset[str]]
"""The values of facets in one statement, or in all that stand for themselves."""

Records = Mapping[str, Sequence[Record]]
"""By what facets hold together."""

Selection = Mapping[str, str]
"""The value that is asked of a facet, by the name of the facet."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a list; `records` by what facets hold together."""

    iri: str
    records: Records

    @property
    def facets(self) -> frozenset[str]:
        """The facets of which it has values."""
        return frozenset(name for each in self._all() for name in each)

    def values(self, facet: str) -> frozenset[str]:
        """All values of a facet."""
        found = (each.get(facet, frozenset()) for each in self._all())
        return frozenset().union(*found)

    def chosen(self, facet: str, selection: Selection) -> frozenset[str]:
        """The values of a facet in the statements that the rest of a selection holds of.

        Empty when the selection does not hold of the thing.
        """
        found: frozenset[str] = frozenset()
        for records in self.records.values():
            wanted = _of(records, selection)
            fitting = [each for each in records if _holds(each, wanted)]
            if not fitting:
                return frozenset()
            found = found.union(*(each.get(facet, frozenset()) for each in fitting))
        return found

    def is_within(self, selection: Selection) -> bool:
        """Whether each statement that the selection needs is made of the thing."""
        return self.facets >= set(selection) and all(
            any(_holds(each, _of(records, selection)) for each in records)
            for records in self.records.values()
        )

    def _all(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records


@dataclass(frozen=True, slots=True)
class Facts:
    """All things of a list."""

    things: Sequence[Thing]
    languages: Mapping[str, str] = field(default_factory=dict)
    """Of the values that are texts; empty where none is said, or several are."""
    whole: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many things of the whole list there are with each value of each facet."""

    def within(self, selection: Selection) -> list[Thing]:
        """The things that a selection holds of."""
        return [thing for thing in self.things if thing.is_within(selection)]

    def counts(
        self, facet: str, selection: Selection, within: Sequence[Thing]
    ) -> Mapping[str, int]:
        """How many things there would be with each value of a facet, the other choices kept.

        `within` are the things that the selection holds of.
        """
        rest = {name: value for name, value in selection.items() if name != facet}
        if not rest:
            return self.whole.get(facet, {})
        things = within if len(rest) == len(selection) else self.within(rest)
        return Counter(value for thing in things for value in thing.chosen(facet, rest))

    def values(self, facet: str) -> Collection[str]:
        """All values that any thing has."""
        return self.whole.get(facet, {}).keys()


def tallied(things: Iterable[Thing]) -> dict[str, dict[str, int]]:
    """How many things there are with each value of each facet."""
    found: dict[str, Counter[str]] = {}
    for thing in things:
        for facet in thing.facets:
            found.setdefault(facet, Counter()).update(thing.values(facet))
    return {facet: dict(counts) for facet, counts in found.items()}


def facts(index: Index, kind: Kind) -> Facts:
    """The list in the state of now; the requests of one process share it."""
    key, state, memory = ("list", kind.name), index.revision.hash, kept()
    found: Facts | None = memory.get(state, key)
    if found is None:
        found = memory.shared.do((state, key), lambda: _facts(index, kind, state))
        assert found is not None
        memory.put(state, key, found, len(found.things) * _SIZE)
    return found


def _facts(index: Index, kind: Kind, state: str) -> Facts:
    things, languages, whole = prepared(f"list-{kind.name}", state, lambda: _read(index, kind))
    return Facts([Thing(iri, records) for iri, records in things], languages, whole)


Told = dict[str, dict[str, dict[str, dict[str, set[str]]]]]
"""Of each thing, by groups of facets and what says so, the values of each facet."""
Read = tuple[list[tuple[str, Records]], dict[str, str], dict[str, dict[str, int]]]


def _read(index: Index, kind: Kind) -> Read:
    """The records of each thing, the languages of texts, and how many things have which value."""
    told: Told = {row["thing"]["value"]: {} for row in rows(index, kind.query)}
    languages: dict[str, str] = {}
    for facet in kind.facets:
        for row in rows(index, kind.query_of(facet)):
            if row["thing"]["value"] in told and "value" in row:
                _take(row, facet, told, languages)
    same: dict[frozenset[str], frozenset[str]] = {}
    things = [(iri, _records(of_one, same)) for iri, of_one in told.items()]
    return things, languages, tallied(Thing(iri, records) for iri, records in things)


def _take(
    row: Mapping[str, Mapping[str, str]], facet: Facet, told: Told, languages: dict[str, str]
) -> None:
    """Have a row in what is told."""
    value = row["value"]["value"]
    by = row["by"]["value"] if facet.by and "by" in row else ""
    record = told[row["thing"]["value"]].setdefault(facet.by, {}).setdefault(by, {})
    record.setdefault(facet.name, set()).add(value)
    if row["value"]["type"] == "literal":
        tag = row["value"].get("xml:lang", "")
        languages[value] = tag if languages.get(value, tag) == tag else ""


def _records(
    told: Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]],
    same: dict[frozenset[str], frozenset[str]],
) -> Records:
    """By group, each record once, whatever says so; equal sets of values are kept once."""
    return {group: list(_once(records.values(), same)) for group, records in told.items()}


def _once(
    records: Iterable[Mapping[str, Iterable[str]]], same: dict[frozenset[str], frozenset[str]]
) -> Iterator[Record]:
    seen: set[frozenset[tuple[str, frozenset[str]]]] = set()
    for record in records:
        sets = {name: frozenset(values) for name, values in record.items()}
        key = frozenset(sets.items())
        if key not in seen:
            seen.add(key)
            yield {name: same.setdefault(values, values) for name, values in sets.items()}


def _of(records: Sequence[Record], selection: Selection) -> Selection:
    """What is asked of the facets of a group."""
    if not selection:
        return selection
    own = {name for each in records for name in each}
    return {name: value for name, value in selection.items() if name in own}


def _holds(record: Record, selection: Selection) -> bool:
    """Whether what is asked of the facets of a group is said in one of its records."""
    return all(value in record.get(name, ()) for name, value in selection.items())
