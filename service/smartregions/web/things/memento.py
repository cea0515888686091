"""A thing as it was: `?at=`, and Memento (RFC 7089) with the document as its own TimeGate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from smartregions.errors import Gone, UnknownThing
from smartregions.index import Task
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.registry import past as log
from smartregions.registry.change import Change
from smartregions.things import describing
from smartregions.things.describing import Asked
from smartregions.things.document import Document
from smartregions.web import past, protocol
from smartregions.web.answers import labelled
from smartregions.web.history.asking import http_time
from smartregions.web.history.timemap import TIMEMAP, of_thing
from smartregions.web.links import Link
from smartregions.web.past import ARRIVED, STATES, registry
from smartregions.web.service import service
from smartregions.web.things.absent import gone, places

_AT = "at"


def has_past() -> bool:
    """Whether the service keeps a log of changes."""
    return service().registry is not None


def at() -> int | None:
    """The change after which the thing is asked for; None for now.

    Raises BadRequest, and UnknownThing for what has not come.
    """
    given = protocol.options(protocol.pairs(request.query_string)).at
    return past.change_at(given) if given else None


def made(at: int) -> Change | None:
    """The last change by then, of any graph; None before the first."""
    return log.last_by(registry(), None, at)


def state(last: Change) -> str:
    """What tells a state from all others: how it was reached, and what was erased from it since."""
    return f"{last.hash} {log.last_redaction(registry())}"


def told(response: Response, last: Change) -> Response:
    """The response with the time of the state that it tells."""
    response.headers["Memento-Datetime"] = http_time(last)
    return response


def links(outline: Mapping[str, Any], document: Document) -> tuple[Link, ...]:
    """The links to the states of a thing; none of what the log does not hold."""
    graphs = {each["graph"] for each in outline["datasets"]}
    return tuple(_links(outline["iri"], document)) if has_past() and graphs - _MADE else ()


_MADE = {PROVENANCE_GRAPH}
"""Follows from the log, and is not in it."""


def _links(iri: str, document: Document) -> Iterator[Link]:
    yield Link("original", document.address)
    yield Link("timegate", document.address)
    yield Link("timemap", of_thing(iri), TIMEMAP.media_type)


def negotiated(header: str, meant: Sequence[Asked], suffix: str | None) -> Response:
    """Lead to the state at that time; to the first one, for a time before (section 4.5.3).

    Raises BadRequest.
    """
    number = past.change_negotiated(header)
    document = meant[0].document
    number = _nearest([iri for each in meant for iri in each.iris], number)
    asked = [pair for pair in protocol.pairs(request.query_string) if pair[0] != _AT]
    address = document.address + (f".{suffix}" if suffix else "")
    place = f"{address}?{urlencode([*asked, (_AT, number)])}"
    found = labelled(Response(status=302, headers={"Location": place}), None)
    found.vary.add("Accept-Datetime")
    found.headers["Link"] = f'<{document.address}>; rel="original timegate"'
    return found


def _nearest(iris: Sequence[str], number: int) -> int:
    """The last state of the first known of these by that change, else its first one.

    The change itself where the log says nothing of them.
    """
    for iri in iris:
        told = service().index.do(Task(STATES, {"iri": iri})).values["states"]
        if told:
            numbers: list[int] = [change for change, _ in told]
            return max((each for each in numbers if each <= number), default=numbers[0])
    return number


def absent(meant: Sequence[Asked], near: Sequence[str]) -> UnknownThing | Gone:
    """Why nothing was said of things then: they had gone, had not come yet, or never were."""
    iris = [iri for each in meant for iri in each.iris]
    document = meant[0].document
    assert document.at is not None
    if (left := gone(iris, document.at)) is not None:
        return left
    came = service().index.do(Task(ARRIVED, {"iris": iris, "at": document.at})).values
    before = f"Nothing was said of <{iris[0]}> after change {document.at}"
    if came:
        there = Document(document.address, came["change"]).page(1)
        number, time = came["change"], came["time"]
        return UnknownThing(f"{before}. It came with change {number}, {time}: {there}", (there,))
    if any(_is_described(each) for each in meant):
        return UnknownThing(f"{before}. It came later: {document.address}", (document.address,))
    return UnknownThing(f"{before}, and nothing ever was.", places(near))


def _is_described(asked: Asked) -> bool:
    now = Asked(asked.iris, Document(asked.document.address))
    return "iri" in service().index.do(describing.task(now)).values
