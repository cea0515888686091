"""The hash of a description: blind to order and labels, and to nothing else that is said."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

import madeup
from smartregions.catalogue.harvest.digest import digest

P, Q = NamedNode("http://e/p"), NamedNode("http://e/q")
NODES = st.sampled_from([*(BlankNode(f"b{n}") for n in range(5)), NamedNode("http://e/n")])
TRIPLES = st.builds(
    Triple, NODES, st.sampled_from([P, Q]), NODES | st.sampled_from([Literal("x"), Literal(1)])
)


def of(text: str) -> str:
    return digest(q.triple for q in parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE))


@given(st.lists(TRIPLES, max_size=12), st.randoms())
def test_other_labels_and_another_order_give_the_same_hash(
    triples: list[Triple], chance: random.Random
) -> None:
    names = [BlankNode(f"z{n}") for n in range(5)]
    chance.shuffle(names)
    renamed = {BlankNode(f"b{n}"): names[n] for n in range(5)}
    other = [
        Triple(renamed.get(t.subject, t.subject), t.predicate, renamed.get(t.object, t.object))  # type: ignore[call-overload]
        for t in triples
    ]
    chance.shuffle(other)
    assert digest(other) == digest(triples)


@given(st.sets(TRIPLES, min_size=1, max_size=12))
def test_a_statement_less_is_another_hash(triples: set[Triple]) -> None:
    one = next(iter(triples))
    assert digest(triples - {one}) != digest(triples)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("e:a e:p 'x' .", "e:a e:p 'y' ."),
        ("e:a e:p 'x' .", "e:a e:p 'x'@en ."),
        ("e:a e:p _:x . _:x e:p 'x' .", "e:a e:p _:x . _:x e:p 'y' ."),
        ("e:a e:p _:x, _:y .", "e:a e:p _:x ."),
        ("_:x e:p _:y . _:y e:p _:x .", "_:x e:p _:x . _:y e:p _:y ."),
        ("e:a e:p _:x . _:x e:p [ e:q 1 ] .", "e:a e:p _:x . _:x e:p [ e:q 2 ] ."),
    ],
)
def test_what_differs_has_another_hash(one: str, other: str) -> None:
    assert of(one) != of(other)


@pytest.mark.timeout(300)
def test_many_nodes_that_look_alike_do_not_hold_it_up() -> None:
    nodes = [BlankNode(f"b{n}") for n in range(40)]
    assert digest(Triple(x, P, y) for x in nodes for y in nodes if x != y)
    chain = [BlankNode(f"c{n}") for n in range(3000)]
    assert digest(Triple(x, P, y) for x, y in zip(chain, chain[1:], strict=False))
