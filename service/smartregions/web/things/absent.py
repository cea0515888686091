"""Why nothing is said of a thing: it was taken out, or nothing ever was."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import unquote

from smartregions.errors import Gone, UnknownThing
from smartregions.index import Task
from smartregions.messages import Message, either
from smartregions.things import addresses
from smartregions.things.document import Document
from smartregions.web.finding.names import names
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.past import DEPARTED
from smartregions.web.service import service

_MOST = 3
"""Things that are offered in the place of one that is not there."""
_LONGEST = 200
"""Of a name that is looked for."""


def absent(iris: Sequence[str], near: Sequence[str]) -> UnknownThing | Gone:
    """The error for IRIs of which nothing is said."""
    if (left := gone(iris, service().index.revision.change)) is not None:
        return left
    found = places(near or _called(iris[0]))
    also = Message(" Did you mean {places}?", places=either(found)) if found else Message()
    told = Message("Nothing is said of <{iri}>, nor ever was.{also}", iri=iris[0], also=also)
    return UnknownThing(told, found)


def _called(iri: str) -> list[str]:
    """The things of its kind that have what it ends with as a name, in whatever language."""
    kind, _, end = unquote(iri).rpartition("/")
    fitting = (match.thing for match in names().words.matching(end[:_LONGEST]))
    return list(islice((thing for thing in fitting if _is_of(kind, thing)), _MOST))


def _is_of(kind: str, thing: str) -> bool:
    return thing.startswith(kind + "/") and "/" not in thing[len(kind) + 1 :]


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
