"""A small graph in memory, for what is walked node by node: shapes, ontology, a report.

Contributions are never held in one: they may be large, and need a single pass only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

subject_of: Callable[[Triple], Node] = attrgetter("subject")
object_of: Callable[[Triple], Term] = attrgetter("object")
"""A triple's ends as RDF 1.1 has them: triples as terms are refused when a text is read."""

FIRST = NamedNode(ns.RDF + "first")
REST = NamedNode(ns.RDF + "rest")
NIL = NamedNode(ns.RDF + "nil")
TYPE = NamedNode(ns.RDF + "type")
SUBCLASS = NamedNode(ns.RDFS + "subClassOf")


def ntriples(triples: Iterable[Triple]) -> str:
    """The triples as engines read them."""
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


class Graph:
    """Triples indexed by subject and by object, in the order of statement.

    A graph may lie on top of another, which it shows through and does not copy.
    """

    def __init__(self, triples: Iterable[Triple] = (), below: Graph | None = None) -> None:
        self._forward: dict[Term, dict[NamedNode, list[Term]]] = {}
        self._backward: dict[Term, dict[NamedNode, list[Node]]] = {}
        self._below = below
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in more triples; what is there already stays as it is."""
        for triple in triples:
            self._add(subject_of(triple), triple.predicate, object_of(triple))

    def _add(self, subject: Node, predicate: NamedNode, value: Term) -> None:
        objects = self._forward.setdefault(subject, {}).setdefault(predicate, [])
        if value not in objects:
            objects.append(value)
            self._backward.setdefault(value, {}).setdefault(predicate, []).append(subject)

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The values of one property of one node."""
        properties = self._forward.get(subject)
        own = properties.get(predicate, []) if properties else []
        below = self._below.objects(subject, predicate) if self._below else []
        return own + below if own and below else own or below

    def subjects(self, predicate: NamedNode, value: Term) -> list[Node]:
        """The nodes of which `value` is the value of the property."""
        own = self._backward.get(value, {}).get(predicate, [])
        below = self._below.subjects(predicate, value) if self._below else []
        return own + below if own and below else own or below

    def statements(self, subject: Node) -> Iterator[Triple]:
        """Everything that this graph itself, not one below it, says of a node."""
        for predicate, values in self._forward.get(subject, {}).items():
            for value in values:
                yield Triple(subject, predicate, value)

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """The first value of a property, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: Term, predicate: NamedNode, language: str = "en") -> str | None:
        """The value as text: the one in the language asked for, else the first literal."""
        literals = [o for o in self.objects(subject, predicate) if isinstance(o, Literal)]
        fitting = [o for o in literals if o.language == language]
        return next((o.value for o in fitting + literals), None)

    def texts(self, subject: Term, predicate: NamedNode) -> dict[str, str]:
        """The values as texts, the first of each language; "" is the language of those of none."""
        found: dict[str, str] = {}
        for value in self.objects(subject, predicate):
            if isinstance(value, Literal):
                found.setdefault(value.language or "", value.value)
        return found

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Every subject and object that the property joins."""
        if self._below:
            yield from self._below.pairs(predicate)
        for subject, properties in self._forward.items():
            for value in properties.get(predicate, ()):
                yield subject, value

    def nodes(self) -> Iterator[Term]:
        """Every node that is a subject; once for each graph that lies on another."""
        if self._below:
            yield from self._below.nodes()
        yield from self._forward

    def along(self, node: Term, predicate: NamedNode, inverse: bool) -> Sequence[Term]:
        """The nodes and values at the other end of a property."""
        return self.subjects(predicate, node) if inverse else self.objects(node, predicate)

    def ends(self) -> set[Term]:
        """Everything that is a subject or a value."""
        return {*self._forward, *self._backward, *(self._below.ends() if self._below else ())}

    def __contains__(self, node: object) -> bool:
        return node in self._forward or (self._below is not None and node in self._below)

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list; a list that bites its tail ends where it repeats."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            members.extend(self.objects(head, FIRST))
            head = self.value(head, REST) or NIL
        return members

    def subclasses(self, classes: Iterable[Term]) -> set[Term]:
        """The classes and every class below them."""
        found: set[Term] = set()
        waiting = list(classes)
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.subjects(SUBCLASS, current))
        return found
