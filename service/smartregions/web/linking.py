"""`/validate/reports/...`: a report that its contributor chose to have linked for a day."""

from __future__ import annotations

from flask import Blueprint, Response, request

from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.publication.linked import reports
from smartregions.web import protocol
from smartregions.web.negotiation import JSON, wanted_document
from smartregions.web.operations import PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.service import service
from smartregions.web.validated import REPORTS, judged_of, written

blueprint = Blueprint("linking", __name__)

_PARAMETERS = (
    Parameter("key", "The secret name of the report; .json behind it asks for JSON.", TEXT, "path"),
    Parameter("format", "The format, which wins over Accept.", {"enum": ["json", "html", ""]}),
    Parameter("lang", "The language of the page; findings stay in that of the report."),
)


@blueprint.get(f"/{REPORTS}<key>")
@operation(Operation(_PARAMETERS, answers={JSON.media_type: {"type": "object"}, **PAGE}))
def linked_report(key: str) -> Response:
    """A report that its contributor chose to have linked, for a day; with the text."""
    name, dot, suffix = key.partition(".")
    if dot and suffix not in (JSON.suffix, "html"):
        raise UnknownThing(
            Message("A report is a page, or JSON: leave .{suffix} away.", suffix=suffix)
        )
    given = protocol.options(protocol.pairs(request.query_string), suffix or None)
    wanted = wanted_document(
        request.headers.get("Accept"), given.format, [JSON], Message("The report")
    )
    linked = reports(service().settings).get(name)
    form = "html" if wanted.page else "json"
    response = Response(
        written(form, judged_of(linked.content), linked),
        content_type="text/html; charset=utf-8" if wanted.page else JSON.content_type,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.vary.add("Accept")
    return response
