"""The service description as a response: computed once for each state of the data."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pyoxigraph
from flask import Response, request
from pyoxigraph import RdfFormat

from smartregions import __version__
from smartregions.formats import GRAPHS, Format
from smartregions.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, XSD
from smartregions.settings import Settings
from smartregions.web import clients
from smartregions.web.answers import AnsweringIndex, labelled
from smartregions.web.cache import keep_response, kept
from smartregions.web.description import LIMIT, SD, VOID, describe
from smartregions.web.service import service
from smartregions.web.statistics import Statistics, measure

_PREFIXES = {
    "sd": SD, "void": VOID, "limits": LIMIT, "dcterms": DCTERMS, "foaf": FOAF, "owl": OWL,
    "rdf": RDF, "rdfs": RDFS, "xsd": XSD,
}  # fmt: skip
_KEPT_BYTES = 100  # of one number and its name, roughly


def respond(name: str) -> Response:
    """The description in a format for graphs, or 304. Raises what the index raises."""
    (known,) = (each for each in GRAPHS if each.name == name)
    state = service().index.revision
    settings = _settings()
    told = f"{__version__} {state.hash} {settings} {service().dataset} {name}"
    tag = f"{state.change}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"
    keep_response(state)
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    return labelled(Response(_written(known), content_type=known.content_type), tag)


def _settings() -> Settings:
    """The settings as they work: what a client may ask at once depends on what the machine has."""
    settings = service().settings
    return replace(settings, requests_per_client=clients.at_once(settings))


def _written(known: Format) -> bytes:
    wanted = RdfFormat.from_media_type(known.media_type)
    assert wanted is not None
    settings = _settings()
    triples = describe(settings.address + "sparql", settings, service().dataset, _statistics())
    return pyoxigraph.serialize(triples, format=wanted, prefixes=_PREFIXES) or b""


def _statistics() -> Statistics:
    state = service().index.revision.hash
    found: Statistics | None = kept().get(state, Statistics)
    if found is None:
        found = measure(AnsweringIndex())
        numbers = len(found.graphs) + len(found.classes) + len(found.properties)
        kept().put(state, Statistics, found, _KEPT_BYTES * numbers)
    return found
