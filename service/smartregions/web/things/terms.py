"""`/ontology` and `/shapes`: namespaces as documents, whole and by their modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.errors import BadRequest, UnknownThing
from smartregions.messages import Message
from smartregions.things.describing import Asked
from smartregions.things.document import Document
from smartregions.things.vocabulary import Module
from smartregions.validation.nearest import nearest
from smartregions.web import protocol
from smartregions.web.documented import ontology_page, shapes_page
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.operations import operation
from smartregions.web.service import service
from smartregions.web.things.answering import Meaning, Page, accepted, page_number, respond
from smartregions.web.things.forms import Named, named, reading
from smartregions.web.things.json import keys
from smartregions.web.things.page import of_terms

blueprint = Blueprint("terms", __name__)

ONTOLOGY, SHAPES = "ontology", "shapes"
_GRAPHS = {ONTOLOGY: ns.ONTOLOGY_GRAPH, SHAPES: ns.SHAPES_GRAPH}
_PAGES: Mapping[str, Page] = {
    ONTOLOGY: lambda _found, _document: ontology_page(),
    SHAPES: lambda _found, _document: shapes_page(),
}
_VERSION = NamedNode(ns.OWL + "versionIRI")


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>", endpoint="ontology_as")
@operation(reading("The ontology", has_past=False))
def ontology(suffix: str | None = None) -> Response:
    """All classes and properties, each at the fragment that names it."""
    return _whole(ONTOLOGY, suffix)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>", endpoint="shapes_as")
@operation(reading("The shapes", has_past=False))
def shapes(suffix: str | None = None) -> Response:
    """All shapes, each at the fragment that names it."""
    return _whole(SHAPES, suffix)


@blueprint.get("/ontology/<name>")
@operation(reading("The name of a module of the ontology, or of this version", has_past=False))
def ontology_module(name: str) -> Response:
    """The classes and properties of a module."""
    return _module(ONTOLOGY, name)


@blueprint.get("/shapes/<name>")
@operation(reading("The name of a module of the shapes", has_past=False))
def shapes_module(name: str) -> Response:
    """The shapes of a module."""
    return _module(SHAPES, name)


def _whole(part: str, suffix: str | None) -> Response:
    return respond([_meaning(part, Named(part, suffix), ())], _PAGES[part])


def _module(part: str, name: str) -> Response:
    """Raises UnknownThing."""
    modules = _modules(part)
    known = {module.name: tuple(module.terms) for module in modules}
    for each in named(name):
        path = Named(f"{part}/{each.name}", each.suffix)
        if each.name in known:
            return respond([_meaning(part, path, known[each.name])], _page_of(part, each.name))
        if _is_version(part, each.name):
            return respond([_meaning(part, path, ())], _PAGES[part])
    near = nearest(name, known)
    base = f"{service().settings.address}{part}"
    places = (f"{base}/{near}",) if near else (base,)
    raise UnknownThing(
        Message(
            "{name} is no module. There are: {known}.",
            name=f"{part}/{name}",
            known=", ".join(known),
        ),
        places,
    )


def _page_of(part: str, name: str) -> Page:
    return of_terms if part == ONTOLOGY else lambda _found, _document: shapes_page(name)


def _modules(part: str) -> Sequence[Module]:
    vocabulary = keys().vocabulary
    return vocabulary.ontology if part == ONTOLOGY else vocabulary.shapes


def _is_version(part: str, name: str) -> bool:
    whole = NamedNode(ns.BASE + part)
    versions = keys().vocabulary.stated.objects(whole, _VERSION)
    return any(each.value == f"{whole.value}/{name}" for each in versions)


def _meaning(part: str, path: Named, terms: tuple[str, ...]) -> Meaning:
    """Raises BadRequest, and UnknownThing for a second page: all terms are on one."""
    if protocol.options(protocol.pairs(request.query_string)).at:
        there = whole(f"{Addresses(_GRAPHS[part]).now}?at=")
        raise BadRequest(
            Message(
                "This tells of the terms as they are; {there} has each state of them.", there=there
            )
        )
    if (number := page_number()) > 1:
        raise UnknownThing(
            Message("There is no page {n} of this; {last} is last.", n=number, last=1)
        )
    address, iri = service().settings.address + path.name, ns.BASE + path.name
    about = iri if iri in terms else ns.BASE + part
    asked = Asked((about,), Document(address), 1, _GRAPHS[part], terms)
    return Meaning(asked, accepted(path.suffix))
