"""From page to page, as one harvester goes."""

from __future__ import annotations

from collections.abc import Iterator

from smartregions.catalogue.harvest.fetching import Client
from smartregions.catalogue.harvest.pages import Page, fetched
from smartregions.catalogue.harvest.paging import Reading
from smartregions.catalogue.harvest.report import Finding
from smartregions.messages import Message

MOST_PAGES = 10_000


def walk(client: Client, address: str, reading: Reading, accept: str = "*/*") -> Iterator[Page]:
    """The pages from this address on; the last one may be one that could not be read.

    Ends, too, where an address or a page's content comes again (CKAN does at the latter).
    """
    seen: set[str] = set()
    base, before = address, b""
    while True:
        seen.add(address)
        page = fetched(client, address, base, accept)
        if before and page.body == before:
            same = Message("The page is the same, byte for byte, as the one before it.")
            yield _again(address, same)
            return
        yield page
        following = reading(page.statements).next if page.statements is not None else None
        if following is None:
            return
        if following in seen or len(seen) >= MOST_PAGES:
            there = Message(
                "Its next page is <{next}>, which was there already. piveau does not end.",
                next=following,
            )
            yield _again(address, there)
            return
        before, address = page.body, following


def _again(address: str, message: Message) -> Page:
    help_ = Message("Leave the next page out on the last one.")
    finding = Finding("violation", "paging-loop", message, help_, address, "", "hydra:next")
    return Page(address, None, (finding,))
