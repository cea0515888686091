"""What exists only within a thing: nodes without a name, and what a fragment of its IRI names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeGuard, cast

from pyoxigraph import BlankNode, NamedNode

from smartregions.errors import AnswerTooLarge
from smartregions.messages import Message, amount
from smartregions.things.statements import Statement, View
from smartregions.validation.graph import Node, Term, object_of

_WITHIN = 20_000
"""Statements of nodes within a thing, on one page."""


def closed(view: View, node: NamedNode, said: Iterable[Statement]) -> Iterator[Statement]:
    """The statements, and those of nodes without a name of their own, or named within the node.

    Raises AnswerTooLarge.
    """
    left, seen, count = deque(said), {cast("Node", node)}, 0
    while left:
        statement = left.popleft()
        yield statement
        value = object_of(statement.triple)
        if is_within(value, node) and value not in seen:
            seen.add(value)
            more = view.of(value)
            count += len(more)
            if count > _WITHIN:
                raise AnswerTooLarge(
                    Message(
                        "More than {most} statements are made of nodes within <{iri}>, which is "
                        "the most that is sent. Ask for a part of it: /sparql with a query.",
                        most=amount(_WITHIN),
                        iri=node.value,
                    )
                )
            left += more


def is_within(value: Term, node: NamedNode) -> TypeGuard[Node]:
    """Whether a node exists only within another: without a name, or as a part of it."""
    is_part = isinstance(value, NamedNode) and value.value.startswith(node.value + "#")
    return is_part or isinstance(value, BlankNode)
