"""What a feed leaves in a portal, beside what the pages of the catalogue do."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.report import Finding


def compared(kept: Kept, way: str, address: str) -> Iterator[Finding]:
    """The differences between the feed, which was read to its end, and the pages."""
    found = kept.difference(way)
    if found.lacking:
        yield Finding(
            "violation",
            "feed-lacks",
            f"{way} does not have {found.lacking} of the {len(kept)} datasets on the pages, or has "
            "deleted them: a portal that follows it has them no more.",
            "Tell of every dataset that the catalogue has, and of none as deleted that it has.",
            address,
            found.one_lacking,
        )
    if found.beyond:
        yield Finding(
            "violation",
            "feed-keeps",
            f"{way} has {found.beyond} datasets that no page has: portals keep what is gone.",
            'Tell of the deletion: status="deleted" in OAI-PMH, as:Delete in a feed.',
            address,
            found.one_beyond,
        )
    if found.unlike:
        yield Finding(
            "warning",
            "feed-differs",
            f"{way} says something else of {found.unlike} datasets than the pages do.",
            "Write both from the same statements, and tell of a change by both.",
            address,
            found.one_unlike,
        )
