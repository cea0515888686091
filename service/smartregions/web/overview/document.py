"""A page of ours that also exists as data: which of them a request wants, or that it has it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import Response, request

from smartregions import __version__
from smartregions.formats import SPREADSHEET, Format
from smartregions.index.formulas import guarded
from smartregions.web import protocol
from smartregions.web.answers import labelled
from smartregions.web.cache import keep_response
from smartregions.web.languages import language
from smartregions.web.negotiation import JSON, wanted_document
from smartregions.web.operations import PAGE, TEXT, Schema
from smartregions.web.service import service

CSV = Format("csv", "results", "text/csv", "csv")
GRAPHML = Format("graphml", "results", "application/graphml+xml", "graphml")

Forms = Mapping[Format, Callable[[], str]]
"""How each form of a document is written."""


def schemas(*formats: Format) -> dict[str, Schema]:
    """What an operation says of a document in these forms and as a page."""
    of_json: Schema = {"type": "object"}
    return {each.media_type: of_json if each == JSON else TEXT for each in formats} | dict(PAGE)


def document(what: str, suffix: str | None, page: Callable[[], str], forms: Forms) -> Response:
    """The document as the client wants it; 304 while it has that and the data are as they were.

    Raises NotAcceptable and what making it raises.
    """
    given = protocol.pairs(request.query_string)
    name = protocol.options(given, suffix).format
    state = service().index.revision
    for_spreadsheets = name == SPREADSHEET
    wanted = wanted_document(
        request.headers.get("Accept"), CSV.name if for_spreadsheets else name, list(forms), what
    )
    told = language().tag if wanted.page else ""
    tag = _tag(state.hash, wanted.page, wanted.formats, for_spreadsheets, told)
    keep_response(state)
    if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    if wanted.page:
        return labelled(Response(page(), mimetype="text/html"), tag)
    (chosen,) = (each for each in forms if each.name == wanted.formats[0])
    response = Response(forms[chosen](), content_type=chosen.content_type)
    if for_spreadsheets:
        response.set_data(b"".join(guarded(response.get_data())))
        response.headers["Content-Disposition"] = "attachment; filename=answer.csv"
    return labelled(response, tag)


def downloads(path: str, forms: Iterable[Format]) -> list[tuple[str, str]]:
    """Name and address of each other form of what this request asked."""
    query = request.query_string.decode("ascii", "replace")
    behind = f"?{query}" if query else ""
    found = [(each.name, f"{path}.{each.suffix}{behind}") for each in forms]
    also = f"{behind}&" if behind else "?"
    return [*found, (SPREADSHEET, f"{path}{also}format={SPREADSHEET}")]


def as_json(content: object) -> str:
    """As JSON, its text as it is."""
    return json.dumps(content, ensure_ascii=False)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """As CSV (RFC 4180); what a row lacks is empty."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return output.getvalue()


def _tag(state: str, *parts: object) -> str:
    said = (__version__, state, request.full_path, *parts)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
