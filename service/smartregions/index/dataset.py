"""The default graph as RDF means it: a set of triples, each once, however many graphs hold it.

The engine's own union of graphs is none: a triple that two graphs hold is found twice and counted
twice. So the store's default graph holds the merge of all named graphs, and a query that merges
several graphs of its own choice is given a store in which they are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
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
from smartregions.messages import Message
from smartregions.namespaces import BASE, DEFAULT_GRAPH
from smartregions.sparql.facts import Facts
from smartregions.sparql.projection import star, with_columns
from smartregions.sparql.prologue import as_engine_reads, dataset_terms

Results = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query looks at (SPARQL 1.1 Query, section 13)."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def as_stored(quads: Iterable[Quad], merges: bool = True) -> Iterator[Quad]:
    """The quads where a store keeps them: with their merge, or the default graph by itself."""
    return with_merge(quads) if merges else map(_by_itself, quads)


def graph_of(iri: str, merges: bool) -> NamedNode | DefaultGraph:
    """Where a store keeps the graph of that name; where it merges, there is none of the default."""
    return DefaultGraph() if iri == DEFAULT_GRAPH and not merges else NamedNode(iri)


def _by_itself(quad: Quad) -> Quad:
    assert isinstance(quad.graph_name, NamedNode)
    return Quad(quad.subject, quad.predicate, quad.object, graph_of(quad.graph_name.value, False))


def with_merge(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads, and each triple in the default graph too."""
    for quad in quads:
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object)


def results(store: Store, query: Query, known: Facts) -> Results:
    """The results over the dataset of the request, else of the query, else of all graphs.

    A graph that is named twice is in it once: the engine would find each triple of it twice.
    The IRI of the default graph stands for the store's own, in the default graph of a query.
    They are not computed yet. Raises SyntaxError and QueryRefused.
    """
    stated = Dataset(query.default_graphs, query.named_graphs)
    dataset = stated if stated.default or stated.named else _own(known)
    default, named = (
        [DefaultGraph() if iri == DEFAULT_GRAPH else _graph(iri) for iri in _once(dataset.default)],
        [_graph(iri) for iri in _once(dataset.named)],
    )
    repeats = len(default) + len(named) < len(dataset.default) + len(dataset.named)
    if len(default) > 1:
        return _over(_merged(store, default, named), query.text, [DefaultGraph()], named)
    if dataset is stated or DEFAULT_GRAPH in dataset.default or repeats:
        return _over(store, query.text, default, named)
    return store.query(query.text, base_iri=BASE)


def in_columns(text: str, written: str) -> str:
    """The query with its variables named, where it selects all. Raises SyntaxError."""
    if (every := star(text)) is None:
        return text
    parsed = Store().query(text, base_iri=BASE)
    assert isinstance(parsed, QuerySolutions)
    return with_columns(text, every, (each.value for each in parsed.variables), written)


def _own(known: Facts) -> Dataset:
    """What the query states; of several graphs exactly as the engine reads each IRI."""
    terms = list(dataset_terms(known.tokens, "FROM"))
    if len(terms) > 1:
        with suppress(SyntaxError):  # which the query has then, too
            iris = as_engine_reads(known.tokens, [term for term, _ in terms])
            pairs = [(iri, is_named) for iri, (_, is_named) in zip(iris, terms, strict=True)]
            return Dataset(
                tuple(iri for iri, is_named in pairs if not is_named),
                tuple(iri for iri, is_named in pairs if is_named),
            )
    return Dataset(known.default_graphs, known.named_graphs)


def _once(iris: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(iris)


def _over(
    store: Store,
    text: str,
    default: Iterable[NamedNode | DefaultGraph],
    named: list[NamedNode],
) -> Results:
    return store.query(text, base_iri=BASE, default_graph=[*default], named_graphs=[*named])


def _merged(
    store: Store, default: Iterable[NamedNode | DefaultGraph], named: Iterable[NamedNode]
) -> Store:
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
        raise QueryRefused(
            Message("{iri} is not an absolute IRI, so it names no graph.", iri=repr(iri))
        ) from None
