"""What a portal takes for one dataset: everything that can be reached from it in its page.

A restatement of piveau-consus-importing-rdf 1.7 and of Jena's `ModelExtract`: every resource that
the page describes is followed, except behind foaf:primaryTopic; then the closure of a catalogue
that was reached is taken away again.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    catalogues: tuple[Node, ...]
    """Those that were reached, whose closure is not in `triples`."""

    @cached_property
    def statements(self) -> Statements:
        """The payload as statements to walk."""
        return Statements(self.triples)

    @property
    def foreign(self) -> list[Node]:
        """Other datasets in the payload: a portal makes one record of them and this one."""
        return [node for node in self.statements.typed(DATASET) if node != self.dataset]

    def way(self, node: Term) -> tuple[Triple, ...]:
        """The statements that lead from the dataset to the node."""
        steps: list[Triple] = []
        while (step := self.ways.get(node)) is not None:
            steps.append(step)
            node = subject_of(step)
        return tuple(reversed(steps))


def closure(statements: Statements, start: Term) -> tuple[list[Triple], Ways]:
    """The triples that can be reached from the node, and how each node was reached."""
    ways: dict[Term, Triple | None] = {start: None}
    found: list[Triple] = []
    waiting = [start]
    for node in waiting:
        for triple in statements.about(node):
            found.append(triple)
            value = object_of(triple)
            if triple.predicate != PRIMARY_TOPIC and value in statements and value not in ways:
                ways[value] = triple
                waiting.append(value)
    return found, ways


def payload(statements: Statements, dataset: Node) -> Payload:
    """The payload of one dataset of a page."""
    triples, ways = closure(statements, dataset)
    reached = tuple(Statements(triples).typed(CATALOGUE))
    for catalogue in reached:
        taken = set(closure(statements, catalogue)[0])
        triples = [triple for triple in triples if triple not in taken]
    return Payload(dataset, tuple(triples), ways, reached)
