"""The default graph as RDF means it: a set of triples, each once, however many graphs hold it.

The engine's own union of graphs is none: a triple that two graphs hold is found twice and counted
twice. So the store's default graph holds the merge of all named graphs, and a query that merges
several graphs of its own choice is given a store in which they are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from smartregions.errors import QueryRefused
from smartregions.index import Query
from smartregions.namespaces import BASE
from smartregions.sparql.facts import Facts

Results = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query looks at (SPARQL 1.1 Query, section 13)."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def with_merge(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads, and each triple in the default graph too."""
    for quad in quads:
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object)


def results(store: Store, query: Query, known: Facts) -> Results:
    """The results over the dataset of the request, else of the query, else of all graphs.

    They are not computed yet. Raises SyntaxError and QueryRefused.
    """
    stated = Dataset(query.default_graphs, query.named_graphs)
    own = Dataset(known.default_graphs, known.named_graphs)
    dataset = stated if stated.default or stated.named else own
    default, named = (
        [_graph(iri) for iri in dataset.default],
        [_graph(iri) for iri in dataset.named],
    )
    if len(set(default)) > 1:
        return _over(_merged(store, default, named), query.text, [DefaultGraph()], named)
    if dataset is stated:
        return _over(store, query.text, [*default], named)
    return store.query(query.text, base_iri=BASE)


def _over(
    store: Store,
    text: str,
    default: list[NamedNode | DefaultGraph],
    named: list[NamedNode],
) -> Results:
    return store.query(text, base_iri=BASE, default_graph=[*default], named_graphs=[*named])


def _merged(store: Store, default: Iterable[NamedNode], named: Iterable[NamedNode]) -> Store:
    merged = Store()
    for graph in default:
        found = store.quads_for_pattern(None, None, None, graph)
        merged.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for graph in named:
        merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise QueryRefused(f"{iri!r} is not an absolute IRI, so it names no graph.") from None
