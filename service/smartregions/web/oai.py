"""`/oai`: OAI-PMH 2.0, by GET and by POST (`catalogue.oai`).

An error of the protocol has status 200, as it wants; what keeps us from answering at all has not.
A browser that asks nothing yet gets a page about what can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from smartregions.catalogue.oai.answering import Repository, answer
from smartregions.catalogue.oai.arguments import VERBS
from smartregions.catalogue.oai.formats import FORMATS
from smartregions.catalogue.offered import Deployment
from smartregions.errors import UnsupportedMediaType
from smartregions.formats import HTML
from smartregions.messages import Message
from smartregions.web import body, edition, protocol
from smartregions.web.negotiation import Accept
from smartregions.web.operations import PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.protocol import FORM, LANGUAGE, Pairs
from smartregions.web.service import service

blueprint = Blueprint("oai", __name__)

_XML = "text/xml"  # section 3.1.2.1
_AS_XML = (_XML, "application/xml")
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
@operation(Operation(_PARAMETERS, answers={_XML: TEXT, **PAGE}, statuses=frozenset({404, 503})))
def by_get() -> Response:
    """The datasets as records of OAI-PMH, to be asked for what changed since; errors are 200."""
    given = protocol.pairs(request.query_string)
    if any(name != LANGUAGE for name, _ in given):
        return _answered(given)
    response = _page() if _is_for_a_browser() else _answered(given)
    response.vary.add("Accept")
    return response


@blueprint.post("/oai")
@operation(Operation((), _FORM, {_XML: TEXT}, frozenset({404, 413, 415, 503})))
def by_post() -> Response:
    """The same by POST, the arguments in a form."""
    if request.mimetype != FORM:
        raise UnsupportedMediaType(Message("Send the arguments as {form}.", form=FORM))
    content = body.read(request, service().settings.max_request_bytes)
    return _answered([*protocol.pairs(request.query_string), *protocol.pairs(content)])


def _is_for_a_browser() -> bool:
    """Whether a page is asked for by name, and no XML more than that."""
    said = Accept(request.headers.get("Accept"))
    return said.names(HTML) and said.quality(HTML) >= max(map(said.quality, _AS_XML))


def _page() -> Response:
    with edition.records(edition.current()) as records:
        some = [record.dataset for record in records.standing("", 0, 1)]
    prefixes = [known.prefix for known in FORMATS]
    of_lists = [{"metadataPrefix": prefix} for prefix in prefixes]
    of_one = [{**of_list, "identifier": name} for name in some for of_list in of_lists]
    given = {verb: [dict[str, str]()] for verb in VERBS}
    given |= dict.fromkeys(("ListIdentifiers", "ListRecords"), of_lists) | {"GetRecord": of_one}
    examples = {verb: [_example(verb, each) for each in given[verb]] for verb in VERBS}
    address = Deployment(service().settings.address).oai
    return Response(render_template("oai.html", address=address, examples=examples))


def _example(verb: str, arguments: Mapping[str, str]) -> tuple[str, str]:
    """What a link to an answer is called, and where it leads."""
    name = arguments.get("metadataPrefix", verb)
    return name, "/oai?" + urlencode({"verb": verb, **arguments})


def _answered(given: Pairs) -> Response:
    settings, current = service().settings, edition.current()
    ours, page = Deployment(settings.address), settings.catalogue_page
    repository = Repository(ours.title, ours.oai, settings.email, page)
    with edition.records(current) as records:
        told = answer(repository, given, records)
    response = Response(told, content_type=f"{_XML}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
