"""A Linked Data Event Stream, replicated page by page: what its members leave in a portal.

https://w3id.org/ldes/specification , https://w3id.org/tree/specification ; as piveau's importer
does, only the default graph tells which members there are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from smartregions.catalogue.harvest.comparing import compared
from smartregions.catalogue.harvest.fetching import Client
from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.members import Stream, members, stream
from smartregions.catalogue.harvest.pages import Page, fetched
from smartregions.catalogue.harvest.report import Finding
from smartregions.catalogue.harvest.tree import Bound, relations
from smartregions.catalogue.harvest.walking import MOST_PAGES
from smartregions.messages import Message

WAY = "LDES"
ACCEPT = "application/trig, text/turtle;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


def follow(client: Client, address: str, kept: Kept) -> Iterator[Finding]:
    """What a replica of the stream behind the view loses; `kept` knows the datasets of pages."""
    yield from _Replica(client, address, kept).findings()


class _Replica:
    def __init__(self, client: Client, address: str, kept: Kept) -> None:
        self._client, self._address, self._kept = client, address, kept
        self._bounds: dict[str, list[Bound]] = {address: []}
        """Each page that is known, and what is promised of it."""
        self._waiting = deque([address])
        self._is_whole = True

    def findings(self) -> Iterator[Finding]:
        """Replicate, and compare."""
        how: Stream | None = None
        while self._waiting:
            page = self._fetched(self._waiting.popleft())
            yield from page.findings
            if page.statements is None:
                self._is_whole = False
                continue
            how = how or stream(page.statements)
            if how is None:
                yield _no_stream(self._address)
                return
            yield from self._onwards(page)
            yield from self._taken(page, how)
        if self._is_whole:
            yield from compared(self._kept, WAY, self._address)

    def _fetched(self, address: str) -> Page:
        return fetched(self._client, address, address, ACCEPT)

    def _onwards(self, page: Page) -> Iterator[Finding]:
        assert page.statements is not None
        for relation in relations(page.statements):
            if not relation.node:
                yield _nowhere(page.address)
            elif relation.node in self._bounds:
                self._bounds[relation.node].append(relation.bound)
            elif len(self._bounds) < MOST_PAGES:
                self._bounds[relation.node] = [relation.bound]
                self._waiting.append(relation.node)
            else:
                self._is_whole = False
                yield _endless(page.address)
                return

    def _taken(self, page: Page, how: Stream) -> Iterator[Finding]:
        found = list(members(page, how, self._bounds[page.address]))
        self._kept.tell(WAY, (one for one, _ in found if one))
        for _, wrong in found:
            yield from wrong


def _no_stream(address: str) -> Finding:
    return Finding(
        "violation",
        "feed-nothing",
        Message(
            "The feed does not describe an ldes:EventStream: "
            "a replica does not know how to read it."
        ),
        Message(
            "Type it, and state tree:view, ldes:timestampPath and ldes:versionOfPath at its entry."
        ),
        address,
    )


def _nowhere(address: str) -> Finding:
    return Finding(
        "violation",
        "feed-relation",
        Message("A tree:relation has no tree:node with an IRI: what is behind it is lost."),
        Message("State the address of the page, absolute."),
        address,
        "",
        "tree:node",
    )


def _endless(address: str) -> Finding:
    return Finding(
        "violation",
        "feed-loop",
        Message("The feed has more than {n} pages; the rest is not looked at.", n=MOST_PAGES),
        Message("Put more members on a page."),
        address,
    )
