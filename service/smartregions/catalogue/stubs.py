"""What a self-contained catalogue says of the concepts of others that it names.

A portal, and a validator without a network, sees only what is in the document: so each licence,
language, file type, place and theme is typed as its property asks, labelled, and in its scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.statements import About
from smartregions.catalogue.terms import DCATAP, TYPE, dcat, dct, skos
from smartregions.validation.graph import Term, object_of

KINDS: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {
        dct("license"): dct("LicenseDocument"),
        dct("language"): dct("LinguisticSystem"),
        dct("format"): dct("MediaTypeOrExtent"),
        dcat("mediaType"): dct("MediaType"),
        dcat("compressFormat"): dct("MediaType"),
        dct("accessRights"): dct("RightsStatement"),
        dct("accrualPeriodicity"): dct("Frequency"),
        dct("spatial"): dct("Location"),
        dcat("theme"): skos("Concept"),
        dct("type"): skos("Concept"),
        NamedNode(DCATAP + "availability"): skos("Concept"),
    }
)
"""The class that DCAT-AP gives the values of a property (3.0.1, range.ttl)."""
KEPT = (dct("title"), dct("type"))
PREF_LABEL, IN_SCHEME, NOTATION = skos("prefLabel"), skos("inScheme"), skos("notation")


def stubs(triples: Iterable[Triple], facts: About) -> Iterator[Triple]:
    """Statements about every concept that the triples name, from what `facts` says of it."""
    waiting = list(triples)
    seen: set[tuple[Term, NamedNode]] = set()
    for triple in waiting:
        kind, value = KINDS.get(triple.predicate), object_of(triple)
        if kind is None or not isinstance(value, NamedNode) or (value, kind) in seen:
            continue
        seen.add((value, kind))
        new = list(_stub(value, kind, facts))
        waiting.extend(new)
        yield from new


def _stub(node: NamedNode, kind: NamedNode, facts: About) -> Iterator[Triple]:
    yield Triple(node, TYPE, kind)
    labels = facts.objects(node, PREF_LABEL)
    if labels:
        yield Triple(node, TYPE, skos("Concept"))
    for label in labels:
        yield Triple(node, PREF_LABEL, label)
    for scheme in facts.objects(node, IN_SCHEME) if labels else ():
        yield Triple(node, IN_SCHEME, scheme)
        yield from _scheme(scheme, facts)
    for name in KEPT:
        yield from (Triple(node, name, value) for value in facts.objects(node, name))


def _scheme(scheme: Term, facts: About) -> Iterator[Triple]:
    if isinstance(scheme, NamedNode):
        yield Triple(scheme, TYPE, NamedNode(ns.SKOS + "ConceptScheme"))
        titles = facts.objects(scheme, dct("title"))
        yield from (Triple(scheme, dct("title"), title) for title in titles)
