"""Where programs look first: VoID, the list of APIs, and what robots may read."""

from __future__ import annotations

from flask import Blueprint, Response, request

from smartregions.catalogue.documents import FORMATS
from smartregions.messages import Message
from smartregions.web import edition, files, protocol
from smartregions.web.answers import labelled, unchanging
from smartregions.web.catalogue import RDF, STATUSES
from smartregions.web.catalogue import SUFFIX as _SUFFIX
from smartregions.web.links import LINKSET, Link, linkset
from smartregions.web.negotiation import refuse_suffix, wanted_document
from smartregions.web.operations import OPTIONS, TEXT, Operation, operation
from smartregions.web.service import service

blueprint = Blueprint("discovery", __name__)


@blueprint.get("/void")
@blueprint.get("/void.<suffix>", endpoint="void_as")
@blueprint.get("/.well-known/void", endpoint="well_known_void")
@operation(Operation((_SUFFIX, OPTIONS[0]), answers=RDF, statuses=STATUSES, is_conditional=True))
def void(suffix: str | None = None) -> Response:
    """What the graphs hold and what they link to (VoID)."""
    refuse_suffix(suffix)
    options = protocol.options(protocol.pairs(request.query_string), suffix)
    accept = request.headers.get("Accept")
    accepted = wanted_document(accept, options.format, FORMATS, Message("The VoID description"))
    form = accepted.formats[0] if accepted.formats else FORMATS[0].name
    current = edition.current()
    found = current.void[form]
    with edition.still_there():
        if found.size > files.SMALL:
            return files.document(edition.folder(), found)
        tag = found.sha256[:24]
        if request.if_none_match.contains_weak(tag):
            return labelled(Response(status=304), tag)
        body = (edition.folder() / found.name).read_bytes()
        return labelled(Response(body, content_type=found.content_type), tag)


@blueprint.get("/.well-known/api-catalog")
@operation(Operation(answers={LINKSET: {"type": "object"}}, is_conditional=True))
def apis() -> Response:
    """The APIs of this service, and where they are described (RFC 9727)."""
    address = service().settings.address
    told = linkset(
        [
            (
                address,
                [
                    Link("service-desc", address + "openapi.json", "application/json"),
                    Link("service-doc", address + "docs", "text/html"),
                ],
            ),
            (address + "sparql", [Link("service-desc", address + "sparql")]),
            (address + "oai", [Link("service-desc", address + "oai?verb=Identify", "text/xml")]),
            (address + "feed", [Link("service-desc", address + "feed", "application/trig")]),
        ]
    )
    return unchanging(told, LINKSET)


@blueprint.get("/robots.txt")
@operation(Operation(answers={"text/plain": TEXT}, is_conditional=True))
def robots() -> Response:
    """What robots may read: all but what computes an answer."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql?",
        "Disallow: /queries/running",
        "Disallow: /oai?",
        f"Sitemap: {service().settings.address}sitemap.xml",
    )
    return unchanging("\n".join(lines) + "\n", "text/plain")
