"""A blank node's name comes from what is said of it: an edit renames nothing else, two stay two."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Sequence

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions.index.quads import stored_form

P = "@prefix x: <http://x/> . "
NODES = [BlankNode(f"n{i}") for i in range(6)]
PREDICATES = [NamedNode("http://x/p"), NamedNode("http://x/q")]
GROUND = [NamedNode("http://x/a"), NamedNode("http://x/b")]
VALUES = [Literal("1"), Literal("2"), *GROUND]


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(P + turtle, format=RdfFormat.TURTLE)]


def lines(turtle: str, label: str = "l") -> set[bytes]:
    return set(stored_form(triples(turtle), label).splitlines())


def nodes(text: bytes) -> set[bytes]:
    return set(re.findall(rb"_:(\w+)", text))


def relabelled(given: Sequence[Triple], seed: int) -> list[Triple]:
    """The same graph with other labels, in another order."""
    chance = random.Random(seed)
    found = sorted({t for triple in given for t in (triple.subject, triple.object)
                    if isinstance(t, BlankNode)}, key=str)  # fmt: skip
    others = [BlankNode(f"z{i}") for i in range(len(found))]
    chance.shuffle(others)
    to: dict[object, BlankNode] = dict(zip(found, others, strict=True))
    renamed = [Triple(to.get(t.subject, t.subject), t.predicate, to.get(t.object, t.object))
               for t in given]  # fmt: skip
    chance.shuffle(renamed)
    return renamed


def isomorphic(one: Sequence[Triple], other: Sequence[Triple]) -> bool:
    """By trying every bijection of blank nodes: right by the definition, for small graphs."""

    def blank(graph: Sequence[Triple]) -> list[BlankNode]:
        terms = {term for triple in graph for term in (triple.subject, triple.object)}
        return sorted((t for t in terms if isinstance(t, BlankNode)), key=str)

    first, second = blank(one), blank(other)
    if len(first) != len(second) or len(set(one)) != len(set(other)):
        return False
    wanted = set(other)
    for arranged in itertools.permutations(second):
        to: dict[object, BlankNode] = dict(zip(first, arranged, strict=True))
        if wanted == {Triple(to.get(t.subject, t.subject), t.predicate, to.get(t.object, t.object))
                      for t in one}:  # fmt: skip
            return True
    return False


@st.composite
def trees(draw: st.DrawFn) -> list[Triple]:
    """Blank nodes each of which is the object of at most one triple, and no cycles."""
    found: list[Triple] = []
    for i, node in enumerate(NODES[: draw(st.integers(1, 6))]):
        parents: list[NamedNode | BlankNode | None] = [None, *GROUND, *NODES[:i]]
        if (parent := draw(st.sampled_from(parents))) is not None:
            found.append(Triple(parent, draw(st.sampled_from(PREDICATES)), node))
        for value in draw(st.lists(st.sampled_from(VALUES), max_size=2)):
            found.append(Triple(node, draw(st.sampled_from(PREDICATES)), value))
    return found


graphs = st.lists(
    st.builds(
        Triple,
        st.sampled_from([*NODES[:5], *GROUND[:1]]),
        st.sampled_from(PREDICATES),
        st.sampled_from([*NODES[:5], *VALUES[:1]]),
    ),
    max_size=12,
)


@given(trees(), st.integers())
def test_trees_get_the_same_names_in_any_order_and_under_any_labels(
    tree: list[Triple], seed: int
) -> None:
    assert stored_form(tree, "l") == stored_form(relabelled(tree, seed), "l")


def test_equal_nodes_are_told_apart_by_the_property_that_leads_to_them() -> None:
    one = lines("x:a x:s [ x:p [ x:r 1 ] ; x:q [ x:r 1 ] ] .")
    other = lines("x:a x:s [ x:q [ x:r 1 ] ; x:p [ x:r 1 ] ] .")
    assert one == other


@given(graphs)
def test_no_node_is_merged_or_split(graph: list[Triple]) -> None:
    stored = [
        q.triple for q in pyoxigraph.parse(stored_form(graph, "l"), format=RdfFormat.N_TRIPLES)
    ]
    assert isomorphic(list(set(graph)), stored)


@given(graphs, st.integers())
def test_the_same_text_under_other_labels_gets_the_same_names(
    graph: list[Triple], seed: int
) -> None:
    to: dict[object, BlankNode] = {node: BlankNode(f"y{i}") for i, node in enumerate(NODES)}
    same = [Triple(to.get(t.subject, t.subject), t.predicate, to.get(t.object, t.object))
            for t in graph]  # fmt: skip
    assert stored_form(graph, "l") == stored_form(same, "l")


def test_an_edit_changes_only_what_it_changes() -> None:
    before = "".join(f"x:s{i} x:p [ x:q {i % 3} ; x:list ( {i} 1 2 ) ] . " for i in range(50))
    after = "x:new x:p [ x:q 1 ] . " + before.replace("x:q 1 ; x:list ( 7 ", "x:q 1 ; x:list ( 8 ")
    gone, come = lines(before) - lines(after), lines(after) - lines(before)
    assert len(gone) == len(lines("x:s7 x:p [ x:q 1 ; x:list ( 7 1 2 ) ] ."))
    assert len(come) == len(gone) + 2


def test_equal_things_said_at_several_places_keep_their_names_when_one_goes() -> None:
    both = lines("x:a x:p [ x:q 1 ] . x:b x:p [ x:q 1 ] .")
    assert lines("x:b x:p [ x:q 1 ] .") < both


def test_equal_nodes_stay_as_many_as_they_are() -> None:
    assert len(nodes(stored_form(triples("x:a x:p [ x:q 1 ], [ x:q 1 ], [ x:q 1 ] ."), "l"))) == 3


def test_two_graphs_never_share_a_name() -> None:
    text = "[] x:p [ x:q 1 ] . _:a x:p _:b . _:b x:p _:a ."
    one, other = (nodes(stored_form(triples(text), label)) for label in ("l", "m"))
    assert len(one) == len(other) == 4
    assert not one & other


def test_what_is_added_to_a_graph_keeps_clear_of_the_names_that_are_taken() -> None:
    text = "[] x:p [ x:q 1 ] ."
    held = nodes(stored_form(triples(text), "l"))
    taken = {name.decode() for name in held}
    added = nodes(stored_form(triples(text), "l", taken))
    assert len(added) == 2
    assert not added & held


def test_two_spellings_of_one_value_give_one_name() -> None:
    xsd = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    assert lines(xsd + 'x:a x:p [ x:q "01"^^xsd:integer ] .') == lines("x:a x:p [ x:q 1 ] .")


def _clique(size: int) -> list[Triple]:
    some = [BlankNode(f"k{i}") for i in range(size)]
    return [Triple(a, PREDICATES[0], b) for a in some for b in some if a != b]


def _chain(length: int, back_to: int | None = None) -> list[Triple]:
    some = [BlankNode(f"k{i}") for i in range(length)]
    ends = [] if back_to is None else [Triple(some[-1], PREDICATES[0], some[back_to])]
    return [Triple(a, PREDICATES[0], b) for a, b in itertools.pairwise(some)] + ends


@pytest.mark.parametrize(
    ("write", "count"),
    [
        pytest.param(lambda: _clique(12), 12, id="clique of 12"),
        pytest.param(lambda: _clique(150), 150, id="clique of 150"),
        pytest.param(lambda: _chain(25_000), 25_000, id="nested 25 000 deep"),
        pytest.param(
            lambda: _chain(100_000), 100_000, id="nested 100 000 deep", marks=pytest.mark.long
        ),
        pytest.param(lambda: _chain(20_000, back_to=0), 20_000, id="circle"),
        pytest.param(lambda: _chain(20_000, back_to=19_990), 20_000, id="tail with a circle"),
    ],
)
def test_hostile_graphs_are_named_within_bounds(
    write: Callable[[], list[Triple]], count: int
) -> None:
    graph = write()
    text = stored_form(graph, "l")
    assert len(nodes(text)) == count
    assert len(text.splitlines()) == len(graph)
