"""A graph as it stood: `?at=`, and Memento (RFC 7089): TimeGate and Mementos.

A state of the past is kept by caches and asked about each time (`no-cache`): nothing alters it but
an erasure that law demands, which has to reach whoever asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Response, render_template, request

from smartregions.errors import Gone, UnknownThing
from smartregions.formats import FORMATS, GRAPHS
from smartregions.index import Task
from smartregions.messages import Message
from smartregions.publication.past import STATE
from smartregions.registry import past as log
from smartregions.registry.change import Change
from smartregions.web import past
from smartregions.web.answers import MOST_TURTLE, beginning, labelled
from smartregions.web.cache import keep_response
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.history.asking import (
    accepted,
    given,
    http_time,
    is_known,
    not_modified,
    page,
)
from smartregions.web.history.asking import tag as tagged
from smartregions.web.history.timemap import TIMEMAP
from smartregions.web.links import Link
from smartregions.web.negotiation import Wanted
from smartregions.web.past import registry
from smartregions.web.service import service


def at(graph: str, suffix: str | None = None) -> Response | None:
    """What a GET of the graph gets that asks for its past; None for one that asks for now.

    By `at=`, the state after a change or at a time; by `Accept-Datetime`, where that state is.
    Raises BadRequest, UnknownThing before the graph was made, Gone while it was deleted,
    NotAcceptable, LimitReached.
    """
    if text := given().get("at"):
        keep_response(service().index.revision)
        change = past.change_at(text)
        response = _state(graph, change, suffix)
        made = log.last_by(registry(), graph, change)
        assert made is not None
        response.headers["Memento-Datetime"] = http_time(made)
        response.headers["Content-Location"] = Addresses(graph).at(made.sequence, suffix or "")
        response.headers["Link"] = _links(graph)
        return response
    if (header := request.headers.get("Accept-Datetime")) is not None:
        return _negotiated(graph, header, suffix)
    return None


def linked(response: Response, graph: str, more: Iterable[Link] = ()) -> Response:
    """The answer for now, with the way to the past, and more links."""
    response.vary.add("Accept-Datetime")
    response.headers["Link"] = _links(graph, more)
    return response


def _state(graph: str, number: int, suffix: str | None) -> Response:
    change = standing(graph, number)
    chosen = accepted(GRAPHS, Message("A graph"), suffix)
    tag = tagged(change.sequence, change.state, log.last_redaction(registry(), graph), chosen)
    return not_modified(tag) if is_known(tag) else _written(change, chosen, tag)


def standing(graph: str, number: int) -> Change:
    """The change that left the graph as it was after that number. Raises UnknownThing and Gone."""
    change = log.last_by(registry(), graph, number)
    if change is None:
        first = log.first_of(registry(), graph)
        came = _came(first) if first else Message()
        raise UnknownThing(
            Message(
                "<{graph}> was not here after change {number}.{came}",
                graph=graph,
                number=number,
                came=came,
            )
        )
    if not change.stands:
        told, last = deletion(change)
        raise Gone(told, last)
    return change


def deletion(change: Change) -> tuple[Message, str]:
    """What is told of a graph that is not there after this change, and where its last state is."""
    while change.kind == "redact":
        before = log.last_by(registry(), change.graph, change.base)
        assert before is not None
        change = before
    last = whole(Addresses(change.graph).at(change.base))
    told = Message(
        "<{graph}> was deleted by {agent} on {time} (change {sequence}). GET {last} has its last "
        "state.",
        graph=change.graph,
        agent=change.agent,
        time=change.time,
        sequence=change.sequence,
        last=last,
    )
    return told, last


def _came(first: Change) -> Message:
    return Message(" It came with change {n}, {time}.", n=first.sequence, time=first.time)


def _written(change: Change, chosen: Wanted, tag: str) -> Response:
    formats = ["turtle"] if chosen.page else list(chosen.formats)
    values = {"graph": change.graph, "at": change.sequence, "formats": formats}
    done = service().index.do(Task(STATE, values))
    if chosen.page:
        return page(_page(change, done.body), tag)
    known = next(each for each in FORMATS if each.name == done.values["format"])
    return labelled(Response(done.body, content_type=known.content_type), tag)


def _page(change: Change, turtle: bytes) -> str:
    addresses = Addresses(change.graph)
    here = addresses.at(change.sequence)
    return render_template(
        "state.html",
        change=change,
        addresses=addresses,
        turtle=beginning(turtle),
        is_turtle_cut=len(turtle) > MOST_TURTLE,
        downloads=[(f.name, f"{here}&{urlencode({'format': f.name})}") for f in GRAPHS],
    )


def _negotiated(graph: str, header: str, suffix: str | None) -> Response:
    """Lead to the last state by that time; to the first one, for a time before (section 4.5.3)."""
    number = past.change_negotiated(header)
    change = log.last_state(registry(), graph, number) or log.first_of(registry(), graph)
    if change is None:
        raise UnknownThing(Message("<{graph}> never was here.", graph=graph))
    place = whole(Addresses(graph).at(change.sequence, suffix or ""))
    if name := given().get("format"):
        place += "&" + urlencode({"format": name})
    return labelled(linked(Response(status=302, headers={"Location": place}), graph), None)


def _links(graph: str, more: Iterable[Link] = ()) -> str:
    addresses = Addresses(graph)
    found = (
        Link("original timegate", whole(addresses.now)),
        Link("timemap", whole(addresses.timemap), TIMEMAP.media_type),
    )
    return ", ".join(link.header for link in (*found, *more))
