"""The things of a list with all that they can be narrowed down by, and how they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smartregions.index import Index
from smartregions.web.cache import kept
from smartregions.web.finding.names import rows
from smartregions.web.lists.kinds import Kind
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
        known = {name for each in self._all() for name in each}
        return known >= set(selection) and all(
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

    def within(self, selection: Selection) -> list[Thing]:
        """The things that a selection holds of."""
        return [thing for thing in self.things if thing.is_within(selection)]

    def counts(self, facet: str, selection: Selection) -> Counter[str]:
        """How many things there would be with each value of a facet, the other choices kept."""
        rest = {name: value for name, value in selection.items() if name != facet}
        return Counter(
            value
            for thing in self.things
            if thing.is_within(rest)
            for value in thing.chosen(facet, rest)
        )

    def values(self, facet: str) -> frozenset[str]:
        """All values that any thing has."""
        return frozenset().union(*(thing.values(facet) for thing in self.things))


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
    things, languages = prepared(f"list-{kind.name}", state, lambda: _read(index, kind))
    return Facts([Thing(iri, records) for iri, records in things], languages)


def _read(index: Index, kind: Kind) -> tuple[list[tuple[str, Records]], dict[str, str]]:
    """The records of each thing, and the languages of texts."""
    groups = {facet.name: facet.by for facet in kind.facets}
    told: dict[str, dict[str, dict[str, dict[str, set[str]]]]] = {}
    languages: dict[str, str] = {}
    for row in rows(index, kind.query):
        of_one = told.setdefault(row["thing"]["value"], {})
        name = row["facet"]["value"]
        if name and "value" in row:
            group = groups[name]
            by = row["by"]["value"] if group and "by" in row else ""
            record = of_one.setdefault(group, {}).setdefault(by, {})
            value = row["value"]["value"]
            record.setdefault(name, set()).add(value)
            if row["value"]["type"] == "literal":
                tag = row["value"].get("xml:lang", "")
                languages[value] = tag if languages.get(value, tag) == tag else ""
    return [(iri, _records(of_one)) for iri, of_one in told.items()], languages


def _records(
    told: Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]],
) -> dict[str, list[Record]]:
    return {
        group: [
            {name: frozenset(values) for name, values in record.items()}
            for record in records.values()
        ]
        for group, records in told.items()
    }


def _of(records: Sequence[Record], selection: Selection) -> Selection:
    """What is asked of the facets of a group."""
    if not selection:
        return selection
    own = {name for each in records for name in each}
    return {name: value for name, value in selection.items() if name in own}


def _holds(record: Record, selection: Selection) -> bool:
    """Whether what is asked of the facets of a group is said in one of its records."""
    return all(value in record.get(name, ()) for name, value in selection.items())
