"""`/graphs` and `/graph/...`: the named graphs, read and written one by one.

SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/), indirect
and direct. What is written is judged first; the default graph is the merge of all and only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Literal

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed

from smartregions import namespaces as ns
from smartregions.errors import BadRequest, Conflict, UnknownThing
from smartregions.formats import FORMATS, GRAPHS, HTML
from smartregions.publication.judging import Asked as Wanted
from smartregions.publication.parts import Part
from smartregions.publication.writing import Publisher
from smartregions.registry.change import Change, Received
from smartregions.web import body, coding, history, preconditions, protocol, published
from smartregions.web.answers import Frame, respond
from smartregions.web.graphnames import named_by
from smartregions.web.holders import (
    holder,
    known,
    new_graph,
    refuse_unless_granted,
    registry,
    spaces,
)
from smartregions.web.languages import language
from smartregions.web.multipart import FORM_OF_FILES, MULTIPART, files_alone
from smartregions.web.operations import ANSWERS as _ALL
from smartregions.web.operations import (
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    operation,
)
from smartregions.web.protocol import Asked
from smartregions.web.service import service

blueprint = Blueprint("graphs", __name__)

_GRAPH = Parameter("graph", "The IRI of a named graph.", TEXT)
_DEFAULT = Parameter("default", "The default graph, which is the merge of all named ones.", TEXT)
_NAME = Parameter("name", f"What follows {ns.GRAPH} in the IRI of the graph.", TEXT, "path")
_INDIRECT, _DIRECT = (_GRAPH, _DEFAULT), (_NAME,)
_ANSWERS = {known.media_type: _ALL[known.media_type] for known in GRAPHS} | dict(PAGE)
_BODIES = {known.media_type: TEXT for known in GRAPHS if known.name != "nquads"}
_POSTED = {**_BODIES, MULTIPART: FORM_OF_FILES}
_REFUSALS = frozenset({401, 403, 404, 409, 412, 413, 415, 507})


def _reading(parameters: tuple[Parameter, ...]) -> Operation:
    return Operation(
        (*parameters, *OPTIONS),
        {},
        _ANSWERS,
        frozenset({404, 410}),
        evaluates=True,
        is_conditional=True,
    )


def _writing(
    parameters: tuple[Parameter, ...], bodies: Mapping[str, Schema] = _BODIES
) -> Operation:
    return Operation(
        parameters,
        bodies,
        published.WRITTEN,
        _REFUSALS,
        evaluates=True,
        is_write=True,
    )


@blueprint.get("/graphs")
@operation(_reading(_INDIRECT))
def get_indirect() -> Response:
    """A graph, or the merge of all."""
    graph = _named()
    return _read_default() if graph is None else _read(graph)


@blueprint.get("/graph/<path:name>")
@operation(_reading(_DIRECT))
def get_direct(name: str) -> Response:
    """A graph of ours."""
    return _read(named_by(ns.GRAPH + name))


@blueprint.put("/graphs")
@operation(_writing(_INDIRECT))
def put_indirect() -> Response:
    """Replace a graph, or make one."""
    return _write(_writable(), "put")


@blueprint.put("/graph/<path:name>")
@operation(_writing(_DIRECT))
def put_direct(name: str) -> Response:
    """Replace a graph of ours, or make one."""
    return _write(_of_ours(name), "put")


@blueprint.post("/graphs")
@operation(_writing(_INDIRECT, _POSTED))
def post_indirect() -> Response:
    """Add to a graph, or make one; without a parameter, one whose name the service chooses."""
    if not protocol.pairs(request.query_string):
        return _write(new_graph(holder()), "post")
    return _write(_writable(), "post")


@blueprint.post("/graph/<path:name>")
@operation(_writing(_DIRECT, _POSTED))
def post_direct(name: str) -> Response:
    """Add to a graph of ours, or make one."""
    return _write(_of_ours(name), "post")


@blueprint.delete("/graphs")
@operation(_writing(_INDIRECT, {}))
def delete_indirect() -> Response:
    """Delete a graph; its history stays."""
    return _write(_writable(), "delete")


@blueprint.delete("/graph/<path:name>")
@operation(_writing(_DIRECT, {}))
def delete_direct(name: str) -> Response:
    """Delete a graph of ours; its history stays."""
    return _write(_of_ours(name), "delete")


def _named() -> str | None:
    """The graph that the address names; None for a default graph that merges all others.

    Raises BadRequest.
    """
    given = protocol.pairs(request.query_string)
    graphs = [value for name, value in given if name == "graph"]
    defaults = [value for name, value in given if name == "default"]
    if len(graphs) + len(defaults) != 1:
        raise BadRequest("Name one graph: /graphs?graph=IRI, or /graphs?default.")
    if defaults and not service().dataset.is_union:
        return ns.DEFAULT_GRAPH
    return named_by(graphs[0]) if graphs else None


def _of_ours(name: str) -> str:
    """The graph of that name. Raises MethodNotAllowed where the past of another one is read."""
    graph = named_by(ns.GRAPH + name)
    try:
        history.refuse_reserved(graph)
    except Conflict as error:
        works = ["POST"] if graph.endswith("/restore") else ["GET", "HEAD"]
        raise MethodNotAllowed([*works, "OPTIONS"], str(error)) from error
    return graph


def _writable() -> str:
    who = holder()  # who may not write is not told more
    graph = _named()
    if graph is None:
        raise Conflict(
            f"The default graph is the merge of all named ones, and cannot be written. "
            f"{who.grants.holder} may write to {', '.join(who.grants.graphs)}: /graphs?graph=IRI."
        )
    return graph


def _write(graph: str, kind: Literal["put", "post", "delete"]) -> Response:
    who, held = holder(), service()
    operation_ = "delete" if kind == "delete" else "write"
    refuse_unless_granted(who, operation_, graph)
    history.refuse_reserved(graph)
    _allowed(graph, registry().last_of(graph))
    text = body.read(request, held.settings.max_upload_bytes)
    form, name = published.form(), graph.rstrip("/#").rpartition("/")[2] or graph
    type_ = request.mimetype if kind != "delete" else "text/turtle"
    files = files_alone(text, request) if (kind, type_) == ("post", MULTIPART) else []
    parts = [asdict(Part(file.name, file.media_type, len(file.data))) for file in files]
    wanted = Wanted(graph, kind, type_, name, spaces(who), known(who), form, language().tag, parts)
    said = request.content_type if files else type_
    received = Received(b"" if kind == "delete" else text, said or type_, name)
    publisher = Publisher(registry(), held.index, held.run)
    judged = b"".join(file.data for file in files) if files else None
    outcome = publisher.write(wanted, received, who.grants.holder, _allowed, judged)
    return published.respond(outcome, who, form)


def _allowed(graph: str, last: Change | None) -> None:
    """What this request demands of the graph. Raises UnknownThing and PreconditionFailed."""
    if request.method == "DELETE" and not (last and last.stands):
        raise _unknown(graph)
    headers = request.headers
    preconditions.refuse(headers.get("If-Match"), headers.get("If-None-Match"), last)


def _unknown(graph: str) -> UnknownThing:
    return UnknownThing(f"There is no graph <{graph}>; /sparql lists them.")


def _read(graph: str) -> Response:
    if graph != ns.PROVENANCE_GRAPH and (then := history.at(graph)) is not None:
        return then
    until = service().index.revision.change
    if graph == ns.DEFAULT_GRAPH:
        return _read_default()
    if graph == ns.PROVENANCE_GRAPH:
        return _told(f"GRAPH <{graph}> {{ ?s ?p ?o }}", str(until))
    last = registry().last_of(graph, until=until)
    if last is None or not last.stands:
        raise _unknown(graph)
    now = _told(f"GRAPH <{graph}> {{ ?s ?p ?o }}", preconditions.tag(last))
    return history.linked(now, graph)


def _read_default() -> Response:
    return _told("?s ?p ?o", str(service().index.revision.change))


def _told(pattern: str, number: str) -> Response:
    """The triples of a pattern; the entity tag tells the state and the representation."""
    options = protocol.options(protocol.pairs(request.query_string))
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    response = respond(Asked(options=options), text, Frame("answer.html"))
    if response.status_code == 200:
        tag = f"{number}-{_representation(response)}"
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304, headers={"Cache-Control": "no-cache"})
            response.vary.add("Accept")
        response.set_etag(tag)
    return response


def _representation(response: Response) -> str:
    names = {known.media_type: known.name for known in FORMATS} | {HTML: "html"}
    name = names[response.mimetype or HTML]
    coded = coding.chosen(request.headers.get("Accept-Encoding"), len(response.get_data()))
    return name if coded == coding.IDENTITY else f"{name}-{coded}"
