"""Which change of the log last said something of a thing: read from its differences, as text.

A difference is N-Triples, so that a line begins with its subject; nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from smartregions.catalogue.coverage import DATES, Period
from smartregions.catalogue.reach import PLACE_PROPERTIES, Reach
from smartregions.registry.change import Change
from smartregions.registry.following import Followed, since
from smartregions.registry.log import Registry
from smartregions.registry.triples import lines

_DATE = re.compile(
    rb'"([0-9]{4}[^"]*)"\^\^<(?:' + b"|".join(re.escape(t.encode()) for t in sorted(DATES)) + rb")>"
)


@dataclass(frozen=True, slots=True)
class Story:
    """What the log says of one graph."""

    last: Change
    first: Change
    created: Change
    """The change by which it came, for the last time if it came more than once."""


@dataclass(slots=True)
class _Touched:
    subjects: dict[bytes, int] = field(default_factory=dict)
    dates: int = 0
    places: int = 0
    everything: int = 0


class Log:
    """The log up to a change, as far as descriptions depend on it."""

    def __init__(
        self, registry: Registry, subjects: Collection[str], span: Period | None, until: int
    ) -> None:
        """`subjects` are those that will be asked for, `span` the time of all graphs now."""
        self.stories: dict[str, Story] = {}
        self._moments: dict[int, tuple[str, int]] = {}
        self._touched = _Touched()
        self._span = span
        self._wanted = {f"<{iri}>".encode() for iri in subjects}
        for followed in _differences(registry, until):
            self._take(followed)

    def last(self, graph: str, reach: Reach) -> int:
        """The last change that may have changed a description."""
        touched = self._touched
        numbers = [self.stories[graph].last.sequence, touched.everything]
        numbers += [touched.dates] if reach.dates else []
        numbers += [touched.places] if reach.places else []
        numbers += [touched.subjects.get(f"<{iri}>".encode(), 0) for iri in reach.subjects]
        return max(numbers)

    def time(self, number: int) -> str:
        """When a change was made."""
        return self._moments[number][0]

    def batch(self, number: int) -> int:
        """The first change of its transaction."""
        return self._moments[number][1]

    def _take(self, followed: Followed) -> None:
        change, touched = followed.change, self._touched
        self._moments[change.sequence] = change.time, change.batch
        self.stories[change.graph] = _story(self.stories.get(change.graph), change)
        if followed.replaces:  # a redaction: what it took out cannot be named
            touched.everything = change.sequence
            return
        for text in (followed.delta.added, followed.delta.removed):
            if self._may_move_span(text):
                touched.dates = change.sequence
            if any(name in text for name in PLACE_PROPERTIES):
                touched.places = change.sequence
            found = {line[: line.index(b" ")] for line in lines(text)}
            touched.subjects.update(dict.fromkeys(found & self._wanted, change.sequence))

    def _may_move_span(self, text: bytes) -> bool:
        """Whether a date comes or goes that does not lie within the time of all graphs now.

        While only such come and go as do, the first and the last date stay what they are.
        """
        span, dates = self._span, (found.decode() for found in _DATE.findall(text))
        return any(not span or not span.start.value < date < span.end.value for date in dates)


def _story(before: Story | None, change: Change) -> Story:
    if before is None:
        return Story(change, change, change)
    return Story(change, before.first, before.created if before.last.stands else change)


def _differences(registry: Registry, until: int) -> Iterator[Followed]:
    with registry.database.reading() as connection:
        yield from since(connection, 0, until)
