"""Terms in a contributor's own words, and the nearest of some names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation.names import LONGEST, Names
from smartregions.validation.nearest import nearest, slips

NAMES = Names({"ex": "http://ex/", "deep": "http://ex/deep/", "": "http://none/", "xsd": ns.XSD})


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        ("http://ex/a", "ex:a"),
        ("http://ex/deep/a", "deep:a"),
        ("http://ex/deep/a/b", "<http://ex/deep/a/b>"),
        ("http://ex/a.b", "ex:a.b"),
        ("http://ex/a.", "<http://ex/a.>"),
        ("http://ex/", "<http://ex/>"),
        ("http://none/x", ":x"),
        ("http://other/x", "<http://other/x>"),
    ],
)
def test_an_iri_is_written_with_the_longest_namespace_that_fits(iri: str, written: str) -> None:
    assert NAMES.iri(iri) == written


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        (Literal("a"), '"a"'),
        (Literal('say "x"\n'), '"say \\"x\\"\\n"'),
        (Literal("a", language="fr"), '"a"@fr'),
        (Literal("05", datatype=NamedNode(ns.XSD + "integer")), "05"),
        (Literal("five", datatype=NamedNode(ns.XSD + "integer")), '"five"^^xsd:integer'),
        (Literal("2024", datatype=NamedNode(ns.XSD + "gYear")), '"2024"^^xsd:gYear'),
        (Literal("true", datatype=NamedNode(ns.XSD + "boolean")), "true"),
    ],
)
def test_a_literal_is_written_as_turtle(literal: Literal, written: str) -> None:
    assert NAMES.term(literal) == written


def test_a_long_text_is_shortened_and_says_so() -> None:
    written = NAMES.term(Literal("x" * 10_000_000))
    assert written == '"' + "x" * LONGEST + '…"'


def test_a_long_iri_is_shortened_too() -> None:
    assert len(NAMES.iri("http://other/" + "x" * 1_000_000)) < 1_100


def test_a_blank_node_shows_the_label_of_the_file_and_no_made_up_one() -> None:
    assert NAMES.term(BlankNode("b1")) == "_:b1"
    assert NAMES.term(BlankNode()) == "[]"


@pytest.mark.parametrize(
    ("a", "b", "number"),
    [
        ("", "", 0),
        ("role", "role", 0),
        ("role", "rol", 1),
        ("role", "roles", 1),
        ("role", "rule", 1),
        ("role", "orle", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted(a: str, b: str, number: int) -> None:
    assert slips(a, b, 10) == number


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_slips_are_the_same_in_both_directions(a: str, b: str) -> None:
    assert slips(a, b, 20) == slips(b, a, 20)


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 8))
def test_a_limit_changes_no_number_below_it(a: str, b: str, limit: int) -> None:
    whole = slips(a, b, 20)
    limited = slips(a, b, limit)
    assert limited == whole if whole <= limit else limited > limit


def test_the_nearest_is_found_whatever_its_case() -> None:
    assert nearest("Regoin", ["Region", "Relation", "role"]) == "Region"
    assert nearest("leading", ["Leading", "heading"]) == "Leading"


def test_nothing_is_near_when_a_third_of_the_name_is_wrong() -> None:
    assert nearest("abcdef", ["uvwxyz", "abcxyz"]) is None
    assert nearest("x", []) is None


def test_of_two_that_are_equally_near_the_first_in_the_alphabet_is_taken() -> None:
    assert nearest("bat", ["cat", "bad"]) == "bad"
