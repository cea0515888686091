"""The records after a change: what nothing touched is taken over, the rest is described.

A description can change only when something that it is made from is touched (decision 0017), so
that of an unchanged dataset is not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import NamedNode
from sqlalchemy import Connection

from smartregions.catalogue import recordfile
from smartregions.catalogue.counts import Found
from smartregions.catalogue.dcatap import Description, Descriptions
from smartregions.catalogue.locating import Located
from smartregions.catalogue.offered import Source, dataset_of
from smartregions.catalogue.recordfile import Reached, Records, Row
from smartregions.catalogue.records import Record, group_of, kind_of
from smartregions.catalogue.stories import Moment, Story
from smartregions.catalogue.touching import Reach, Touched, moment


@dataclass(frozen=True, slots=True)
class Before:
    """The records of an earlier state of the log."""

    records: Records
    change: int
    """The last change of that state."""


class Recording:
    """Makes one record after the other."""

    def __init__(
        self,
        log: Connection,
        touched: Touched,
        descriptions: Descriptions,
        located: Located,
        before: Before | None,
        source: Callable[[int, Story], Source],
    ) -> None:
        """`touched` counts from the state of `before` on, or from the beginning.

        `source` gives the graph that `said` knows by a number.
        """
        self._log, self._touched, self._before = log, touched, before
        self._source = source
        self._descriptions, self._located = descriptions, located
        self._moments: dict[int, Moment] = {}

    def standing(self, graph: str, found: Found, number: int, story: Story) -> Row:
        """The record of a graph that there is; `number` is that by which `said` knows it."""
        known = self._before.records.row(dataset_of(graph)) if self._before else None
        if known and self._before and story.last.number <= self._before.change:
            row, reached = known
            if not self._touched.last(self._reach(found, reached)):
                return row
        least = _change(known[0]) if known else 0
        source = self._source(number, story)
        description = self._descriptions.description(source, number)
        reached = self._reached(source, description)
        touched = self._touched.last(self._reach(found, reached))
        at = self._moment(max(story.last.number, least, touched), story.last)
        return _row(source.graph, story, at, description.text, reached)

    def _reached(self, source: Source, description: Description) -> Reached:
        units = (unit for code in description.spatial for unit in self._descriptions.units(code))
        others = chain(units, self._descriptions.sources(source.dataset))
        iris = {str(one).encode() for one in others if isinstance(one, NamedNode)}
        return Reached(description.subjects | iris, not description.states_places)

    def _reach(self, found: Found, reached: Reached) -> Reach:
        named = self._places(found) if reached.places and self._touched.places else ()
        return Reach(reached.subjects, found.period is None, named)

    def _places(self, found: Found) -> Iterable[int]:
        units = self._located.units(found.named)
        return chain(found.named, (hash(unit) for of_one in units for unit in of_one))

    def _moment(self, number: int, last: Moment) -> Moment:
        if number == last.number:
            return last
        if number not in self._moments:
            self._moments[number] = moment(self._log, number)
        return self._moments[number]


def gone(graph: str, story: Story) -> Row:
    """The record of a graph that there is no more."""
    return _row(graph, story, story.last, b"", Reached(frozenset(), False))


def _row(graph: str, story: Story, at: Moment, text: bytes, reached: Reached) -> Row:
    event = (dataset_of(graph), at.number, at.time, kind_of(story, at), group_of(graph, story))
    return recordfile.row(Record(*event, text), reached)


def _change(row: Row) -> int:
    """The number of the change in a row."""
    return int(row[1])
