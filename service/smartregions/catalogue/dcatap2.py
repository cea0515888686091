"""The catalogue as DCAT-AP 2.1.1 has it, for portals that are not further yet.

One graph cannot meet both: 2.1.1 wants sizes as xsd:decimal, SHA-1 only, and an older word for the
version. So the checksum, which is SHA-256, is left out here, and nothing else is.
https://semiceu.github.io/DCAT-AP/releases/2.1.1/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.terms import SPDX, TYPE, dcat

BYTE_SIZE = dcat("byteSize")
VERSION = dcat("version")
DECIMAL = NamedNode(ns.XSD + "decimal")
OWL_VERSION = NamedNode(ns.OWL + "versionInfo")


def dcat_ap_2(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """The triples of the 3.0.1 catalogue, in the terms of 2.1.1; sorted."""
    return tuple(sorted(set(_translated(triples)), key=str))


def _translated(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if _is_of_spdx(triple):
            continue
        if triple.predicate == BYTE_SIZE and isinstance(triple.object, Literal):
            size = Literal(triple.object.value, datatype=DECIMAL)
            yield Triple(triple.subject, BYTE_SIZE, size)
        elif triple.predicate == VERSION:
            yield Triple(triple.subject, OWL_VERSION, triple.object)
        else:
            yield triple


def _is_of_spdx(triple: Triple) -> bool:
    value = triple.object
    is_class = triple.predicate == TYPE and isinstance(value, NamedNode)
    return triple.predicate.value.startswith(SPDX) or (
        is_class and isinstance(value, NamedNode) and value.value.startswith(SPDX)
    )
