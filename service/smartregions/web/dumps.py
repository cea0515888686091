"""`/dumps/`: the files of the newest edition, each whole or by ranges, with its checksum."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from smartregions.catalogue.edition import Edition
from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.web import edition, files, numbered, protocol
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

blueprint = Blueprint("dumps", __name__)

PER_PAGE = 100
"""Graphs on a page for people; JSON has the whole list."""
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
        (OPTIONS[0], numbered.PARAMETER),
        answers={JSON.media_type: _LIST, **PAGE},
        statuses=frozenset({404, 503}),
        is_conditional=True,
    )
)
def listed() -> Response:
    """Every file with its size and checksum: a page, or JSON."""
    given = protocol.pairs(request.query_string)
    options, number = protocol.options(given), numbered.page(given)
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, options.format, [JSON], Message("The list of files"))
    if not accepted.page:
        current = edition.current()
        with edition.still_there():
            return files.document(edition.folder(), current.listing)
    current, is_now = _standing()
    tag = f"{current.change}-{current.files}-{number}-{language().tag}-{is_now:d}"
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    with edition.files(current) as known:
        last = max(1, -(-known.count_stems() // PER_PAGE))
        if number > last:
            raise UnknownThing(
                Message("There is no page {n} of the files; {last} is last.", n=number, last=last)
            )
        graphs = known.of_stems((number - 1) * PER_PAGE, PER_PAGE)
    shown = {"edition": current, "graphs": graphs, "number": number, "last": last}
    page = render_template("dumps.html", is_now=is_now, **shown)
    return labelled(Response(page, mimetype="text/html"), tag)


def _standing() -> tuple[Edition, bool]:
    """The newest edition for a page, which says so when there will be one that is newer."""
    found, is_now = edition.newest()
    return (edition.current(), True) if found is None else (found, is_now)


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
    with edition.files(edition.current()) as known:
        found = known.named(name)
    if found is None:
        raise _missing(name)
    try:
        response = files.sent(edition.folder(), found)
    except FileNotFoundError:  # it went between the two
        raise _missing(name) from None
    response.headers["Cache-Control"] = _FOR_EVER if name == found.name else "no-cache"
    if name != found.name:
        response.headers["Content-Location"] = f"/dumps/{found.name}"
    return response


def _missing(name: str) -> UnknownThing:
    return UnknownThing(
        Message(
            "There is no file {name}, or no more. /dumps/ lists those that there are; an address "
            "without the number of a change, such as /dumps/all.nq.gz, has the newest.",
            name=name,
        )
    )
