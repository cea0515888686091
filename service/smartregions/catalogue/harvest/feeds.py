"""The feeds of changes, followed to their ends: they must leave a portal what the pages have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smartregions.catalogue.harvest import oaipmh, stream
from smartregions.catalogue.harvest.advertised import Feeds
from smartregions.catalogue.harvest.fetching import Client
from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.report import Finding
from smartregions.messages import Message


def follow(
    client: Client, feeds: Feeds, kept: Kept, say: Callable[[Message], None]
) -> Iterator[Finding]:
    """What is lost by each; `kept` knows the datasets of the pages, all of them."""
    if feeds.oai:
        say(Message("Following {feed}  {address}", feed="OAI-PMH", address=feeds.oai))
        yield from oaipmh.follow(client, feeds.oai, kept)
    if feeds.ldes:
        say(Message("Following {feed}  {address}", feed="LDES", address=feeds.ldes))
        yield from stream.follow(client, feeds.ldes, kept)
