"""What the description of a dataset is made from: whose change may change it.

A description takes statements from any graph: the title from the catalogue, the name of a licence
from a scheme, the country of a region from wherever that is said. See docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.coverage import EXACT_MATCH, Period
from smartregions.catalogue.offered import Source
from smartregions.catalogue.terms import AUTHORITY, dct
from smartregions.validation.graph import object_of, subject_of

SPATIAL = dct("spatial")
PLACE_PROPERTIES = tuple(
    f" <{iri}> ".encode()
    for iri in (ns.SR + "country", ns.SR + "nutsUnit", ns.SR + "nutsVersion", EXACT_MATCH.value)
)
"""What leads from a thing that a graph names to the place where it is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose statements a description is made from, besides those of the dataset's own graph."""

    subjects: frozenset[str]
    """IRIs: a statement about one of them may change the description."""
    dates: bool
    """Whether the time of all graphs may: this one has no date of its own."""
    places: bool
    """Whether any statement about where a thing is may."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the graphs say that reaches a description without being in it."""

    sources: dict[str, set[str]]
    """Of each dataset, those that it was made from: their titles are told in words."""
    spatial: dict[str, set[str]]
    units: dict[str, set[str]]
    """Of each NUTS code, the units that bear it: it is called as they are."""


def stated(sources: Iterable[Source]) -> Stated:
    """In one pass over all graphs."""
    found = Stated({}, {}, {})
    places = {dct("source"): found.sources, SPATIAL: found.spatial}
    for source in sources:
        for triple in source.triples:
            if triple.predicate == EXACT_MATCH:
                _note(found.units, triple.object, triple.subject)
            elif (place := places.get(triple.predicate)) is not None:
                _note(place, triple.subject, triple.object)
    return found


def reach(
    source: Source, span: Period | None, description: Sequence[Triple], told: Stated
) -> Reach:
    """Whose statements may change the description, given as its triples; `span` is the graph's."""
    subjects = set(_iris(subject_of(triple) for triple in description))
    codes = _iris(object_of(t) for t in description if t.predicate == SPATIAL)
    units = {unit for code in codes for unit in told.units.get(code, ())}
    spatial = told.spatial.get(source.dataset, set())
    return Reach(
        frozenset(subjects | units | told.sources.get(source.dataset, set())),
        dates=span is None,
        places=not spatial or any(not iri.startswith(AUTHORITY) for iri in spatial),
    )


def _note(place: dict[str, set[str]], key: object, value: object) -> None:
    if isinstance(key, NamedNode) and isinstance(value, NamedNode):
        place.setdefault(key.value, set()).add(value.value)


def _iris(nodes: Iterable[object]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, NamedNode))
