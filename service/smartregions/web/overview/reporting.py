"""Which reports of which periods are there, which are missing, and how that is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from smartregions.web.finding.words import collated
from smartregions.web.languages import gettext, msgid
from smartregions.web.overview.timeline import Chart, Event, chart

PRESENT, MISSING = "report", "missing report"


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is known of the reports of one partnership."""

    iri: str
    label: str
    periods: Sequence[Event]
    reports: Sequence[Event]
    missing: Sequence[Event]
    others: Sequence[Event]
    """Projects, regions and organisations."""

    @property
    def last(self) -> str:
        """Where the last period ends that a source lists; empty where none is listed."""
        return max((period.end for period in self.periods), default="")

    def missing_of(self, period: Event) -> Sequence[Event]:
        """The reports that a period lacks."""
        return [each for each in self.missing if each.thing == period.thing]


def reporting(events: Sequence[Event]) -> list[Reporting]:
    """One for each partnership, in the order of the events, which is by name."""
    grouped = groupby(events, lambda event: event.partnership)
    return [_of_one(list(group)) for _, group in grouped]


def _of_one(events: Sequence[Event]) -> Reporting:
    def of(*kinds: str) -> list[Event]:
        return [event for event in events if event.what in kinds]

    return Reporting(
        iri=events[0].partnership,
        label=events[0].partnership_label,
        periods=of("period"),
        reports=of(PRESENT),
        missing=of(MISSING),
        others=of("project", "region", "organisation"),
    )


def of_all(known: Sequence[Reporting]) -> Chart:
    """A lane for each partnership: its periods, with how many reports are missing."""
    return chart((one.label, [_whole(one, period) for period in one.periods]) for one in known)


def of_one(one: Reporting) -> Chart:
    """Lanes for the periods, each kind of report, each project and each member."""
    lanes = [(gettext(PERIODS), [(period, "period", "") for period in one.periods])]
    kinds = sorted({event.detail for event in [*one.reports, *one.missing]}, key=collated)
    for kind in kinds:
        there = [(event, "there", "✓") for event in one.reports if event.detail == kind]
        lacking = [
            (event, "missing", gettext(ABSENT)) for event in one.missing if event.detail == kind
        ]
        lanes.append((kind, [*there, *lacking]))
    lanes += [(event.label, [(event, event.what, event.detail)]) for event in one.others]
    return chart(lanes)


PERIODS = msgid("monitoring periods")
ABSENT = msgid("missing")


def _whole(one: Reporting, period: Event) -> tuple[Event, str, str]:
    missing = len(one.missing_of(period))
    return period, "missing" if missing else "there", f"−{missing}" if missing else "✓"
