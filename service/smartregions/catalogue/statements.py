"""Statements by subject: what a harvester walks, one page or one payload at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from smartregions.catalogue.terms import TYPE
from smartregions.validation.graph import Node, Term, object_of, subject_of


def called(node: Term) -> str:
    """The node for a person and for a report: an IRI as it is, a blank node as `_:label`."""
    return node.value if isinstance(node, NamedNode) else str(node)


class About(ABC):
    """What is said of a node, wherever that is read."""

    @abstractmethod
    def about(self, node: Term) -> Sequence[Triple]:
        """The statements about the node, in their order; none when it is not described."""

    def objects(self, node: Term, predicate: NamedNode) -> list[Term]:
        """The values of one property of one node."""
        return [object_of(t) for t in self.about(node) if t.predicate == predicate]

    def value(self, node: Term, predicate: NamedNode) -> Term | None:
        """The first value of a property, or None."""
        return next(iter(self.objects(node, predicate)), None)

    def texts(self, node: Term, predicate: NamedNode) -> list[str]:
        """The literals of a property, without their languages."""
        return [o.value for o in self.objects(node, predicate) if isinstance(o, Literal)]

    def is_a(self, node: Term, kind: NamedNode) -> bool:
        """Whether the node is stated to be of the class."""
        return kind in self.objects(node, TYPE)


class Statements(About):
    """Triples, none twice, in the order in which they came."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._about: dict[Term, list[Triple]] = {}
        for triple in dict.fromkeys(triples):
            self._about.setdefault(subject_of(triple), []).append(triple)

    def about(self, node: Term) -> Sequence[Triple]:
        """What is said of the node; nothing when the page does not describe it."""
        return self._about.get(node, ())

    def typed(self, kind: NamedNode) -> list[Node]:
        """The nodes of one class, in order."""
        return [subject_of(t) for t in self if t.predicate == TYPE and t.object == kind]

    def __iter__(self) -> Iterator[Triple]:
        return (triple for triples in self._about.values() for triple in triples)

    def __contains__(self, node: object) -> bool:
        return node in self._about

    def __len__(self) -> int:
        return sum(map(len, self._about.values()))
