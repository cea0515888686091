"""The ways of the shapes (`reach`), ready to be walked forwards and backwards, many places at once.

Where several shapes look at one node, their places are taken as one: each property of the node is
then looked up once for all of them. What was worked out for a set of places is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import NamedNode

from smartregions.validation.change.monotone import shape_of, unbroken_by_less, unbroken_by_more
from smartregions.validation.graph import SUBCLASS
from smartregions.validation.reach import ANYTHING, THIS, Way, constants, ways
from smartregions.validation.shapes import Shapes

Places = frozenset[str]
Key = TypeVar("Key")
Grouped = Mapping[str, tuple[Way, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """From some places to others along one property, or along any when there is none."""

    predicate: NamedNode | None
    inverse: bool
    places: Places


@dataclass(frozen=True)
class Looks:
    """The ways by their start, by their end, and by their property."""

    leaving: Grouped
    entering: Grouped
    along: Mapping[NamedNode, tuple[Way, ...]]
    constants: Mapping[str, Places]
    """From the place of a constant to those from which a SPARQL constraint jumps there."""
    blind: tuple[Places, Places]
    """The places of shapes that a triple less, and a triple more, of their path cannot break."""
    _forwards: dict[Places, tuple[Step, ...]] = field(default_factory=dict)
    _backwards: dict[Places, tuple[Step, ...]] = field(default_factory=dict)
    _sources: dict[Places, Places] = field(default_factory=dict)
    _feeling: dict[tuple[Places, bool], Places] = field(default_factory=dict)
    _seeds: dict[tuple[NamedNode, bool], tuple[Places, Places]] = field(default_factory=dict)

    @classmethod
    def of(cls, shapes: Shapes) -> Looks:
        """Those of the active shapes; which nodes they start from is a matter of `aims`."""
        found = [way for way in ways(shapes) if way.start != THIS]
        classes = {way.end for way in found if way.end.startswith("class ")}
        found += [Way(place, place, SUBCLASS) for place in sorted(classes)]
        return cls(
            _grouped(found, lambda way: way.start),
            _grouped(found, lambda way: way.end),
            _grouped(
                (way for way in found if way.predicate), lambda way: way.predicate or ANYTHING
            ),
            constants(shapes),
            (unbroken_by_less(shapes), unbroken_by_more(shapes)),
        )

    def forwards(self, places: Places) -> tuple[Step, ...]:
        """The steps that lead on from a node at these places."""
        if places not in self._forwards:
            reached = _closed(places, lambda p: [w.end for w in _still(self.leaving, p)])
            ways_on = (way for place in reached for way in self.leaving.get(place, ()))
            self._forwards[places] = _steps(ways_on, lambda way: way.end)
        return self._forwards[places]

    def backwards(self, places: Places) -> tuple[Step, ...]:
        """The steps by which a node came to these places; a step leads back to its places."""
        if places not in self._backwards:
            into = (way for place in self.sources(places) for way in self.entering.get(place, ()))
            self._backwards[places] = _steps(into, lambda way: way.start)
        return self._backwards[places]

    def sources(self, places: Places) -> Places:
        """These places, and those at which the same node may have been before."""
        if places not in self._sources:
            before = _closed(places, lambda p: [w.start for w in _still(self.entering, p)])
            self._sources[places] = frozenset(before)
        return self._sources[places]

    def seeds(self, predicate: NamedNode, gained: bool) -> tuple[Places, Places]:
        """The places from which a triple that comes or goes matters: at its subject, its object."""
        key = (predicate, gained)
        if key not in self._seeds:
            seen = (*self.along.get(predicate, ()), *self.along.get(ANYTHING, ()))
            starts = self.feeling(frozenset(way.start for way in seen), gained)
            felt = [way for way in seen if way.start in starts]
            self._seeds[key] = (
                frozenset(way.start for way in felt if not way.inverse),
                frozenset(way.start for way in felt if way.inverse),
            )
        return self._seeds[key]

    def feeling(self, places: Places, gained: bool) -> Places:
        """Those of the places at which a triple more, or less, may break something."""
        key = (places, gained)
        if key not in self._feeling:
            blind = self.blind[gained]
            self._feeling[key] = frozenset(p for p in places if shape_of(p) not in blind)
        return self._feeling[key]

    def roots(self, places: Places) -> Places:
        """Every place from which some way leads to one of these, along whatever properties."""
        before = _closed(places, lambda p: [way.start for way in self.entering.get(p, ())])
        return frozenset(before)


def _still(grouped: Grouped, place: str) -> Iterable[Way]:
    return (way for way in grouped.get(place, ()) if way.predicate is None)


def _grouped(found: Iterable[Way], key: Callable[[Way], Key]) -> dict[Key, tuple[Way, ...]]:
    groups: defaultdict[Key, list[Way]] = defaultdict(list)
    for way in found:
        groups[key(way)].append(way)
    return {one: tuple(group) for one, group in groups.items()}


def _steps(found: Iterable[Way], end: Callable[[Way], str]) -> tuple[Step, ...]:
    groups: defaultdict[tuple[NamedNode, bool], set[str]] = defaultdict(set)
    for way in found:
        if way.predicate is not None:
            groups[way.predicate, way.inverse].add(end(way))
    return tuple(
        Step(None if predicate == ANYTHING else predicate, inverse, frozenset(places))
        for (predicate, inverse), places in groups.items()
    )


def _closed(places: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(step(place))
    return found
