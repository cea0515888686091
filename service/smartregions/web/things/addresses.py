"""`/id`, `/doc`, `/scheme` and `/dataset`: things, concepts and datasets by their names."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request

from smartregions import namespaces as ns
from smartregions.things.addresses import DOC
from smartregions.web.operations import TEXT, Operation, Parameter, operation
from smartregions.web.service import service
from smartregions.web.things.answering import Address, of_thing
from smartregions.web.things.forms import reading
from smartregions.web.things.offered import offered
from smartregions.web.things.page import of_thing as page

blueprint = Blueprint("things", __name__)

_LEADING = Operation((Parameter("name", "The name of a thing.", TEXT, "path"),))
_AGE = "max-age=3600"


@blueprint.get("/id/<path:name>")
@operation(_LEADING)
def thing(name: str) -> Response:
    """Lead from a thing, which is no document, to the document about it (303)."""
    query = quote(request.query_string.decode("ascii", "replace"), safe="%=&+:")
    path = DOC + quote(name, safe="!$&'()*+,;=:@/") + (f"?{query}" if query else "")
    location = service().settings.address + path
    return Response(status=303, headers={"Location": location, "Cache-Control": _AGE})


@blueprint.get("/doc/<path:name>")
@operation(reading("The name of a thing"))
def document(name: str) -> Response:
    """What is known of a thing: all that is said of it, and what leads to it, by pages."""
    return of_thing(Address(ns.ID, DOC, name), page)


@blueprint.get("/scheme/<path:name>")
@operation(reading("The name of a scheme, or of one of its concepts"))
def concept(name: str) -> Response:
    """A scheme of concepts, or a concept."""
    return of_thing(Address(ns.SCHEME, "scheme/", name), page)


@blueprint.get("/dataset/<path:name>")
@operation(reading("The name of a dataset, or of one of its distributions"))
def dataset(name: str) -> Response:
    """What the catalogue says of a dataset or of a distribution."""
    return of_thing(Address(ns.DATASET, "dataset/", name), page, offered)


@blueprint.get("/service/<path:name>")
@operation(reading("The name of a data service"))
def data_service(name: str) -> Response:
    """What the catalogue says of a data service."""
    return of_thing(Address(ns.BASE + "service/", "service/", name), page, offered)
