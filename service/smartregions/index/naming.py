"""Names for blank nodes that come from what is said of them, and not from where they stand.

A blank node has no name of its own; the log needs one, and an edit of a file must change only what
it changes. So a node is named by a hash of its description: what is said of it, down to the leaves,
and what points to it, up to the roots. That is exact as long as blank nodes form no cycle. Those on
cycles are told apart by a bounded number of rounds of colour refinement (the first half of every
graph canonicalisation: https://www.w3.org/TR/rdf-canon/ goes on to try permutations, which an
attacker can make last for ever). Nodes that are still alike are numbered in the order of the text,
so two nodes never become one. Everything here is a loop: nothing recurses, nothing is tried twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Triple

_ROUNDS = 16
_EDGE_VISITS = 2_000_000
"""Over all rounds: about four seconds, for a graph that is made of nothing else."""
_DIGITS = 31
"""With the letter before them 128 bits, which the engine keeps as a number, not as a text."""


def names(
    order: Iterable[BlankNode],
    triples: Iterable[Triple],
    label: str,
    taken: Collection[str] = (),
) -> dict[BlankNode, BlankNode]:
    """A name for each node of `order`, none twice and none of `taken`.

    `order` is that of the text; `triples` hold every triple about the nodes, each once. Two labels
    give different names. The same triples give the same names in whatever order and under whatever
    labels they come, if no blank node is on a cycle and each is the object of at most one triple.
    """
    edges = _edges(order, triples)
    down, cyclic = _downwards(edges)
    return _upwards(edges, down, cyclic, label, taken)


@dataclass(frozen=True, slots=True)
class _Edges:
    """What is said of each node, between blank nodes and otherwise."""

    ground: Mapping[BlankNode, list[str]]
    """Predicate and object, where that is no blank node; and subject, where that is none."""
    children: Mapping[BlankNode, list[tuple[str, BlankNode]]]
    parents: Mapping[BlankNode, list[tuple[str, BlankNode]]]


def _edges(order: Iterable[BlankNode], triples: Iterable[Triple]) -> _Edges:
    ground: dict[BlankNode, list[str]] = {node: [] for node in order}
    edges = _Edges(ground, {node: [] for node in ground}, {node: [] for node in ground})
    for subject, predicate, object_ in triples:
        if isinstance(subject, BlankNode) and isinstance(object_, BlankNode):
            edges.children[subject].append((predicate.value, object_))
            edges.parents[object_].append((predicate.value, subject))
        elif isinstance(subject, BlankNode):
            ground[subject].append(f"> {predicate} {object_}")
        elif isinstance(object_, BlankNode):
            ground[object_].append(f"< {predicate} {subject}")
    return edges


def _downwards(edges: _Edges) -> tuple[dict[BlankNode, bytes], list[BlankNode]]:
    """A hash for each node of all that is said below it, and the nodes on or between cycles."""
    down: dict[BlankNode, bytes] = {}
    _descend(edges, list(edges.ground), down)
    rest = [node for node in edges.ground if node not in down]
    above = _above(edges, rest)
    cyclic = [node for node in rest if node not in above]
    _refine(edges, cyclic, down)
    _descend(edges, [node for node in rest if node in above], down)
    return down, cyclic


def _descend(edges: _Edges, nodes: list[BlankNode], down: dict[BlankNode, bytes]) -> None:
    """Hash the nodes whose children all have hashes, and so on upwards."""
    waiting = {node: sum(child not in down for _, child in edges.children[node]) for node in nodes}
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        below = (_bytes(predicate, down[child]) for predicate, child in edges.children[node])
        down[node] = _hash(*_ground(edges, node), b"", *sorted(below))
        for _, parent in edges.parents[node]:
            if parent in waiting:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)


def _above(edges: _Edges, nodes: list[BlankNode]) -> set[BlankNode]:
    """Those of the nodes that lead to a cycle and are not reached from one."""
    inside = set(nodes)
    waiting = {node: sum(p in inside for _, p in edges.parents[node]) for node in nodes}
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        for _, child in edges.children[node]:
            if child in inside:
                waiting[child] -= 1
                if not waiting[child]:
                    ready.append(child)
    return set(ready)


def _refine(edges: _Edges, nodes: list[BlankNode], colours: dict[BlankNode, bytes]) -> None:
    """Colour the nodes by their neighbours' colours until no more are told apart, or long enough.

    A neighbour that has no colour yet counts by the predicate alone.
    """
    visits = len(nodes) + sum(len(edges.children[n]) + len(edges.parents[n]) for n in nodes)
    for node in nodes:
        colours[node] = _hash(*_ground(edges, node))
    classes = 0
    for _ in range(max(2, min(_ROUNDS, _EDGE_VISITS // max(visits, 1)))):
        found = len({colours[node] for node in nodes})
        if found in (classes, len(nodes)):
            return
        classes = found
        colours |= {node: _round(edges, node, colours) for node in nodes}


def _round(edges: _Edges, node: BlankNode, colours: Mapping[BlankNode, bytes]) -> bytes:
    below = (_bytes(p, colours.get(child, b"")) for p, child in edges.children[node])
    above = (_bytes(p, colours.get(parent, b"")) for p, parent in edges.parents[node])
    return _hash(colours[node], b">", *sorted(below), b"<", *sorted(above))


def _upwards(
    edges: _Edges,
    down: Mapping[BlankNode, bytes],
    cyclic: list[BlankNode],
    label: str,
    taken: Collection[str],
) -> dict[BlankNode, BlankNode]:
    """Names from the roots downwards: a hash of the hash below and of the parents' names."""
    found: dict[BlankNode, BlankNode] = {}
    given = _Given(label.encode(), set(taken))

    def key(node: BlankNode) -> bytes:
        above = (_bytes(p, found[o].value.encode()) for p, o in edges.parents[node] if o in found)
        return _hash(given.label, down[node], *sorted(above))

    core = set(cyclic)
    _ascend(edges, [node for node in edges.ground if node not in core], found, key, given)
    keys = [key(node) for node in cyclic]
    found |= {node: given.name(k) for node, k in zip(cyclic, keys, strict=True)}
    _ascend(edges, [node for node in edges.ground if node not in found], found, key, given)
    return found


def _ascend(
    edges: _Edges,
    nodes: list[BlankNode],
    found: dict[BlankNode, BlankNode],
    key: Callable[[BlankNode], bytes],
    given: _Given,
) -> None:
    """Name the nodes whose parents all have names, and so on downwards."""
    waiting = {
        node: sum(parent not in found for _, parent in edges.parents[node]) for node in nodes
    }
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        found[node] = given.name(key(node))
        for _, child in edges.children[node]:
            if child in waiting:
                waiting[child] -= 1
                if not waiting[child]:
                    ready.append(child)


class _Given:
    """The names that were given out; equal keys are numbered as they come."""

    def __init__(self, label: bytes, used: set[str]) -> None:
        self.label = label
        self._used = used
        self._counts: dict[bytes, int] = {}

    def name(self, key: bytes) -> BlankNode:
        while True:
            count = self._counts[key] = self._counts.get(key, -1) + 1
            name = "b" + _hash(key, str(count).encode())[:_DIGITS].decode()
            if name not in self._used:
                self._used.add(name)
                return BlankNode(name)


def _ground(edges: _Edges, node: BlankNode) -> Iterable[bytes]:
    return (text.encode() for text in sorted(edges.ground[node]))


def _bytes(predicate: str, rest: bytes) -> bytes:
    return predicate.encode() + b" " + rest


def _hash(*parts: bytes) -> bytes:
    """In hexadecimal; no part holds a line feed, so the parts cannot be told otherwise."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest().encode()
