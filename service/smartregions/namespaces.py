"""The namespaces that this project uses, each with its one prefix.

The order is the order of the prefix block of our Turtle files.
"""

from __future__ import annotations

from types import MappingProxyType

BASE = "https://w3id.org/smart-regions/"

SR = BASE + "ontology#"
SHAPE = BASE + "shapes#"
SCHEME = BASE + "scheme/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
DATASET = BASE + "dataset/"
QUERY = BASE + "queries/"

DEFAULT_GRAPH = GRAPH + "default"
"""Names the default graph where a name is needed; no named graph has it."""
ONTOLOGY_GRAPH = GRAPH + "ontology"
SCHEMES_GRAPH = GRAPH + "schemes"
SHAPES_GRAPH = GRAPH + "shapes"
PROVENANCE_GRAPH = GRAPH + "provenance"

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
EARL = "http://www.w3.org/ns/earl#"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

_THINGS = {
    "partnership": "partnership",
    "participation": "participation",
    "platform": "platform",
    "pilot": "pilot-action",
    "region": "region",
    "place": "place",
    "nuts2016": "nuts/2016",
    "nuts2021": "nuts/2021",
    "nuts2024": "nuts/2024",
    "actor": "actor",
    "change": "organisation-change",
    "relation": "organisation-relation",
    "contact": "contact",
    "identifier": "identifier",
    "capability": "capability",
    "mapping": "mapping",
    "project": "project",
    "taking-part": "project-participation",
    "funding": "funding",
    "period": "period",
    "report": "report",
    "document": "document",
    "event": "event",
    "news": "news",
    "source": "source",
    "figure": "figure",
}
"""Prefix to folder of `id/`."""

_CONCEPTS = {
    "role": "partnership-role",
    "helix": "helix",
    "actor-type": "actor-type",
    "kind": "capability-kind",
    "segment": "value-chain",
    "phase": "project-phase",
    "report-kind": "report-kind",
    "participant-role": "participant-role",
    "amount-kind": "amount-kind",
    "change-kind": "organisation-change",
    "relation-kind": "organisation-relation",
    "system": "identifier-system",
    "status": "event-status",
    "measure": "measure",
    "csf": "nist-csf",
}
"""Prefix to scheme."""

PREFIXES = MappingProxyType(
    {
        "sr": SR,
        "shape": SHAPE,
        **{name: f"{ID}{path}/" for name, path in _THINGS.items()},
        **{name: f"{SCHEME}{path}/" for name, path in _CONCEPTS.items()},
        "id": ID,
        "scheme": SCHEME,
        "graph": GRAPH,
        "dataset": DATASET,
        "adms": "http://www.w3.org/ns/adms#",
        "country": "http://publications.europa.eu/resource/authority/country/",
        "currency": "http://publications.europa.eu/resource/authority/currency/",
        "cv": "http://data.europa.eu/m8g/",
        "dcat": DCAT,
        "dcterms": DCTERMS,
        "earl": EARL,
        "eurio": "http://data.europa.eu/s66#",
        "foaf": FOAF,
        "jrc": "http://data.jrc.ec.europa.eu/ontology/cybersecurity/",
        "licence": "http://publications.europa.eu/resource/authority/licence/",
        "locn": "http://www.w3.org/ns/locn#",
        "nuts": "http://data.europa.eu/nuts/code/",
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": "http://schema.org/",
        "sh": SH,
        "skos": SKOS,
        "spdx": SPDX,
        "time": "http://www.w3.org/2006/time#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": VOID,
        "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "xsd": XSD,
    }
)
"""Prefix to namespace IRI: those our own files use, and those we propose when one is undeclared."""
