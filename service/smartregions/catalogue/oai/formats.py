"""The formats in which a record is given: Dublin Core, and DCAT-AP as RDF/XML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pyoxigraph import Literal, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.oai.dublincore import SCHEMA, dublin_core
from smartregions.catalogue.oai.errors import ProtocolError
from smartregions.catalogue.oai.xml import OAI_DC, legal
from smartregions.catalogue.records import Record
from smartregions.catalogue.writing import written

_RDF_SCHEMA = "http://www.openarchives.org/OAI/2.0/rdf.xsd"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One format, by its prefix."""

    prefix: str
    schema: str
    namespace: str
    told: Callable[[Record], Element]


def dcat_ap(record: Record) -> Element:
    """The record as `rdf:RDF`: all that the catalogue says of the dataset."""
    return ElementTree.fromstring(written(map(_legal, record.triples), "rdfxml"))


FORMATS = (
    MetadataFormat("oai_dc", SCHEMA, OAI_DC, dublin_core),
    MetadataFormat("dcat_ap", _RDF_SCHEMA, ns.RDF, dcat_ap),
    MetadataFormat("dcat", _RDF_SCHEMA, ns.RDF, dcat_ap),
)
"""The importer of data.europa.eu asks for `dcat_ap` or `dcat`."""


def format_of(prefix: str) -> MetadataFormat:
    """Raises ProtocolError."""
    for known in FORMATS:
        if known.prefix == prefix:
            return known
    raise ProtocolError(
        "cannotDisseminateFormat",
        f"There is no format {prefix}; there are {', '.join(each.prefix for each in FORMATS)}.",
    )


def _legal(triple: Triple) -> Triple:
    value = triple.object
    if not isinstance(value, Literal) or legal(value.value) == value.value:
        return triple
    text = legal(value.value)
    if value.language:
        return Triple(triple.subject, triple.predicate, Literal(text, language=value.language))
    return Triple(triple.subject, triple.predicate, Literal(text, datatype=value.datatype))
