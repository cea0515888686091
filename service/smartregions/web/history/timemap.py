"""TimeMaps (RFC 7089, section 5): every state of a graph, or of a thing, with its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response
from werkzeug.http import http_date

from smartregions import namespaces as ns
from smartregions.errors import BadRequest, UnknownThing
from smartregions.formats import Format
from smartregions.index import Task
from smartregions.messages import Message
from smartregions.registry import past as log
from smartregions.things import addresses
from smartregions.things.document import Document
from smartregions.web.answers import labelled
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.history.asking import given, graph_of, is_known, not_modified, refuse_derived
from smartregions.web.history.asking import tag as tagged
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.past import STATES, registry
from smartregions.web.service import service

blueprint = Blueprint("timemaps", __name__)

TIMEMAP = Format("timemap", "results", "application/link-format", "link")
_SOURCE = Parameter("source", "The name of the graph.", TEXT, "path")
_ANSWERS = {TIMEMAP.media_type: TEXT}
_MAP = Operation((_SOURCE,), answers=_ANSWERS, is_conditional=True, statuses=frozenset({404}))
_MAP_OF_ANY = Operation(
    (
        Parameter("graph", "The graph, by its IRI."),
        Parameter("thing", "Or the thing, by its IRI."),
    ),
    answers=_ANSWERS,
    is_conditional=True,
    statuses=frozenset({404}),
)

State = tuple[str, str]
"""Where it is, and the time at which it came to be, as the log writes times."""


@blueprint.get("/graph/<path:source>/timemap")
@operation(_MAP)
def timemap(source: str) -> Response:
    """Every state of a graph with its time, as links (RFC 7089, section 5)."""
    return _of_graph(graph_of(source))


@blueprint.get("/history/timemap")
@operation(_MAP_OF_ANY)
def timemap_of_any() -> Response:
    """Every state of any graph, or of a thing, with its time, as links (RFC 7089, section 5)."""
    thing, graph = given().get("thing"), graph_of(None)
    if thing and graph:
        raise BadRequest(Message("Name a graph or a thing, and not both."))
    return _of_thing(thing) if thing else _of_graph(graph)


def of_thing(iri: str) -> str:
    """Where the TimeMap of a thing is."""
    return whole(f"/history/timemap?{urlencode({'thing': iri})}")


def _of_graph(graph: str | None) -> Response:
    refuse_derived(graph)
    last = log.last_by(registry(), graph, service().index.revision.change) if graph else None
    if graph is None or last is None:
        raise UnknownThing(
            Message("<{graph}> never was here, so it has no states.", graph=graph or "")
        )
    tag = tagged(last.hash)
    if is_known(tag):
        return not_modified(tag)
    addresses_ = Addresses(graph)
    made = registry().history(graph, until=last.sequence)
    states = [(whole(addresses_.at(each.sequence)), each.time) for each in made if each.stands]
    return _told(whole(addresses_.now), whole(addresses_.timemap), states, tag)


def _of_thing(iri: str) -> Response:
    _refuse_terms(iri)
    now = service().index.revision
    path = addresses.path(iri)
    tag = tagged(now.hash)
    if path and is_known(tag):
        return not_modified(tag)
    made = service().index.do(Task(STATES, {"iri": iri})).values["states"] if path else []
    if not path or not made:
        raise UnknownThing(
            Message("No change says anything of <{iri}>, so it has no states.", iri=iri[:200])
        )
    original = whole("/" + path)
    states = [(Document(original, number).page(1), time) for number, time in made]
    return _told(original, of_thing(iri), states, tag)


def _refuse_terms(iri: str) -> None:
    """Raise UnknownThing for a term: its document has no past, and its graph has."""
    for space, graph in ((ns.SR, ns.ONTOLOGY_GRAPH), (ns.SHAPE, ns.SHAPES_GRAPH)):
        if iri.startswith(space):
            there = whole(Addresses(graph).timemap)
            raise UnknownThing(
                Message(
                    "<{iri}> has no states of its own; {there} has those of all terms.",
                    iri=iri[:200],
                    there=there,
                ),
                (there,),
            )


def _told(original: str, here: str, states: Sequence[State], tag: str) -> Response:
    text = _map(original, here, states)
    return labelled(Response(text, content_type=TIMEMAP.media_type), tag)


def _map(original: str, here: str, states: Sequence[State]) -> str:
    times = [http_date(datetime.fromisoformat(time)) for _, time in states]
    ends = f'; from="{times[0]}"; until="{times[-1]}"' if times else ""
    lines = [
        f'<{original}>; rel="original timegate"',
        f'<{here}>; rel="self"; type="{TIMEMAP.media_type}"{ends}',
    ]
    for number, ((address, _), time) in enumerate(zip(states, times, strict=True), 1):
        names = {"first": number == 1, "last": number == len(states)}
        relation = " ".join([*(name for name, holds in names.items() if holds), "memento"])
        lines.append(f'<{address}>; rel="{relation}"; datetime="{time}"')
    return ",\n".join(lines) + "\n"
