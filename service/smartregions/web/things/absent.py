"""Why nothing is said of a thing: it was taken out, or nothing ever was."""

from __future__ import annotations

from collections.abc import Sequence

from smartregions.errors import Gone, UnknownThing
from smartregions.index import Task
from smartregions.messages import Message, either
from smartregions.things import addresses
from smartregions.things.document import Document
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.past import DEPARTED
from smartregions.web.service import service


def absent(iris: Sequence[str], near: Sequence[str]) -> UnknownThing | Gone:
    """The error for IRIs of which nothing is said."""
    if (left := gone(iris, service().index.revision.change)) is not None:
        return left
    found = places(near)
    also = Message(" Did you mean {places}?", places=either(found)) if found else Message()
    told = Message("Nothing is said of <{iri}>, nor ever was.{also}", iri=iris[0], also=also)
    return UnknownThing(told, found)


def places(iris: Sequence[str]) -> tuple[str, ...]:
    """Where things open."""
    base = service().settings.address
    return tuple(base + path for path in map(addresses.path, iris) if path)


def gone(iris: Sequence[str], at: int) -> Gone | None:
    """The error for the first of these that was taken out by that change; None for none."""
    if service().registry is None:
        return None
    found = service().index.do(Task(DEPARTED, {"iris": list(iris), "at": at})).values
    if not found:
        return None
    iri, graph, change = found["iri"], found["graph"], found["change"]
    path = addresses.path(iri)
    last = Document(service().settings.address + (path or ""), change - 1).page(1)
    if path is None or "#" in path or found["far"]:  # a graph is not undone: it is at hand
        last = whole(Addresses(graph).at(change - 1))
    return Gone(
        Message(
            "<{iri}> was described until change {change} took it out of <{graph}>. "
            "{last} has its last state, {history} what happened since.",
            iri=iri,
            change=change,
            graph=graph,
            last=last,
            history=whole(Addresses(graph).history),
        ),
        last,
    )
