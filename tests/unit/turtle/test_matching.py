"""Two readings of one document: what the second states is found among the triples of the first."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.turtle.document import Stated
from smartregions.turtle.matching import aligned

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


def test_of_those_of_which_the_same_is_said_the_first_is_the_first() -> None:
    for value in (X, THING):
        read = [Triple(ours(n), P, value) for n in range(3)]
        parsed = [Triple(theirs(n), P, value) for n in (2, 0, 1)]
        assert found(read, parsed) == dict(zip(parsed, (0, 1, 2), strict=True))


def test_things_are_compared_by_all_that_is_said_of_them() -> None:
    """No statement is alone of its kind here, and the order of the two readings is another."""
    said = [[(P, X), (Q, X)], [(P, X), (Q, Y)], [(P, Y), (Q, X)], [(P, Y), (Q, Y)]]
    read = [Triple(ours(n), *pair) for n, pairs in enumerate(said) for pair in pairs]
    parsed = [Triple(theirs(n), *pair) for n in (3, 1, 2, 0) for pair in said[n]]
    assert found(read, parsed) == dict(zip(parsed, (6, 7, 2, 3, 4, 5, 0, 1), strict=True))


def test_of_two_one_of_which_says_more_than_was_read_none_is_taken_for_the_other() -> None:
    """The first of the parser's may be the second that was read."""
    read = [Triple(ours(1), P, X), Triple(ours(2), P, X)]
    parsed = [Triple(theirs(1), P, X), Triple(theirs(2), P, X), Triple(theirs(2), Q, Y)]
    assert found(read, parsed) == {}


def test_what_is_said_twice_of_a_nameless_thing_is_one_statement() -> None:
    read = [Triple(ours(1), P, X), Triple(ours(1), P, X), Triple(ours(1), Q, Y)]
    parsed = [Triple(theirs(1), P, X), Triple(theirs(1), Q, Y)]
    assert found(read, parsed) == dict(zip(parsed, (0, 2), strict=True))


def test_labels_that_are_in_both_readings_are_the_same() -> None:
    a, b = BlankNode("a"), BlankNode("b")
    read = [Triple(a, P, X), Triple(b, P, X), Triple(ours(1), P, X)]
    parsed = [Triple(b, P, X), Triple(theirs(1), P, X), Triple(a, P, X)]
    assert found(read, parsed) == dict(zip(parsed, (1, 2, 0), strict=True))


def test_chains_of_nameless_things_are_followed_to_their_ends() -> None:
    depth = 2_000
    read = [Triple(ours(n), P, ours(n + 1)) for n in range(depth)] + [Triple(ours(depth), Q, X)]
    parsed = [Triple(theirs(n), P, theirs(n + 1)) for n in range(depth)]
    parsed.append(Triple(theirs(depth), Q, X))
    assert found(read, parsed) == {triple: n for n, triple in enumerate(parsed)}
