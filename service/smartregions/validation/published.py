"""What is published, and the part of it that a judgement needs.

The files are read when a node that they may mention is asked for: a ten-line contribution must
not wait for the whole of the NUTS classification.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from smartregions.validation.graph import TYPE, Node, Term, object_of, subject_of
from smartregions.validation.names import LOCAL
from smartregions.validation.reach import Reach

MANY = 200
"""From this many nodes on, every file is read: searching each for each node would cost more."""


class Published:
    """Published sources, as Turtle in our canonical form; each is read once, when needed."""

    def __init__(self, sources: Iterable[bytes] = ()) -> None:
        self._unread = list(sources)
        self._store = Store()

    def around(self, near: Iterable[Term], far: Iterable[Term], reach: Reach) -> set[Triple]:
        """Everything said of the nodes, and of those that the reach leads to.

        `near` are the nodes that are judged, `far` those one step away.
        """
        found: set[Triple] = set()
        seen: set[Node] = set()
        front = _nodes(near)
        for left in range(reach.steps, -1, -1):
            self._read(front - seen)
            seen |= front
            after: set[Node] = set()
            for node in front:
                after.update(_nodes(self._look(node, reach, left, found)))
            front = after - seen
            if left == reach.steps:
                front |= _nodes(far) - seen
            if not front:
                break
        return found

    def _look(self, node: Node, reach: Reach, left: int, found: set[Triple]) -> Iterator[Term]:
        """Add what is said of one node; yield where the reach leads in the steps left."""
        for quad in self._store.quads_for_pattern(node, None, None):
            found.add(quad.triple)
            if quad.predicate in reach.forwards:
                yield object_of(quad.triple)
        for predicate in reach.backwards if left else ():
            for quad in self._store.quads_for_pattern(None, predicate, node):
                found.add(quad.triple)
                yield subject_of(quad.triple)

    def instances(self, classes: Iterable[Term]) -> Iterator[Term]:
        """The things of some classes, in the files that were read."""
        for one in classes:
            for quad in self._store.quads_for_pattern(None, TYPE, one):
                yield subject_of(quad.triple)

    def values(self, node: Node, predicate: NamedNode) -> Iterator[Term]:
        """What the files that were read say of one property of a node."""
        for quad in self._store.quads_for_pattern(node, predicate, None):
            yield object_of(quad.triple)

    def _read(self, nodes: Collection[Node]) -> None:
        """Read the files that may mention one of the nodes."""
        if not self._unread or not nodes:
            return
        named = (node.value for node in nodes if isinstance(node, NamedNode))
        written = [form for iri in named for form in _written(iri)]
        waiting, self._unread = self._unread, []
        for data in waiting:
            if len(nodes) > MANY or any(form in data for form in written):
                self._store.bulk_load(data, RdfFormat.TURTLE)
            else:
                self._unread.append(data)


def _nodes(terms: Iterable[Term]) -> set[Node]:
    return {term for term in terms if isinstance(term, Node)}


def _written(iri: str) -> tuple[bytes, bytes]:
    """What stands in a Turtle file that mentions the IRI: in full, or behind some prefix.

    A last part that Turtle would have to escape is not looked for; every file may hold it.
    """
    cut = max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1
    if not LOCAL.fullmatch(iri, cut):
        return b"", b""
    return iri[cut - 1 :].encode(), f":{iri[cut:]}".encode()
