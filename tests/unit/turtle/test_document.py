"""Two readings of one document: what the second states is found among the triples of the first."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.turtle.document import Stated, aligned

S, P, Q, THING = (NamedNode(f"http://e/{name}") for name in "spqt")
X, Y = Literal("x"), Literal("y")


def ours(name: int) -> BlankNode:
    return BlankNode(f"ours{name}")


def theirs(name: int) -> BlankNode:
    return BlankNode(f"theirs{name}")


def stated(*triples: Triple) -> list[Stated]:
    """Each at a place of its own: its number."""
    return [Stated(each, (n, n), (n, n), (n, n)) for n, each in enumerate(triples)]


def found(read: list[Triple], parsed: list[Triple]) -> dict[Triple, int]:
    return {triple: each.object[0] for triple, each in aligned(stated(*read), parsed).items()}


def test_the_first_statement_of_a_triple_is_its_place() -> None:
    triple = Triple(S, P, X)
    assert found([Triple(S, P, Y), triple, triple], [triple, triple]) == {triple: 1}


def test_what_is_no_triple_of_the_parser_has_no_place() -> None:
    assert found([Triple(S, Q, X)], [Triple(S, P, X)]) == {}


def test_a_value_in_another_form_is_found_where_it_is_the_only_one() -> None:
    read, parsed = Literal("1.50"), Literal("1.5E0")
    assert found([Triple(S, P, read)], [Triple(S, P, parsed)]) == {Triple(S, P, parsed): 0}
    several = [Triple(S, P, parsed), Triple(S, P, Y)]
    assert found([Triple(S, P, read), Triple(S, P, Literal("z"))], several) == {}


def test_blank_nodes_are_told_apart_by_what_is_said_of_them() -> None:
    read = [
        Triple(S, P, ours(1)), Triple(ours(1), Q, X), Triple(S, P, ours(2)), Triple(ours(2), Q, Y),
    ]  # fmt: skip
    parsed = [
        Triple(S, P, theirs(1)), Triple(S, P, theirs(2)),
        Triple(theirs(1), Q, Y), Triple(theirs(2), Q, X),
    ]  # fmt: skip
    assert found(read, parsed) == dict(zip(parsed, (2, 0, 3, 1), strict=True))


def test_blank_nodes_are_told_apart_by_how_they_are_reached() -> None:
    read = [Triple(S, P, ours(1)), Triple(ours(1), Q, ours(2)), Triple(ours(2), Q, X)]
    parsed = [Triple(S, P, theirs(1)), Triple(theirs(1), Q, theirs(2)), Triple(theirs(2), Q, X)]
    assert found(read, parsed) == dict(zip(parsed, (0, 1, 2), strict=True))


@pytest.mark.parametrize("value", [X, THING])
def test_those_that_may_be_one_another_have_no_place(value: Literal | NamedNode) -> None:
    """Of two that say the same, each may be each: a place would be a guess."""
    read = [Triple(ours(1), P, value), Triple(ours(2), P, value)]
    assert found(read, [Triple(theirs(1), P, value), Triple(theirs(2), P, value)]) == {}


def test_a_chain_of_blank_nodes_is_followed_as_far_as_it_is_bounded() -> None:
    depth = 1_000
    read = [Triple(ours(n), P, ours(n + 1)) for n in range(depth)]
    parsed = [Triple(theirs(n), P, theirs(n + 1)) for n in range(depth)]
    assert found([*read, Triple(ours(depth), Q, X)], [*parsed, Triple(theirs(depth), Q, X)])
