"""The terms by which catalogues speak: DCAT, Dublin Core, Hydra and their neighbours."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

from smartregions import namespaces as ns

ADMS = "http://www.w3.org/ns/adms#"
DCATAP = "http://data.europa.eu/r5r/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
VOID = "http://rdfs.org/ns/void#"
SCHEMA = "https://schema.org/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
FILE_TYPES = AUTHORITY + "file-type/"
IANA_TYPES = "www.iana.org/assignments/media-types/"


@cache
def dcat(name: str) -> NamedNode:
    """A term of DCAT 3."""
    return NamedNode(ns.DCAT + name)


@cache
def dct(name: str) -> NamedNode:
    """A term of DCMI Metadata Terms."""
    return NamedNode(ns.DCTERMS + name)


@cache
def foaf(name: str) -> NamedNode:
    """A term of FOAF."""
    return NamedNode(ns.FOAF + name)


@cache
def hydra(name: str) -> NamedNode:
    """A term of the Hydra Core vocabulary."""
    return NamedNode(HYDRA + name)


@cache
def skos(name: str) -> NamedNode:
    """A term of SKOS."""
    return NamedNode(ns.SKOS + name)


TYPE = NamedNode(ns.RDF + "type")
LABEL = NamedNode(ns.RDFS + "label")
DATASET = dcat("Dataset")
CATALOGUE = dcat("Catalog")
DISTRIBUTION = dcat("Distribution")
