"""Answers of the engine in a form that two orders of one query can be compared in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QuerySolutions, Store

from smartregions.sparql.statistics import Predicate, Statistics


def answer(store: Store, text: str, base: str | None = None) -> Hashable:
    """The truth value, the multiset of solutions, or the triples up to their blank nodes.

    A blank node of a solution that the store does not hold was made by the query; all of those are
    taken for one, since their names mean nothing.
    """
    found = store.query(text, base_iri=base)
    if isinstance(found, QueryBoolean):
        return bool(found)
    if not isinstance(found, QuerySolutions):
        graph = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in found)
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        return frozenset(map(str, graph))
    held = {term for quad in store for term in (quad.subject, quad.object)}
    names = [variable.value for variable in found.variables]
    return frozenset(
        Counter(
            tuple("_:made" if _is_made(row[name], held) else str(row[name]) for name in names)
            for row in found
        ).items()
    )


def _is_made(term: object, held: set[object]) -> bool:
    return isinstance(term, BlankNode) and term not in held


def scrambled(store: Store, seed: int) -> Statistics:
    """Statistics that say nothing true, so that patterns come into any order."""
    drawn = random.Random(seed)

    def number() -> float:
        return float(10 ** drawn.randint(0, 6))

    predicates = {
        iri: Predicate(number(), number(), number())
        for iri in sorted({quad.predicate.value for quad in store})
    }
    objects = sorted({quad.object.value for quad in store if isinstance(quad.object, NamedNode)})
    return Statistics(predicates, {iri: number() for iri in objects})
