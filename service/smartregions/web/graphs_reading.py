"""What a reader of a graph gets: its triples in the format that is wanted, now or as they were."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, request

from smartregions import namespaces as ns
from smartregions.catalogue.offered import dataset_of
from smartregions.errors import UnknownThing
from smartregions.formats import FORMATS, GRAPHS, HTML, Format
from smartregions.messages import Message
from smartregions.publication.reserved import SUFFIXES
from smartregions.registry.change import Change
from smartregions.things import addresses
from smartregions.web import coding, history, preconditions, protocol
from smartregions.web.answers import Frame, respond
from smartregions.web.graphnames import Meant, free_suffixes
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.holders import registry
from smartregions.web.languages import language
from smartregions.web.links import Link
from smartregions.web.negotiation import wanted_document
from smartregions.web.operations import ANSWERS, OPTIONS, PAGE, Operation, Parameter
from smartregions.web.protocol import Asked
from smartregions.web.service import service

_ANSWERS = {known.media_type: ANSWERS[known.media_type] for known in GRAPHS} | dict(PAGE)
_DATASET = "https://schema.org/Dataset"
_DESCRIPTIONS = ("turtle", "jsonld")
"""In which a dataset is described for programs; there are more."""


def reading(parameters: tuple[Parameter, ...]) -> Operation:
    """What a route gives that reads a graph."""
    return Operation(
        (*parameters, *OPTIONS),
        {},
        _ANSWERS,
        frozenset({404, 410}),
        evaluates=True,
        is_conditional=True,
    )


def read(meant: Meant) -> Response:
    """The graph, or what it was when the request says so.

    Raises UnknownThing and Gone for what is not there, BadRequest, NotAcceptable, and as the index
    does.
    """
    graph, suffix = meant.graph, meant.suffix
    if graph == ns.DEFAULT_GRAPH and service().dataset.is_union:
        return read_default(suffix)
    if graph == ns.PROVENANCE_GRAPH:
        until = str(service().index.revision.change)
        return _told(f"GRAPH <{graph}> {{ ?s ?p ?o }}", until, meant)
    if (then := history.at(graph, suffix)) is not None:
        return then
    if graph == ns.DEFAULT_GRAPH:
        return read_default(suffix)
    last = registry().last_of(graph, until=service().index.revision.change)
    if last is None or not last.stands:
        raise unknown(graph, last)
    now = _told(f"GRAPH <{graph}> {{ ?s ?p ?o }}", preconditions.tag(last), meant)
    return history.linked(now, graph, _links(graph))


def read_default(suffix: str | None = None) -> Response:
    """The default graph. Raises NotAcceptable, and as the index does."""
    number = str(service().index.revision.change)
    return _told("?s ?p ?o", number, Meant(ns.DEFAULT_GRAPH, suffix))


def unknown(graph: str, last: Change | None) -> UnknownThing:
    """Why there is no such graph; of one that was deleted, where its last state is.

    It is 404 all the same: the Graph Store Protocol asks for it after a DELETE, and a PUT makes the
    graph anew (its test suite, `get_of_delete`).
    """
    if last is None:
        return UnknownThing(
            Message("There is no graph <{graph}>; /sparql lists them.", graph=graph)
        )
    told, there = history.deletion(last)
    return UnknownThing(told, (there,))


def _told(pattern: str, number: str, meant: Meant) -> Response:
    """The triples of a pattern; the entity tag tells the state and the representation."""
    options = protocol.options(protocol.pairs(request.query_string), meant.suffix)
    wanted_document(request.headers.get("Accept"), options.format, GRAPHS, Message("A graph"))
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    response = respond(Asked(options=options), text, _frame(meant))
    if response.status_code == 200:
        tag = f"{number}-{_representation(response)}"
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304, headers={"Cache-Control": "no-cache"})
            response.vary.add("Accept")
        response.set_etag(tag)
    return response


def _frame(meant: Meant) -> Frame:
    """The page, which leads to the other formats."""
    end = len(meant.suffix) + 1 if meant.suffix else 0
    path = quote(request.path[: len(request.path) - end], safe="/")
    is_direct = request.path.startswith("/graph/")
    by_name = is_direct and len(free_suffixes(meant.graph)) < len(SUFFIXES)
    return Frame("answer.html", path=path, by_name=by_name)


def _representation(response: Response) -> str:
    names = {known.media_type: known.name for known in FORMATS}
    kind = response.mimetype or HTML
    name = f"html.{language().tag}" if kind == HTML else names[kind]
    coded = coding.chosen(request.headers.get("Accept-Encoding"), len(response.get_data()))
    return name if coded == coding.IDENTITY else f"{name}-{coded}"


def _links(graph: str) -> Iterator[Link]:
    """What the graph is, where it is in each format, and where it is described.

    FAIR Signposting (https://signposting.org/FAIR/): licence and author are with the description.
    """
    yield Link("cite-as", graph)
    yield Link("type", _DATASET)
    if path := addresses.path(dataset_of(graph)):
        yield Link("collection", whole(f"/{path}"), HTML)
        for known in GRAPHS:
            if known.name in _DESCRIPTIONS:
                place = whole(f"/{path}.{known.suffix}")
                yield Link("describedby", place, known.media_type)
    free = free_suffixes(graph)
    for known in GRAPHS:
        yield Link("alternate", whole(_address(graph, known, free)), known.media_type)
    yield Link("alternate", whole(Addresses(graph).now_as("html")), HTML)


def _address(graph: str, known: Format, free: frozenset[str]) -> str:
    addresses_ = Addresses(graph)
    return addresses_.now_as(known.suffix) if known.suffix in free else addresses_.as_(known.name)
