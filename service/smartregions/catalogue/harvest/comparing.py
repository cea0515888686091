"""What a feed leaves in a portal, beside what the pages of the catalogue do."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.catalogue.harvest.kept import Difference, Kept
from smartregions.catalogue.harvest.report import Finding
from smartregions.messages import Message


def compared(kept: Kept, way: str, address: str) -> Iterator[Finding]:
    """The differences between the feed, which was read to its end, and the pages."""
    found = kept.difference(way)
    if found.lacking:
        yield _lacking(way, found, len(kept), address)
    if found.beyond:
        yield _beyond(way, found, address)
    if found.unlike:
        yield _unlike(way, found, address)


def _lacking(way: str, found: Difference, count: int, address: str) -> Finding:
    message = Message(
        "{way} does not have {n} of the {all} datasets on the pages, or has deleted them: "
        "a portal that follows it has them no more.",
        way=way,
        n=found.lacking,
        all=count,
    )
    help_ = Message(
        "Tell of every dataset that the catalogue has, and of none as deleted that it has."
    )
    return Finding("violation", "feed-lacks", message, help_, address, found.one_lacking)


def _beyond(way: str, found: Difference, address: str) -> Finding:
    message = Message(
        "{way} has {n} datasets that no page has: portals keep what is gone.",
        way=way,
        n=found.beyond,
    )
    help_ = Message('Tell of the deletion: status="deleted" in OAI-PMH, as:Delete in a feed.')
    return Finding("violation", "feed-keeps", message, help_, address, found.one_beyond)


def _unlike(way: str, found: Difference, address: str) -> Finding:
    message = Message(
        "{way} says something else of {n} datasets than the pages do.", way=way, n=found.unlike
    )
    help_ = Message("Write both from the same statements, and tell of a change by both.")
    return Finding("warning", "feed-differs", message, help_, address, found.one_unlike)
