"""Why nothing is said of a thing: nothing ever was, or it was taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smartregions.errors import Gone, UnknownThing
from smartregions.index import Task
from smartregions.things import addresses
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.past import DEPARTED
from smartregions.web.service import service


def absent(iris: Sequence[str], near: Sequence[str]) -> UnknownThing | Gone:
    """The error for IRIs of which nothing is said, as far as the log is looked through."""
    departed = _departed(iris)
    if "change" in departed:
        return _gone(departed["iri"], departed["graph"], departed["change"])
    base = service().settings.address
    places = tuple(base + path for path in map(addresses.path, near) if path)
    also = f" Did you mean {' or '.join(places)}?" if places else ""
    return UnknownThing(f"Nothing is said of <{iris[0]}>, and nothing was.{also}", places)


def _departed(iris: Sequence[str]) -> Mapping[str, Any]:
    if service().registry is None:
        return {}
    return service().index.do(Task(DEPARTED, {"iris": list(iris)})).values


def _gone(iri: str, graph: str, change: int) -> Gone:
    last = whole(Addresses(graph).at(change - 1))
    history = whole(Addresses(graph).history)
    return Gone(
        f"<{iri}> was described until change {change} took it out of <{graph}>. "
        f"{last} has its last state, {history} what happened since.",
        last,
    )
