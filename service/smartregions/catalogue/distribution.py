"""One file of a dataset as a dcat:Distribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import formats
from smartregions import namespaces as ns
from smartregions.catalogue.offered import File, Source
from smartregions.catalogue.terms import (
    AUTHORITY,
    DCATAP,
    DISTRIBUTION,
    FILE_TYPES,
    SPDX,
    TYPE,
    dcat,
    dct,
)
from smartregions.catalogue.worded import worded
from smartregions.messages import Message
from smartregions.validation.graph import Term

_FILE_TYPES = MappingProxyType(
    {
        "turtle": "RDF_TURTLE",
        "ntriples": "RDF_N_TRIPLES",
        "rdfxml": "RDF_XML",
        "jsonld": "JSON_LD",
        "trig": "RDF_TRIG",
        "nquads": "RDF_N_QUADS",
    }
)
"""Name of a format to its code in the EU table of file types."""
_TITLES = MappingProxyType(
    {
        "turtle": "Turtle",
        "ntriples": "N-Triples",
        "rdfxml": "RDF/XML",
        "jsonld": "JSON-LD",
        "trig": "TriG",
        "nquads": "N-Quads",
    }
)
_MEDIA_TYPES = MappingProxyType({f.name: f.media_type for f in formats.GRAPHS})
_COMPRESSIONS = MappingProxyType({"gzip": "application/gzip", "zstd": "application/zstd"})
SHA256 = NamedNode("https://spdx.org/rdf/terms#checksumAlgorithm_sha256")
"""With https: the vocabulary shapes of DCAT-AP ask for it, though SPDX's own IRIs have http."""
STABLE = NamedNode(AUTHORITY + "planned-availability/STABLE")


def iri(source: Source, file: File) -> NamedNode:
    """The distribution's name: that of the dataset, and the format."""
    compression = f".{file.compression}" if file.compression else ""
    return NamedNode(f"{source.dataset}/{file.format}{compression}")


@cache
def media_type(name: str) -> NamedNode:
    """The entry of the IANA registry."""
    return NamedNode(f"https://www.iana.org/assignments/media-types/{name}")


def distribution(
    source: Source, file: File, titles: Sequence[Literal], common: Sequence[tuple[NamedNode, Term]]
) -> Iterator[Triple]:
    """Its statements; `common` are those that it shares with the dataset: licence, rights, ..."""
    node = iri(source, file)
    called = _TITLES[file.format]
    whole = Message("The whole graph as {format}.", format=called)
    packed = f", {file.compression}" if file.compression else ""
    checksum = NamedNode(f"{node.value}#checksum")
    size = Literal(str(file.size), datatype=NamedNode(ns.XSD + "nonNegativeInteger"))
    said: list[tuple[NamedNode, Term]] = [
        (TYPE, DISTRIBUTION),
        *((dct("title"), _with(title, f" ({called}{packed})")) for title in titles),
        *((dct("description"), text) for text in worded(whole)),
        (dcat("accessURL"), NamedNode(file.newest or file.address)),
        (dcat("downloadURL"), NamedNode(file.address)),
        (dct("format"), NamedNode(FILE_TYPES + _FILE_TYPES[file.format])),
        (dcat("mediaType"), media_type(_MEDIA_TYPES[file.format])),
        (dcat("byteSize"), size),
        (NamedNode(SPDX + "checksum"), checksum),
        (NamedNode(DCATAP + "availability"), STABLE),
        *common,
    ]
    if file.compression:
        said.append((dcat("compressFormat"), media_type(_COMPRESSIONS[file.compression])))
    yield from (Triple(node, predicate, value) for predicate, value in said)
    yield from _checksum(checksum, file.sha256)


def _with(title: Literal, more: str) -> Literal:
    return Literal(title.value + more, language=title.language)


def _checksum(node: NamedNode, sha256: str) -> Iterator[Triple]:
    value = Literal(sha256, datatype=NamedNode(ns.XSD + "hexBinary"))
    yield Triple(node, TYPE, NamedNode(SPDX + "Checksum"))
    yield Triple(node, NamedNode(SPDX + "algorithm"), SHA256)
    yield Triple(node, NamedNode(SPDX + "checksumValue"), value)
    yield Triple(SHA256, TYPE, NamedNode(SPDX + "ChecksumAlgorithm"))
