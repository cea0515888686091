"""What happened around a project or a partnership: the last events and news, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions import namespaces as ns
from smartregions.web.glance.grouping import Named, grouped, named
from smartregions.web.overview.stored import Row

_SHOWN = 4
_EVENT, _NEWS = ns.SR + "Event", ns.SR + "NewsItem"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a piece of news; its date is empty where none is known."""

    thing: Named
    date: str
    note: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Happenings:
    """The last ones, the newest first, and the lists of all."""

    last: Sequence[Happening]
    events: int
    news: int
    all_events: str
    all_news: str


def happenings(rows: Sequence[Row], about: str, iri: str) -> Happenings:
    """From the rows of the timeline of events; `about` is the facet of the lists."""
    things = list(grouped(rows, "thing").values())
    kinds = [of_one[0]["kind"] for of_one in things]
    return Happenings(
        last=[_happening(of_one) for of_one in reversed(things[-_SHOWN:])],
        events=kinds.count(_EVENT),
        news=kinds.count(_NEWS),
        all_events="/events?" + urlencode({about: iri}),
        all_news="/documents?" + urlencode({about: iri, "type": "NewsItem"}),
    )


def _happening(rows: Sequence[Row]) -> Happening:
    first = rows[0]
    return Happening(
        thing=named(rows, "thing")[0],
        date=first.get("date", ""),
        note=first.get("dateNote", ""),
        status=first.get("statusLabel", ""),
        source=first.get("source", ""),
    )
