"""RDF lists as a page shows them."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.things.statements import Statement
from smartregions.validation.graph import FIRST, NIL, REST, Node, Term
from smartregions.web.things.lists import is_list, opened

ONE, TWO, PLAIN = BlankNode("one"), BlankNode("two"), BlankNode("plain")


def said(*triples: Triple) -> dict[Node, list[Statement]]:
    found: dict[Node, list[Statement]] = {}
    for triple in triples:
        found.setdefault(triple.subject, []).append(Statement(triple, ("http://e/g",)))  # type: ignore[arg-type]
    return found


def cell(node: Node, first: Term, rest: Term) -> tuple[Triple, Triple]:
    return Triple(node, FIRST, first), Triple(node, REST, rest)


def test_the_members_of_a_list_stand_in_its_place_and_in_order() -> None:
    a, b = NamedNode("http://e/a"), Literal("b")
    known = said(*cell(ONE, a, TWO), *cell(TWO, b, NIL), Triple(PLAIN, NamedNode("http://e/p"), b))
    assert opened([b, ONE, PLAIN], known) == [b, a, b, PLAIN]
    assert [is_list(node, known) for node in (ONE, TWO, PLAIN)] == [True, True, False]


def test_a_list_that_leads_back_to_itself_ends_there() -> None:
    a = NamedNode("http://e/a")
    assert opened([ONE], said(*cell(ONE, a, TWO), *cell(TWO, a, ONE))) == [a, a]
