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
from smartregions.errors import BadRequest, Conflict
from smartregions.formats import GRAPHS
from smartregions.messages import Message
from smartregions.publication.judging import Asked as Wanted
from smartregions.publication.parts import Part
from smartregions.publication.reserved import is_past, refuse_name, unopenable
from smartregions.publication.writing import Publisher
from smartregions.registry.change import Change, Received
from smartregions.web import body, preconditions, protocol, published
from smartregions.web.filenames import HEADER, filename
from smartregions.web.graphnames import (
    SUFFIX,
    Meant,
    meant,
    named_by,
    refuse_other_suffix,
)
from smartregions.web.graphs_reading import read, read_default, reading, unknown
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
from smartregions.web.operations import TEXT, Operation, Parameter, Schema, operation
from smartregions.web.service import service

blueprint = Blueprint("graphs", __name__)

_GRAPH = Parameter("graph", "The IRI of a named graph.", TEXT)
_DEFAULT = Parameter("default", "The default graph, which is the merge of all named ones.", TEXT)
_NAME = Parameter("name", f"What follows {ns.GRAPH} in the IRI of the graph.", TEXT, "path")
_FILENAME = Parameter(
    HEADER,
    "attachment; filename=members.ttl: what the text is called in the report and in the history; "
    "without it, as the graph is.",
    TEXT,
    "header",
)
_ENDING = ", and maybe the format, as a file name ends."
_INDIRECT, _DIRECT = (_GRAPH, _DEFAULT), (_NAME,)
_BODIES = {known.media_type: TEXT for known in GRAPHS if known.name != "nquads"}
_POSTED = {**_BODIES, MULTIPART: FORM_OF_FILES}
_REFUSALS = frozenset({401, 403, 404, 409, 412, 413, 415, 507})


def _writing(
    parameters: tuple[Parameter, ...], bodies: Mapping[str, Schema] = _BODIES
) -> Operation:
    return Operation(
        (*parameters, _FILENAME) if bodies else parameters,
        bodies,
        published.WRITTEN,
        _REFUSALS,
        evaluates=True,
        is_write=True,
    )


@blueprint.get("/graphs")
@blueprint.get("/graphs.<suffix>", endpoint="get_indirect_as")
@operation(reading((SUFFIX, *_INDIRECT)))
def get_indirect(suffix: str | None = None) -> Response:
    """A graph, or the merge of all."""
    refuse_other_suffix(suffix)
    graph = _named()
    return read_default(suffix) if graph is None else read(Meant(graph, suffix))


@blueprint.get("/graph/<path:name>")
@operation(reading((Parameter("name", f"{_NAME.help[:-1]}{_ENDING}", TEXT, "path"),)))
def get_direct(name: str) -> Response:
    """A graph of ours."""
    return read(meant(name))


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
        raise BadRequest(Message("Name one graph: /graphs?graph=IRI, or /graphs?default."))
    if defaults and not service().dataset.is_union:
        return ns.DEFAULT_GRAPH
    return named_by(graphs[0]) if graphs else None


def _of_ours(name: str) -> str:
    """The graph of exactly that name, whatever it ends in.

    Raises MethodNotAllowed where the past of another one is read.
    """
    graph = named_by(ns.GRAPH + name)
    if is_past(graph):
        works = ["POST"] if graph.endswith("/restore") else ["GET", "HEAD"]
        raise MethodNotAllowed([*works, "OPTIONS"], unopenable(graph))
    return graph


def _writable() -> str:
    who = holder()  # who may not write is not told more
    graph = _named()
    if graph is None:
        raise Conflict(
            Message(
                "The default graph is the merge of all named ones, and cannot be written. "
                "{holder} may write to {graphs}: /graphs?graph=IRI.",
                holder=who.grants.holder,
                graphs=", ".join(who.grants.graphs),
            )
        )
    return graph


def _write(graph: str, kind: Literal["put", "post", "delete"]) -> Response:
    who, held = holder(), service()
    operation_ = "delete" if kind == "delete" else "write"
    refuse_unless_granted(who, operation_, graph)
    last = registry().last_of(graph)
    refuse_name(graph, last, registry())
    _allowed(graph, last)
    body.refuse_other_charset(request)
    text = body.read(request, held.settings.max_upload_bytes)
    form, name = published.form(), filename(request) or _last_part(graph)
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


def _last_part(graph: str) -> str:
    return graph.rstrip("/#").rpartition("/")[2] or graph


def _allowed(graph: str, last: Change | None) -> None:
    """What this request demands of the graph. Raises UnknownThing and PreconditionFailed."""
    if request.method == "DELETE" and not (last and last.stands):
        raise unknown(graph, last)
    headers = request.headers
    preconditions.refuse(headers.get("If-Match"), headers.get("If-None-Match"), last)
