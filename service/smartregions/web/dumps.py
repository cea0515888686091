"""`/dumps/`: the files of the newest edition, each whole or by ranges, with its checksum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from smartregions.catalogue.dumps import Dump
from smartregions.catalogue.edition import Edition
from smartregions.errors import UnknownThing
from smartregions.web import edition, files, protocol
from smartregions.web.answers import labelled
from smartregions.web.languages import language
from smartregions.web.negotiation import JSON, wanted_document
from smartregions.web.operations import (
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    operation,
)
from smartregions.web.service import service

blueprint = Blueprint("dumps", __name__)

_FOR_EVER = "public, max-age=31536000, immutable"
_FILE: Schema = {
    "type": "object",
    "required": ["address", "newest", "graph", "change", "size", "sha256", "type"],
    "properties": {
        "address": TEXT,
        "newest": TEXT,
        "graph": {"type": ["string", "null"]},
        "change": {"type": "integer"},
        "modified": {"type": "string", "format": "date-time"},
        "format": TEXT,
        "compression": TEXT,
        "type": TEXT,
        "size": {"type": "integer"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
}
_LIST: Schema = {
    "type": "object",
    "required": ["change", "modified", "files"],
    "properties": {
        "change": {"type": "integer"},
        "modified": {"type": "string", "format": "date-time"},
        "files": {"type": "array", "items": _FILE},
    },
}


@blueprint.get("/dumps/")
@operation(
    Operation(
        (OPTIONS[0],),
        answers={JSON.media_type: _LIST, **PAGE},
        statuses=frozenset({404, 503}),
        is_conditional=True,
    )
)
def listed() -> Response:
    """Every file with its size and checksum: a page, or JSON."""
    options = protocol.options(protocol.pairs(request.query_string))
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, options.format, [JSON], "The list of files")
    current = edition.current()
    tag = f"{current.change}-{current.hash[:24]}-{language().tag if accepted.page else 'json'}"
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    if accepted.page:
        page = render_template("dumps.html", edition=current, graphs=_by_graph(current))
        return labelled(Response(page, mimetype="text/html"), tag)
    told = {
        "change": current.change,
        "modified": current.modified,
        "files": [_as_json(dump) for dump in current.dumps],
    }
    return labelled(Response(json.dumps(told), mimetype=JSON.media_type), tag)


@blueprint.get("/dumps/<name>")
@operation(
    Operation(
        (Parameter("name", "Of a file that /dumps/ lists.", TEXT, "path"),),
        statuses=frozenset({416, 503}),
        is_conditional=True,
    )
)
def file(name: str) -> Response:
    """One file, or a range of its bytes (206).

    A name with the number of a change stands for the same bytes always, and goes when two newer
    ones have come; a name without it stands for the newest.
    """
    found = _named(edition.current(), name)
    try:
        response = files.sent(edition.folder(), found)
    except FileNotFoundError:  # it went between the two
        raise _missing(name) from None
    response.headers["Cache-Control"] = _FOR_EVER if name == found.name else "no-cache"
    if name != found.name:
        response.headers["Content-Location"] = f"/dumps/{found.name}"
    return response


def _named(current: Edition, name: str) -> Dump:
    names: Mapping[str, Dump] = {
        **{dump.name: dump for dump in (*current.before, *current.dumps)},
        **{dump.newest: dump for dump in current.dumps},
    }
    if name not in names:
        raise _missing(name)
    return names[name]


def _missing(name: str) -> UnknownThing:
    return UnknownThing(
        f"There is no file {name}, or no more. /dumps/ lists those that there are; an address "
        "without the number of a change, such as /dumps/all.nq.gz, has the newest."
    )


def _by_graph(current: Edition) -> list[tuple[str, list[Dump]]]:
    ordered = sorted(current.dumps, key=lambda dump: dump.stem)
    return [(stem, list(dumps)) for stem, dumps in groupby(ordered, lambda dump: dump.stem)]


def _as_json(dump: Dump) -> dict[str, object]:
    place = service().settings.address + "dumps/"
    return {
        "address": place + dump.name,
        "newest": place + dump.newest,
        "graph": dump.graph or None,
        "change": dump.change,
        "modified": dump.modified,
        "format": dump.format,
        "compression": dump.compression,
        "type": dump.content_type,
        "size": dump.size,
        "sha256": dump.sha256,
    }
