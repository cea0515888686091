"""Where the past of a graph is found; each address begins with a slash, or is whole."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from smartregions.namespaces import GRAPH
from smartregions.web.service import service


@dataclass(frozen=True, slots=True)
class Addresses:
    """Those of one graph: one of ours has a path, any other a parameter."""

    graph: str

    @property
    def now(self) -> str:
        """The graph as it stands."""
        return self._path("", "/graphs")

    def now_as(self, suffix: str) -> str:
        """The graph as it stands, in the format of the suffix, unless a graph has that name."""
        return self._path(f".{suffix}", f"/graphs.{suffix}")

    def as_(self, name: str) -> str:
        """The same by the name of the format."""
        return _with(self.now, {"format": name})

    @property
    def history(self) -> str:
        """Its changes."""
        return self._path("/history", "/history")

    @property
    def timemap(self) -> str:
        """Its Mementos (RFC 7089, section 5)."""
        return self._path("/timemap", "/history/timemap")

    def at(self, change: int, suffix: str = "") -> str:
        """The graph as that change left it, in the format of the suffix if there is one."""
        return _with(self.now_as(suffix) if suffix else self.now, {"at": change})

    def difference(self, start: int, end: int) -> str:
        """What differs between the states after two changes."""
        return _with(self._path("/diff", "/history/diff"), {"from": start, "to": end})

    def _path(self, end: str, other: str) -> str:
        if self.graph.startswith(GRAPH) and self.graph != GRAPH:
            return f"/graph/{quote(self.graph.removeprefix(GRAPH), safe='/')}{end}"
        return _with(other, {"graph": self.graph})


def whole(address: str) -> str:
    """The address for who is elsewhere, from the settings and never from the request."""
    return service().settings.address.rstrip("/") + address


def _with(address: str, parameters: dict[str, object]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"
