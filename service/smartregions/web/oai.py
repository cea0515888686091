"""`/oai`: OAI-PMH 2.0, by GET and by POST (`catalogue.oai`).

An error of the protocol has status 200, as it wants; what keeps us from answering at all has not.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from smartregions.catalogue.oai.answering import Repository, answer
from smartregions.catalogue.oai.arguments import VERBS
from smartregions.catalogue.offered import Deployment
from smartregions.errors import UnsupportedMediaType
from smartregions.messages import Message
from smartregions.web import body, edition, protocol
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.protocol import FORM, Pairs
from smartregions.web.service import service

blueprint = Blueprint("oai", __name__)

_XML = "text/xml"  # section 3.1.2.1
_PARAMETERS = (
    Parameter("verb", f"What is asked for: {', '.join(VERBS)}.", example="Identify"),
    Parameter("metadataPrefix", "The format: oai_dc, dcat_ap or dcat."),
    Parameter("identifier", "Of a record: the IRI of the dataset."),
    Parameter("from", "Only what changed then or later: a day, or a second in UTC."),
    Parameter("until", "Only what changed then or earlier."),
    Parameter("set", "Only records of this set."),
    Parameter("resumptionToken", "Where a list goes on."),
)
_FORM = {
    FORM: {"type": "object", "properties": {each.name: dict(each.schema) for each in _PARAMETERS}}
}


@blueprint.get("/oai")
@operation(Operation(_PARAMETERS, answers={_XML: TEXT}, statuses=frozenset({404, 503})))
def by_get() -> Response:
    """The datasets as records of OAI-PMH, to be asked for what changed since; errors are 200."""
    return _answered(protocol.pairs(request.query_string))


@blueprint.post("/oai")
@operation(Operation((), _FORM, {_XML: TEXT}, frozenset({404, 413, 415, 503})))
def by_post() -> Response:
    """The same by POST, the arguments in a form."""
    if request.mimetype != FORM:
        raise UnsupportedMediaType(Message("Send the arguments as {form}.", form=FORM))
    content = body.read(request, service().settings.max_request_bytes)
    return _answered([*protocol.pairs(request.query_string), *protocol.pairs(content)])


def _answered(given: Pairs) -> Response:
    settings, current = service().settings, edition.current()
    ours, page = Deployment(settings.address), settings.catalogue_page
    repository = Repository(ours.title, ours.oai, settings.email, page)
    with edition.records(current) as records:
        told = answer(repository, given, records)
    response = Response(told, content_type=f"{_XML}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
