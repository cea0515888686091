"""Statistics of the data: how many triples a pattern of a query can be expected to match.

They are measured once, when an index is filled. An estimate may be wrong without harm: it decides
how soon an answer comes, never what the answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from smartregions.sparql.known import Plans

SAMPLE = 2_000
"""The triples of a predicate that are looked at to learn how many of them share a subject."""

_PREDICATES = """
SELECT ?predicate (COUNT(*) AS ?triples) (COUNT(DISTINCT ?object) AS ?objects)
WHERE { ?subject ?predicate ?object } GROUP BY ?predicate
"""
_SUBJECTS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?subject) AS ?subjects)
WHERE {{ SELECT ?subject WHERE {{ ?subject {predicate} ?object }} LIMIT {sample} }}
"""
_CLASSES = """
SELECT ?class (COUNT(*) AS ?instances) WHERE { ?instance a ?class } GROUP BY ?class
"""


@dataclass(frozen=True, slots=True)
class Predicate:
    """How often a predicate is used, and by how many distinct subjects and objects."""

    triples: float
    subjects: float
    objects: float


@dataclass(frozen=True)
class Statistics:
    """What is known of the default graph, which holds the merge of all; the keys are IRIs."""

    predicates: Mapping[str, Predicate]
    classes: Mapping[str, float]
    """The instances of each class, by the object of `rdf:type`."""
    plans: Plans = field(default_factory=Plans, compare=False)
    """The plans that were made by them for queries that are known."""

    @cached_property
    def any(self) -> Predicate:
        """All predicates as one: its subjects are those of the predicate that has most."""
        used = self.predicates.values()
        return Predicate(
            sum(predicate.triples for predicate in used),
            max((predicate.subjects for predicate in used), default=0),
            sum(predicate.objects for predicate in used),
        )


def measure(store: Store) -> Statistics:
    """The statistics of a store's default graph.

    Counts are exact but for the distinct subjects of a predicate: they follow from its first
    triples, since those of one subject lie together as they were loaded.
    """
    predicates = {}
    for row in _rows(store, _PREDICATES):
        name, triples = cast("NamedNode", row["predicate"]), _number(row, "triples")
        share = _share_of_subjects(store, name)
        predicates[name.value] = Predicate(triples, triples * share, _number(row, "objects"))
    return Statistics(predicates, dict(_instances(store)))


def _instances(store: Store) -> Iterator[tuple[str, float]]:
    for row in _rows(store, _CLASSES):
        if isinstance(row["class"], NamedNode):
            yield row["class"].value, _number(row, "instances")


def _share_of_subjects(store: Store, predicate: NamedNode) -> float:
    """Distinct subjects per triple, above 0 and at most 1."""
    (row,) = _rows(store, _SUBJECTS.format(predicate=predicate, sample=SAMPLE))
    return _number(row, "subjects") / _number(row, "triples")


def _rows(store: Store, query: str) -> Iterator[QuerySolution]:
    return cast("QuerySolutions", store.query(query))


def _number(row: QuerySolution, name: str) -> float:
    return float(cast("Literal", row[name]).value)
