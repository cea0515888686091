"""The triples of a description as bytes: the same triples, the same bytes, in any process.

Turtle is written in the canonical form of our own files. rdflib is not used: it rewrites dates,
so that two formats would not hold the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.terms import ADMS, DCATAP, HYDRA, SCHEMA, SPDX, VCARD, VOID
from smartregions.turtle.format import canonical

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "adms": ADMS,
        "dcat": ns.DCAT,
        "dcatap": DCATAP,
        "dcterms": ns.DCTERMS,
        "foaf": ns.FOAF,
        "hydra": HYDRA,
        "prov": ns.PROV,
        "rdfs": ns.RDFS,
        "schema": SCHEMA,
        "skos": ns.SKOS,
        "spdx": SPDX,
        "vcard": VCARD,
        "void": VOID,
        "xsd": ns.XSD,
    }
)
FORMS: Mapping[str, RdfFormat] = MappingProxyType(
    {
        "turtle": RdfFormat.N_TRIPLES,
        "rdfxml": RdfFormat.RDF_XML,
        "ntriples": RdfFormat.N_TRIPLES,
        "jsonld": RdfFormat.JSON_LD,
        "trig": RdfFormat.TRIG,
        "nquads": RdfFormat.N_QUADS,
    }
)
"""Name of a format of `formats.GRAPHS` to the syntax in which it is first written."""


def written(triples: Iterable[Triple], form: str) -> bytes:
    """The triples, which name all their nodes, in this format."""
    ordered = sorted(set(triples), key=str)
    prefixes = dict(PREFIXES) if form in ("rdfxml", "trig") else None
    text = pyoxigraph.serialize(ordered, format=FORMS[form], prefixes=prefixes)
    assert text is not None
    if form != "turtle":
        return text
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return canonical(head.encode() + text, "the description").encode()
