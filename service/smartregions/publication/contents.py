"""What a store holds, graph by graph, so that what an update changed is found exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from smartregions.index.dataset import graph_of
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.validation.change.state import Edit

MERGE = DefaultGraph()
NOTHING = hashlib.sha256().digest()
"""The digest of a graph that holds nothing."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines of each graph in N-Triples, sorted; of a graph that is only watched, a digest."""

    lines: Mapping[str, Sequence[bytes]]
    digests: Mapping[str, bytes]


def contents(store: Store, kept: Sequence[str], watched: Sequence[str]) -> Contents:
    """What these graphs hold."""
    digests = {graph: _digest(lines_of(store, NamedNode(graph))) for graph in watched}
    return Contents({graph: lines_of(store, NamedNode(graph)) for graph in kept}, digests)


def lines_of(store: Store, graph: NamedNode | DefaultGraph) -> list[bytes]:
    """The triples of a graph in N-Triples, sorted."""
    place = graph_of(graph.value, merges=False) if isinstance(graph, NamedNode) else graph
    text = store.dump(format=RdfFormat.N_TRIPLES, from_graph=place) or b""
    return sorted(text.splitlines(keepends=True))


def digest_of_merge(store: Store) -> bytes:
    """What changes with the default graph."""
    return _digest(lines_of(store, MERGE))


def graphs_of(store: Store, merges: bool) -> list[str]:
    """The IRIs of the named graphs, and of a default graph that is one by itself."""
    named = sorted(name.value for name in store.named_graphs() if isinstance(name, NamedNode))
    return named if merges else [*named, DEFAULT_GRAPH]


def edit(graph: str, before: Sequence[bytes], after: Sequence[bytes]) -> Edit:
    """What makes the one state of a graph the other."""
    old, new = set(before), set(after)
    return Edit(NamedNode(graph), frozenset(_triples(new - old)), frozenset(_triples(old - new)))


def then(first: Edit, second: Edit) -> Edit:
    """Both edits of a graph, one after the other, as one."""
    return Edit(
        first.graph,
        (first.added - second.removed) | (second.added - first.removed),
        (first.removed - second.added) | (second.removed - first.added),
    )


def apply(store: Store, edits: Sequence[Edit], merges: bool) -> None:
    """Make these edits."""
    for done in edits:
        place = graph_of(done.graph.value, merges=False)
        for t in done.removed:
            store.remove(Quad(t.subject, t.predicate, t.object, place))
        store.extend(Quad(t.subject, t.predicate, t.object, place) for t in done.added)
    if merges:
        merge(store, edits)


def merge(store: Store, edits: Sequence[Edit]) -> None:
    """Have the default graph be the merge again after these edits of named graphs."""
    for done in edits:
        for triple in done.added:
            store.add(Quad(*triple))
        for triple in done.removed:
            held = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
            if all(quad.graph_name == MERGE for quad in held):
                store.remove(Quad(*triple))


def _triples(lines: set[bytes]) -> Iterator[Triple]:
    for quad in pyoxigraph.parse(b"".join(lines), format=RdfFormat.N_TRIPLES):
        yield quad.triple


def _digest(lines: Sequence[bytes]) -> bytes:
    found = hashlib.sha256()
    for line in lines:
        found.update(line)
    return found.digest()
