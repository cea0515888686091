"""One page of a history."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions.registry.change import Change
from smartregions.web.history.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the changes of a graph, or of all graphs; newest first, never empty for one."""

    graph: str | None
    changes: list[Change]
    following: int | None
    """The number before which the next page begins."""

    def address(self, before: int | None) -> str:
        """Where a page is."""
        base = Addresses(self.graph).history if self.graph else "/history"
        if before is None:
            return base
        return f"{base}{'&' if '?' in base else '?'}{urlencode({'before': before})}"
