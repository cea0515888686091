"""The form in which triples are stored is the form in which they are logged."""

from __future__ import annotations

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, Triple

from smartregions.index.quads import quads, stored_form

P = "@prefix x: <http://x/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(P + turtle, format=RdfFormat.TURTLE)]


def test_values_are_written_as_the_engine_stores_them() -> None:
    assert stored_form(triples('x:a x:b "01"^^xsd:integer .'), "l") == (
        b'<http://x/a> <http://x/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )


def test_two_spellings_of_one_value_are_one_triple() -> None:
    both = stored_form(triples('x:a x:b "01"^^xsd:integer, 1 .'), "l")
    assert both == stored_form(triples("x:a x:b 1 ."), "l")


def test_lines_are_sorted_and_none_stands_twice() -> None:
    lines = stored_form(triples("x:b x:p x:o . x:a x:p x:o . x:a x:p x:o ."), "l").splitlines()
    assert lines == [
        b"<http://x/a> <http://x/p> <http://x/o> .",
        b"<http://x/b> <http://x/p> <http://x/o> .",
    ]


def test_the_same_text_gives_the_same_quads() -> None:
    text = "x:a x:p [ x:q [ x:r 1 ] ] ; x:s ( 1 2 ) ."
    assert stored_form(triples(text), "l") == stored_form(triples(text), "l")


def test_blank_nodes_of_two_labels_never_meet() -> None:
    one, two = (stored_form(triples("_:a x:p x:o ."), label) for label in ("l", "m"))
    assert len({one, two}) == 2


def test_what_is_logged_is_what_is_indexed() -> None:
    logged = stored_form(triples('x:a x:p "1.50"^^xsd:decimal, "x"@EN-gb, [ x:q 01 ] .'), "l")
    store = Store()
    store.bulk_extend(quads(logged, "http://g/"))
    indexed = [Triple(q.subject, q.predicate, q.object) for q in store]
    text = pyoxigraph.serialize(indexed, format=RdfFormat.N_TRIPLES) or b""
    assert b"".join(sorted(text.splitlines(keepends=True))) == logged


def test_quads_are_in_the_named_graph() -> None:
    (quad,) = quads(b"<http://x/a> <http://x/p> _:b .\n", "http://g/")
    assert str(quad) == "<http://x/a> <http://x/p> _:b <http://g/>"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_survives_the_log(text: str) -> None:
    subject = pyoxigraph.NamedNode("http://x/a")
    triple = Triple(subject, subject, pyoxigraph.Literal(text))
    (quad,) = quads(stored_form([triple], "l"), "http://g/")
    assert quad.object == pyoxigraph.Literal(text)
