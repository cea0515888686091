"""What happened around a project or a partnership: the last events and news, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions import namespaces as ns
from smartregions.web.finding.names import Text
from smartregions.web.glance.grouping import grouped
from smartregions.web.overview.labels import called, spoken
from smartregions.web.overview.stored import Row

_SHOWN = 4
_EVENT, _NEWS = ns.SR + "Event", ns.SR + "NewsItem"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a piece of news; its date is empty where none is known."""

    iri: str
    label: Text
    date: str
    note: Text
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
    last = [of_one[0] for of_one in reversed(things[-_SHOWN:])]
    languages = spoken(map(_noted, last))
    return Happenings(
        last=[_happening(row, languages.get(_noted(row), "")) for row in last],
        events=kinds.count(_EVENT),
        news=kinds.count(_NEWS),
        all_events="/events?" + urlencode({about: iri}),
        all_news="/documents?" + urlencode({about: iri, "type": "NewsItem"}),
    )


def _noted(row: Row) -> tuple[str, str]:
    """The thing of a row, and the note on its date."""
    return row["thing"], row.get("dateNote", "")


def _happening(row: Row, spoken_in: str) -> Happening:
    return Happening(
        iri=row["thing"],
        label=called(row, "thing"),
        date=row.get("date", ""),
        note=Text(row.get("dateNote", ""), spoken_in),
        status=row.get("statusLabel", ""),
        source=row.get("source", ""),
    )
