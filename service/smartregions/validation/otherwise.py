"""What other vocabularies, and habit, call our terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from smartregions import namespaces as ns

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


def ours(iri: str, aligned: Iterable[tuple[str, str]]) -> list[str]:
    """Our terms that are aligned with this one, or with ones of its local name elsewhere; of these
    the one first that most are aligned with. `aligned` are pairs of our term and theirs."""
    pairs = list(aligned)
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
