"""A state of the data as the findings ask for what is published (`validation.published`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import islice

from pyoxigraph import NamedNode, Triple

from smartregions.validation.change.state import State
from smartregions.validation.choices import MOST
from smartregions.validation.graph import TYPE, Node, Term, subject_of
from smartregions.validation.published import Published


class PublishedState(Published):
    """Everything that a state holds, straight from the store's indexes."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    def known(self, nodes: Set[Node]) -> Set[Node]:
        """All of them: to look a node up costs no more than to ask whether it is there."""
        return nodes

    def of(self, node: Node) -> Iterator[Triple]:
        """Everything said of a node."""
        return self._state.matching(node, None, None)

    def forwards(self, node: Node, predicate: NamedNode) -> Iterator[Triple]:
        """What is said of one property of a node."""
        return self._state.matching(node, predicate, None)

    def backwards(self, node: Node, predicate: NamedNode) -> Iterator[Triple]:
        """What says that the node is the value of a property."""
        return self._state.matching(None, predicate, node)

    def instances(self, classes: Iterable[Term]) -> Iterator[Term]:
        """Things of some classes, no more than can be chosen from."""
        found = (t for one in classes for t in self._state.matching(None, TYPE, one))
        return islice(map(subject_of, found), MOST + 1)
