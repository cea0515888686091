"""What other vocabularies, and habit, call our terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.validation.graph import Graph

HABITS: Mapping[str, str] = MappingProxyType(
    {
        "company": ns.SR + "Actor",
        "homepage": ns.FOAF + "homepage",
        "legalname": ns.RDFS + "label",
        "location": ns.SR + "locatedIn",
        "name": ns.RDFS + "label",
        "preflabel": ns.RDFS + "label",
        "url": ns.FOAF + "homepage",
        "website": ns.FOAF + "homepage",
    }
)
"""Local names, in small letters, that people expect for what has another one here."""

ALIGNING = (
    ns.RDFS + "subClassOf",
    ns.RDFS + "subPropertyOf",
    ns.OWL + "equivalentClass",
    ns.OWL + "equivalentProperty",
    ns.SKOS + "exactMatch",
    ns.SKOS + "closeMatch",
    ns.SKOS + "narrowMatch",
)
"""The properties by which our terms are aligned with those of others."""


def aligned(vocabulary: Graph) -> list[tuple[str, str]]:
    """The pairs of a term of ours and one of others that a vocabulary aligns."""
    return [
        (own.value, their.value)
        for predicate in ALIGNING
        for own, their in vocabulary.pairs(NamedNode(predicate))
        if isinstance(own, NamedNode) and own.value.startswith(ns.SR)
        if isinstance(their, NamedNode) and not their.value.startswith(ns.SR)
    ]


def ours(iri: str, pairs: Collection[tuple[str, str]]) -> list[str]:
    """Our terms that are aligned with this one, or with ones of its local name elsewhere; of these
    the one first that most are aligned with. The pairs are of our term and theirs."""
    if found := sorted({own for own, their in pairs if _plain(their) == _plain(iri)}):
        return found
    name = _local(iri).lower()
    counts = Counter(own for own, their in pairs if _local(their).lower() == name)
    return sorted(counts, key=lambda own: (-counts[own], own))


def by_habit(iri: str) -> str | None:
    """Our term for what is usually called so."""
    return HABITS.get(_local(iri).lower())


def _plain(iri: str) -> str:
    return iri.removeprefix("https://").removeprefix("http://")


def _local(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
