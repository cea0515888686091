"""What happened when, laid out in lanes: where each bar of the drawing begins and how long it is.

Dates may be years, months or days. One that is no date, or that is not known, has no place in the
drawing; the tables have it all the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions.web.overview.stored import Row

LEFT, RIGHT, TOP, LANE = 240, 1000, 28, 30
"""Where the bars begin and end, and the heights of the scale and of a lane, in units of it."""
NARROWEST = 14
LONGEST = 60  # years; beyond that a date is a mistake, and would flatten all others

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the question on the timeline; `start` and `end` are empty where not known."""

    partnership: str
    partnership_label: str
    what: str
    thing: str
    label: str
    detail: str
    start: str
    end: str
    source: str

    @property
    def is_dated(self) -> bool:
        """Whether it has a place in the drawing."""
        return moment(self.start) is not None


@dataclass(frozen=True, slots=True)
class Bar:
    """What a lane shows of one event, from `x` on."""

    kind: str
    x: int
    width: int
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one thing, beneath each other in the order of the lanes."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lanes, and where each year begins."""

    lanes: Sequence[Lane]
    years: Sequence[tuple[int, int]]

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return TOP + LANE * len(self.lanes) + 6


def events(rows: Iterable[Row]) -> list[Event]:
    """From the rows of the question."""
    return [
        Event(
            partnership=row["partnership"],
            partnership_label=row.get("partnershipLabel", row["partnership"]),
            what=row["what"],
            thing=row["thing"],
            label=row.get("thingLabel", row["thing"]),
            detail=row.get("detailLabel", row.get("detail", "")),
            start=row.get("start", ""),
            end=row.get("end", ""),
            source=row.get("source", ""),
        )
        for row in rows
    ]


def moment(date: str, is_end: bool = False) -> float | None:
    """A date as years with a fraction: its beginning, or the end of the last day that it means."""
    found = _DATE.fullmatch(date)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return year + is_end
    if not day:
        return year + (month - 1 + is_end) / 12
    return year + (month - 1) / 12 + (day - 1 + is_end) / 372


def chart(named: Iterable[tuple[str, Sequence[tuple[Event, str, str]]]]) -> Chart:
    """Lanes by name, each of events with the kind and the text of their bars.

    Events without a date are left out, and lanes without events.
    """
    dated = [(name, [each for each in group if each[0].is_dated]) for name, group in named]
    lanes = [(name, group) for name, group in dated if group]
    known = [event for _, group in lanes for event, _, _ in group]
    if not known:
        return Chart((), ())
    scale = _scale(known)
    drawn = [Lane(name, [_bar(scale, *each) for each in group]) for name, group in lanes]
    return Chart(drawn, scale.years)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the first year to the last one."""

    first: int
    last: int

    @property
    def years(self) -> list[tuple[int, int]]:
        step = max(1, round((self.last - self.first) / 12))
        return [(self.place(year), year) for year in range(self.first, self.last + 1, step)]

    def place(self, at: float) -> int:
        within = min(max(at, self.first), self.last) - self.first
        return round(LEFT + (RIGHT - LEFT) * within / (self.last - self.first))


def _bar(scale: _Scale, event: Event, kind: str, text: str) -> Bar:
    begins = scale.place(moment(event.start) or scale.first)
    ends = scale.place(moment(event.end, is_end=True) or _open(event, scale.last))
    title = f"{event.label}: {event.start} – {event.end}"
    return Bar(kind, begins, max(ends - begins - 2, NARROWEST), text, title)


def _open(event: Event, last: int) -> float:
    """Where an event without a known end ends in the drawing; a membership goes on."""
    begins = moment(event.start) or last
    return last if event.what in ("region", "organisation") else begins


def _scale(known: Sequence[Event]) -> _Scale:
    begins = [moment(event.start) or 0.0 for event in known]
    ends = [moment(event.end, is_end=True) or 0.0 for event in known]
    first = math.floor(min(begins))
    last = max(math.ceil(max([*begins, *ends])), first + 1)
    return _Scale(first, min(last, first + LONGEST))
