"""The service description as a response; what it counts is counted once for each state."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import cast

import pyoxigraph
from flask import Flask, Response, current_app, request
from pyoxigraph import RdfFormat

from smartregions import __version__
from smartregions.formats import GRAPHS, Format
from smartregions.index import Index
from smartregions.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, XSD
from smartregions.settings import Settings
from smartregions.web import clients
from smartregions.web.answers import labelled
from smartregions.web.cache import keep_response
from smartregions.web.description import LIMIT, SD, VOID, describe
from smartregions.web.service import service
from smartregions.web.statistics import Counted

_PREFIXES = {
    "sd": SD, "void": VOID, "limits": LIMIT, "dcterms": DCTERMS, "foaf": FOAF, "owl": OWL,
    "rdf": RDF, "rdfs": RDFS, "xsd": XSD,
}  # fmt: skip
_KEY = "smartregions.counted"


def install(app: Flask, index: Index) -> None:
    """Have the app count what the index holds, once somebody asks for the description."""
    app.extensions[_KEY] = Counted(index)


def _counted() -> Counted:
    return cast("Counted", current_app.extensions[_KEY])


def respond(name: str) -> Response:
    """The description in a format for graphs, or 304. Raises Busy, and what the index raises."""
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
    endpoint, is_written = settings.address + "sparql", service().registry is not None
    counted = _counted().get()
    triples = describe(endpoint, settings, service().dataset, counted, is_written=is_written)
    return pyoxigraph.serialize(triples, format=wanted, prefixes=_PREFIXES) or b""
