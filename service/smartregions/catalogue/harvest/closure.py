"""What a portal takes for one dataset: everything that can be reached from it in its page.

A restatement of piveau-consus-importing-rdf 1.7 and of Jena's `ModelExtract`: every resource that
the page describes is followed, except behind foaf:primaryTopic; then the closure of a catalogue
that was reached is taken away again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Triple

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import CATALOGUE, DATASET, foaf
from smartregions.validation.graph import Node, Term, object_of, subject_of

PRIMARY_TOPIC = foaf("primaryTopic")

Ways = Mapping[Term, Triple | None]
"""Each node that was reached, and the statement that led to it; None for the start."""


@dataclass(frozen=True)
class Payload:
    """What reaches a portal as the description of one dataset."""

    dataset: Node
    triples: tuple[Triple, ...]
    ways: Ways
    catalogues: tuple[Term, ...]
    """Those that were reached, whose closure is not in `triples`."""
    foreign: tuple[Term, ...]
    """Other datasets in the payload: a portal makes one record of them and this one."""

    @cached_property
    def nodes(self) -> frozenset[Term]:
        """What the payload describes."""
        return frozenset(map(subject_of, self.triples))

    def way(self, node: Term) -> tuple[Triple, ...]:
        """The statements that lead from the dataset to the node."""
        steps: list[Triple] = []
        while (step := self.ways.get(node)) is not None:
            steps.append(step)
            node = subject_of(step)
        return tuple(reversed(steps))


def closure(statements: Statements, start: Term) -> list[Triple]:
    """The triples that can be reached from the node."""
    ways: dict[Term, Triple | None] = {start: None}
    waiting = [start]
    for node in waiting:
        waiting.extend(_onwards(statements, node, ways))
    return [triple for node in waiting for triple in statements.about(node)]


def payload(statements: Statements, dataset: Node) -> Payload:
    """The payload of one dataset of a page."""
    return Extraction(statements).payload(dataset)


class Extraction:
    """The payloads of one page; what a catalogue reaches is found out once.

    With `follows` False other datasets are named in a payload and not followed: where each of ten
    thousand leads to all others, that is what can be told within minutes.
    """

    def __init__(self, statements: Statements, follows: bool = True) -> None:
        self._statements = statements
        self._follows = follows
        self._reach: dict[Term, frozenset[Term]] = {}

    def payload(self, dataset: Node) -> Payload:
        """The payload of one dataset.

        What a catalogue reaches would be taken away in the end, so it is not even followed.
        """
        ways: dict[Term, Triple | None] = {dataset: None}
        waiting: list[Term] = [dataset]
        catalogues: list[Term] = []
        foreign: list[Term] = []
        for node in waiting:
            if self._taken(node, catalogues):
                continue
            if self._statements.is_a(node, CATALOGUE):
                catalogues.append(node)
                continue
            if node != dataset and self._statements.is_a(node, DATASET):
                foreign.append(node)
                if not self._follows:
                    continue
            waiting.extend(_onwards(self._statements, node, ways))
        left = [node for node in waiting if not self._taken(node, catalogues)]
        others = [node for node in foreign if not self._taken(node, catalogues)]
        described = left if self._follows else [node for node in left if node not in set(others)]
        triples = tuple(t for node in described for t in self._statements.about(node))
        return Payload(dataset, triples, ways, tuple(catalogues), tuple(others))

    def _taken(self, node: Term, catalogues: list[Term]) -> bool:
        return any(node in self._reached_by(catalogue) for catalogue in catalogues)

    def _reached_by(self, catalogue: Term) -> frozenset[Term]:
        if catalogue not in self._reach:
            found = closure(self._statements, catalogue)
            self._reach[catalogue] = frozenset(map(subject_of, found))
        return self._reach[catalogue]


def _onwards(statements: Statements, node: Term, ways: dict[Term, Triple | None]) -> Iterator[Term]:
    """The described nodes to which the node leads and nothing led before."""
    for triple in statements.about(node):
        value = object_of(triple)
        if triple.predicate != PRIMARY_TOPIC and value in statements and value not in ways:
            ways[value] = triple
            yield value
