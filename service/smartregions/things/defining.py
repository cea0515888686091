"""A worker's part, too: all that a graph of terms states, or what it states of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pyoxigraph import NamedNode, Triple

from smartregions.errors import AnswerTooLarge
from smartregions.messages import Message, amount
from smartregions.things.datasets import dataset
from smartregions.things.description import Description
from smartregions.things.statements import Statement, View
from smartregions.things.within import closed

_MOST = 50_000


def defined(view: View, graph: str, whole: str, terms: Sequence[str]) -> Description | None:
    """What the graph states of the terms, or of all; None if it states nothing.

    `whole` is what the description is about: the ontology, or a part of it.
    Raises AnswerTooLarge.
    """
    named = _of_terms(view, graph, terms) if terms else _all(view, graph)
    triples = list(islice(named, _MOST + 1))
    if len(triples) > _MOST:
        raise AnswerTooLarge(
            Message(
                "<{graph}> states more than {most} triples, which is the most that is described "
                "at once. Ask for one of its parts, or for the graph itself.",
                graph=graph,
                most=amount(_MOST),
            )
        )
    statements = [Statement(triple, (graph,)) for triple in triples]
    found = Description(whole, statements, (), (), datasets=(dataset(view, graph),))
    return found if statements else None


def _all(view: View, graph: str) -> Iterator[Triple]:
    quads = view.store.quads_for_pattern(None, None, None, NamedNode(graph))
    yield from sorted((quad.triple for quad in quads), key=str)


def _of_terms(view: View, graph: str, terms: Iterable[str]) -> Iterator[Triple]:
    for term in map(NamedNode, terms):
        for statement in closed(view, term, view.of(term)):
            if graph in statement.graphs:
                yield statement.triple
