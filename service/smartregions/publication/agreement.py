"""Whether an index holds what the registry says: each graph, and the merge of all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from smartregions.index.holding import Holding
from smartregions.messages import Message
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.publication.following import follow
from smartregions.registry.log import Registry
from smartregions.registry.triples import lines


def loaded(registry: Registry) -> Store:
    """The store that a service would answer from. Raises ServiceError."""
    holding = Holding(lambda after: nullcontext(follow(registry, after)))
    holding.catch_up()
    return holding.store


def disagreements(registry: Registry, store: Store) -> Iterator[Message]:
    """A sentence for each graph that is not as the registry says, and for the merge."""
    merged: set[bytes] = set(_held(store, NamedNode(PROVENANCE_GRAPH)))
    known = {PROVENANCE_GRAPH}
    for graph in registry.graphs():
        name = graph.change.graph
        known.add(name)
        wanted, found = set(lines(graph.quads)), set(_held(store, NamedNode(name)))
        if wanted != found:
            missing, more = len(wanted - found), len(found - wanted)
            yield Message(
                "<{name}>: {missing} triples are missing from the index, {more} are too many.",
                name=name,
                missing=missing,
                more=more,
            )
        merged |= wanted
    for unknown in sorted(_names(store) - known):
        yield Message("<{graph}> is in the index, and not in the registry.", graph=unknown)
    if merged != set(_held(store, DefaultGraph())):
        yield Message("The default graph of the index is not the merge of all graphs.")


def counts(registry: Registry) -> dict[str, int]:
    """Triples of each graph that stands and is not empty."""
    found = {graph.change.graph: len(lines(graph.quads)) for graph in registry.graphs()}
    return {name: count for name, count in found.items() if count}


def _held(store: Store, graph: NamedNode | DefaultGraph) -> list[bytes]:
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
    return lines(pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def _names(store: Store) -> set[str]:
    return {str(name.value) for name in store.named_graphs()}
