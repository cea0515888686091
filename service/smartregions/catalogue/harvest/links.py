"""Whether the addresses of distributions answer HEAD, as the MQA asks; each is asked once."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from smartregions.catalogue.harvest.fetching import Client
from smartregions.messages import Message

AT_ONCE = 8
MOST_KEPT = 10_000
"""Outcomes that are remembered: addresses that come again do so on one page or on the next."""


class Links:
    """Outcomes by address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._told: dict[str, Message] = {}

    def ask(self, addresses: Iterable[str]) -> None:
        """Ask those that are not known yet, some at a time."""
        if len(self._told) > MOST_KEPT:
            self._told.clear()
        new = sorted({address for address in addresses if address not in self._told})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self._told.update(zip(new, pool.map(self._outcome, new), strict=True))

    def reachable(self, address: str) -> bool:
        """Whether the status was 200 to 299."""
        return self.told(address) == ""

    def told(self, address: str) -> Message:
        """What was wrong; empty when nothing was."""
        if address not in self._told:
            self._told[address] = self._outcome(address)
        return self._told[address]

    def _outcome(self, address: str) -> Message:
        answer = self._client.head(address)
        return Message() if answer.ok else answer.told
