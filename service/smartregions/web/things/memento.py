"""A thing as it was: `?at=`, and Memento (RFC 7089) with the document as its own TimeGate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from smartregions.errors import Gone, UnknownThing
from smartregions.index import Task
from smartregions.messages import Message
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

    Raises BadRequest, and NotYet for what has not come.
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


def negotiated(header: str, meant: Sequence[Asked], suffix: str | None) -> Response | None:
    """Lead to the state at that time; to the first one, for a time before (section 4.5.3).

    None for what has no states: no change says anything of it. Raises BadRequest.
    """
    until = past.change_negotiated(header)
    for number, asked in enumerate(meant):
        for iri in asked.iris:
            if (change := _nearest(iri, until)) is not None:
                return _led(asked.document, iri, change, "" if number else suffix)
    return None


def _led(document: Document, iri: str, change: int, suffix: str | None) -> Response:
    given = [pair for pair in protocol.pairs(request.query_string) if pair[0] != _AT]
    address = document.address + (f".{suffix}" if suffix else "")
    place = f"{address}?{urlencode([*given, (_AT, change)])}"
    led = labelled(Response(status=302, headers={"Location": place}), None)
    led.vary.add("Accept-Datetime")
    led.headers["Link"] = ", ".join(link.header for link in _links(iri, document))
    return led


def _nearest(iri: str, until: int) -> int | None:
    """The last state of a thing by that change, else its first one; None if it has none."""
    told = service().index.do(Task(STATES, {"iri": iri})).values["states"]
    numbers: list[int] = [change for change, _ in told]
    return max((each for each in numbers if each <= until), default=next(iter(numbers), None))


def absent(
    meant: Sequence[Asked], near: Sequence[str], is_offered: bool = False
) -> UnknownThing | Gone:
    """Why nothing was said of things then: they had gone, had not come yet, or never were.

    What is offered is what the catalogue alone describes.
    """
    iris = [iri for each in meant for iri in each.iris]
    document = meant[0].document
    assert document.at is not None
    if (left := gone(iris, document.at)) is not None:
        return left
    came = service().index.do(Task(ARRIVED, {"iris": iris, "at": document.at})).values
    if came:
        return _not_yet(iris[0], document, came)
    told = {"iri": iris[0], "at": document.at, "here": document.address}
    here = (document.address,)
    if any(_is_described(each) for each in meant):
        return UnknownThing(
            Message("Nothing was said of <{iri}> after change {at}. It came later: {here}", **told),
            here,
        )
    if is_offered:
        return UnknownThing(
            Message("The catalogue tells of <{iri}> as it is now, and of no time before.", **told),
            here,
        )
    return UnknownThing(
        Message("Nothing was said of <{iri}> after change {at}, and nothing ever was.", **told),
        places(near),
    )


def _not_yet(iri: str, document: Document, came: Mapping[str, Any]) -> UnknownThing:
    there = Document(document.address, came["change"]).page(1)
    return UnknownThing(
        Message(
            "Nothing was said of <{iri}> after change {at}. It came with change {change}, "
            "{time}: {there}",
            iri=iri,
            at=document.at,
            change=came["change"],
            time=came["time"],
            there=there,
        ),
        (there,),
    )


def _is_described(asked: Asked) -> bool:
    now = Asked(asked.iris, Document(asked.document.address))
    return "iri" in service().index.do(describing.task(now)).values
