"""The addresses of the lists."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Flask, Response, render_template, request

from smartregions import __version__
from smartregions.formats import FORMATS
from smartregions.messages import Message
from smartregions.web import protocol
from smartregions.web.answers import AnsweringIndex, labelled
from smartregions.web.cache import keep_response
from smartregions.web.finding.names import names
from smartregions.web.languages import language, msgid
from smartregions.web.lists.facts import facts
from smartregions.web.lists.kinds import KINDS, Kind
from smartregions.web.lists.selecting import NAME, asked
from smartregions.web.lists.view import View, as_csv, as_json, view
from smartregions.web.negotiation import JSON, refuse_suffix, wanted_document
from smartregions.web.operations import OPTIONS, PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.service import service

_CSV = next(known for known in FORMATS if known.name == "csv")
_EXISTING = (JSON, _CSV)
_NAME = msgid("Name")


def install(app: Flask) -> None:
    """Answer at the address of each list."""
    blueprint = Blueprint("lists", __name__)
    for kind in KINDS:
        _add(blueprint, kind)
    app.register_blueprint(blueprint)


def _add(blueprint: Blueprint, kind: Kind) -> None:
    def listed(suffix: str | None = None) -> Response:
        return respond(kind, suffix)

    listed.__doc__ = f"{kind.lead} Narrowed down, sorted, with counts."
    view_of = operation(_operation(kind))(listed)
    blueprint.add_url_rule(f"/{kind.name}", kind.name, view_of)
    blueprint.add_url_rule(f"/{kind.name}.<suffix>", f"{kind.name}_as", view_of)


def _operation(kind: Kind) -> Operation:
    facets = [
        Parameter(facet.name, f"{facet.label}: an IRI of the data, or its last part.", TEXT)
        for facet in kind.facets
    ]
    return Operation(
        (
            *facets,
            Parameter("sort", "name or another parameter; with - before it, downwards.", TEXT),
            Parameter("start", "Rows of a page that are left out.", {"type": "integer"}),
            Parameter("suffix", "json, csv or html.", {"enum": ["json", "csv", "html"]}, "path"),
            OPTIONS[0],
            OPTIONS[3],
        ),
        answers={JSON.media_type: {"type": "object"}, _CSV.media_type: TEXT, **PAGE},
        evaluates=True,
        is_conditional=True,
    )


def respond(kind: Kind, suffix: str | None) -> Response:
    """A list as the request wants it, or 304 while the data are as they were."""
    refuse_suffix(suffix)
    given = protocol.pairs(request.query_string)
    options = protocol.options(given, suffix)
    accept = request.headers.get("Accept")
    wanted = wanted_document(accept, options.format, _EXISTING, Message("The list"))
    index = AnsweringIndex()
    known = facts(index, kind)
    said = asked(kind, known, given)
    keep_response(index.revision)
    tag = _tag(index.revision.hash, wanted.page, wanted.formats[:1])
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    shown = view(said, known, names(), not wanted.page)
    if wanted.page:
        page = render_template(
            "list.html", view=shown, kind=kind, asked=said, columns=_columns(shown)
        )
        return labelled(Response(page, mimetype="text/html"), tag)
    if wanted.formats[0] == _CSV.name:
        return labelled(Response(as_csv(shown), content_type=_CSV.content_type), tag)
    return labelled(Response(as_json(shown), mimetype=JSON.media_type), tag)


def _columns(shown: View) -> list[tuple[str, str]]:
    """The name of each column with its label."""
    return [(NAME, _NAME), *((facet.name, facet.label) for facet in shown.columns)]


def _tag(*parts: object) -> str:
    told = [__version__, language().tag, service().settings.address, request.full_path, *parts]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
