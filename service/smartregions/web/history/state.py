"""A graph as it stood: `?at=`, and Memento (RFC 7089): TimeGate, Mementos, TimeMap.

A state of the past is kept by caches and asked about each time (`no-cache`): nothing alters it but
an erasure that law demands, which has to reach whoever asks again.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.http import parse_date

from smartregions.errors import BadRequest, Gone, UnknownThing
from smartregions.formats import FORMATS, GRAPHS, Format
from smartregions.index import Task
from smartregions.publication.past import STATE
from smartregions.registry import past as log
from smartregions.registry.change import Change
from smartregions.web import past
from smartregions.web.answers import labelled
from smartregions.web.cache import keep_response
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.history.asking import (
    accepted,
    given,
    graph_of,
    http_time,
    is_known,
    not_modified,
    page,
)
from smartregions.web.history.asking import tag as tagged
from smartregions.web.negotiation import Wanted
from smartregions.web.operations import (
    TEXT,
    Operation,
    Parameter,
    operation,
)
from smartregions.web.past import registry
from smartregions.web.service import service
from smartregions.web.tables import shortened

blueprint = Blueprint("states", __name__)

_TIMEMAP = Format("timemap", "results", "application/link-format", "link")
_SOURCE = Parameter("source", "The name of the graph.", TEXT, "path")
_MAP = Operation(
    (_SOURCE,), answers={_TIMEMAP.media_type: TEXT}, is_conditional=True, statuses=frozenset({404})
)


@blueprint.get("/graph/<path:source>/timemap")
@operation(_MAP)
def timemap(source: str) -> Response:
    """Every state of a graph with its time, as links (RFC 7089, section 5)."""
    return _timemap(graph_of(source))


@blueprint.get("/history/timemap")
@operation(
    Operation(
        (Parameter("graph", "The graph, by its IRI."),), _MAP.bodies, _MAP.answers, _MAP.statuses
    )
)
def timemap_of_any() -> Response:
    """Every state of any graph with its time, as links (RFC 7089, section 5)."""
    return _timemap(graph_of(None))


def at(graph: str) -> Response | None:
    """What a GET of the graph gets that asks for its past; None for one that asks for now.

    By `at=`, the state after a change or at a time; by `Accept-Datetime`, where that state is.
    Raises BadRequest, UnknownThing before the graph was made, Gone while it was deleted,
    NotAcceptable, LimitReached.
    """
    if text := given().get("at"):
        keep_response(service().index.revision)
        change = past.change_at(text)
        response = _state(graph, change)
        made = log.last_by(registry(), graph, change)
        assert made is not None
        response.headers["Memento-Datetime"] = http_time(made)
        response.headers["Content-Location"] = Addresses(graph).at(made.sequence)
        response.headers["Link"] = _links(graph)
        return response
    if (header := request.headers.get("Accept-Datetime")) is not None:
        return _negotiated(graph, header)
    return None


def linked(response: Response, graph: str) -> Response:
    """The answer for now, with the way to the past."""
    response.vary.add("Accept-Datetime")
    response.headers.add("Link", _links(graph))
    return response


def _state(graph: str, number: int) -> Response:
    change = standing(graph, number)
    chosen = accepted(GRAPHS, "A graph")
    tag = tagged(change.sequence, change.state, log.last_redaction(registry(), graph), chosen)
    return not_modified(tag) if is_known(tag) else _written(change, chosen, tag)


def standing(graph: str, number: int) -> Change:
    """The change that left the graph as it was after that number. Raises UnknownThing and Gone."""
    change = log.last_by(registry(), graph, number)
    if change is None:
        first = log.first_of(registry(), graph)
        came = f" It came with change {first.sequence}, {first.time}." if first else ""
        raise UnknownThing(f"<{graph}> was not here after change {number}.{came}")
    if not change.stands:
        last = whole(Addresses(graph).at(change.base))
        raise Gone(
            f"<{graph}> was deleted by {change.agent} on {change.time} (change {change.sequence}). "
            f"GET {last} has its last state."
        )
    return change


def _written(change: Change, chosen: Wanted, tag: str) -> Response:
    formats = ["turtle"] if chosen.page else list(chosen.formats)
    values = {"graph": change.graph, "at": change.sequence, "formats": formats}
    done = service().index.do(Task(STATE, values))
    if chosen.page:
        return page(_page(change, done.body.decode()), tag)
    known = next(each for each in FORMATS if each.name == done.values["format"])
    return labelled(Response(done.body, content_type=known.content_type), tag)


def _page(change: Change, turtle: str) -> str:
    addresses = Addresses(change.graph)
    here = addresses.at(change.sequence)
    return render_template(
        "state.html",
        change=change,
        addresses=addresses,
        turtle=turtle,
        downloads=[(f.name, f"{here}&{urlencode({'format': f.name})}") for f in GRAPHS],
        shortened=shortened,
    )


def _negotiated(graph: str, header: str) -> Response:
    """Lead to the state at that time; to the first one, for a time before (section 4.5.3)."""
    time = parse_date(header)
    if time is None:
        raise BadRequest(
            f"Accept-Datetime: {header} is no time such as Thu, 26 Nov 2026 10:00:00 GMT."
        )
    until = past.as_logged(time + timedelta(seconds=1, microseconds=-1))
    number = min(registry().at_time(until), service().index.revision.change)
    change = log.last_by(registry(), graph, number) or log.first_of(registry(), graph)
    if change is None:
        raise UnknownThing(f"<{graph}> never was here.")
    found = Response(status=302, headers={"Location": whole(Addresses(graph).at(change.sequence))})
    return labelled(linked(found, graph), None)


def _links(graph: str) -> str:
    addresses = Addresses(graph)
    return (
        f'<{whole(addresses.now)}>; rel="original timegate", '
        f'<{whole(addresses.timemap)}>; rel="timemap"; type="{_TIMEMAP.media_type}"'
    )


def _timemap(graph: str | None) -> Response:
    last = log.last_by(registry(), graph, service().index.revision.change) if graph else None
    if graph is None or last is None:
        raise UnknownThing(f"<{graph or ''}> never was here, so it has no states.")
    tag = tagged(last.hash)
    if is_known(tag):
        return not_modified(tag)
    changes = [made for made in registry().history(graph, until=last.sequence) if made.stands]
    return labelled(Response(_map(graph, changes), content_type=_TIMEMAP.media_type), tag)


def _map(graph: str, changes: list[Change]) -> str:
    addresses = Addresses(graph)
    now, here = whole(addresses.now), whole(addresses.timemap)
    ends = f'; from="{http_time(changes[0])}"; until="{http_time(changes[-1])}"' if changes else ""
    lines = [
        f'<{now}>; rel="original timegate"',
        f'<{here}>; rel="self"; type="{_TIMEMAP.media_type}"{ends}',
    ]
    for change in changes:
        name = " ".join(
            word
            for word, holds in (("first", change is changes[0]), ("last", change is changes[-1]))
            if holds
        )
        relation = f"{name} memento".strip()
        state = whole(addresses.at(change.sequence))
        lines.append(f'<{state}>; rel="{relation}"; datetime="{http_time(change)}"')
    return ",\n".join(lines) + "\n"
