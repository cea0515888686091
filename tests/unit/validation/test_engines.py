"""The engines: one form of answer, whoever gives it, and no verdict where there is none."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib.plugins.sparql import processor

from smartregions import namespaces as ns
from smartregions.errors import CannotJudge, LimitReached
from smartregions.validation.engines import ENGINES, fast, result
from smartregions.validation.engines.compare import difference
from smartregions.validation.engines.result import Result
from smartregions.validation.judge import results
from smartregions.validation.paths import Inverse, Predicate
from smartregions.validation.shapes import Shapes

HEADER = """
@prefix ex: <http://ex/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PAIR = ("fast", "reference")


def triples(text: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in pyoxigraph.parse(HEADER + text, format=RdfFormat.TURTLE))


def run(engine: str, shapes: str, *data: str) -> list[Result]:
    return results([triples(text) for text in data], Shapes(triples(shapes)), engine)


def only(found: Iterable[Result]) -> Result:
    (one,) = found
    return one


def node(name: str) -> NamedNode:
    return NamedNode(f"http://ex/{name}")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_result_says_all_that_a_standard_report_says(engine: str) -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p .
        ex:S-p sh:path ex:p ; sh:datatype xsd:date ; sh:message "Tell when." ;
        sh:severity sh:Warning ."""
    found = only(run(engine, shapes, 'ex:a a ex:C ; ex:p "x\\n\\"y\\""@en .'))
    assert found == Result(
        focus_node=node("a"),
        path=Predicate("http://ex/p"),
        value=Literal('x\n"y"', language="en"),
        component=ns.SH + "DatatypeConstraintComponent",
        severity=ns.SH + "Warning",
        shape=node("S-p"),
        messages=("Tell when.",),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_blank_node_keeps_the_label_under_which_it_was_given(engine: str) -> None:
    """As a focus node, as a value, and as both ends of an inverse path."""
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:C ;
        sh:property ex:P , ex:I . ex:P sh:path ex:p ; sh:nodeKind sh:IRI .
        ex:I sh:path [ sh:inversePath ex:p ] ; sh:nodeKind sh:IRI ."""
    found = run(engine, shapes, "_:one a ex:C ; ex:p _:two . _:two a ex:C .")
    assert {(r.focus_node, r.path, r.value) for r in found} == {
        (BlankNode("one"), Predicate("http://ex/p"), BlankNode("two")),
        (BlankNode("two"), Inverse(Predicate("http://ex/p")), BlankNode("one")),
    }


def test_a_blank_node_is_the_same_at_both_ends_of_a_large_text() -> None:
    """The fast engine reads a large text in pieces, side by side."""
    middle = "".join(f"ex:n{n} ex:x ex:n{n + 1} ." for n in range(100_000))
    shapes = "ex:S a sh:PropertyShape ; sh:targetClass ex:C ; sh:path ex:p ; sh:minCount 1 ."
    text = f"_:far a ex:C ; ex:q ex:z . {middle} _:far ex:x ex:y ."
    assert only(run("fast", shapes, text)).focus_node == BlankNode("far")
    assert run("fast", shapes, f"_:far a ex:C . {middle} _:far ex:p ex:y .") == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_nameless_shape_is_told_apart(engine: str) -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
        sh:property _:first , _:second . _:first sh:path ex:p ; sh:minCount 1 .
        _:second sh:path ex:p ; sh:minCount 2 ."""
    found = run(engine, shapes, "ex:b ex:p ex:c .")
    assert {r.shape for r in found} == {BlankNode("first"), BlankNode("second")}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_closed_shape_does_not_see_how_blank_nodes_are_traced(engine: str) -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:closed true ;
        sh:property [ sh:path ex:p ] ."""
    assert run(engine, shapes, "_:a ex:p _:b . _:b ex:p ex:c .") == []


@pytest.mark.parametrize("engine", PAIR)
def test_a_term_comes_back_as_it_was_written(engine: str) -> None:
    """Neither 01 nor +1 nor 1.50 is rewritten on the way."""
    shapes = "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:nodeKind sh:IRI ."
    written = {"01": "integer", "+1": "integer", "1.50": "decimal", "0": "boolean", "x": "date"}
    data = " . ".join(f'ex:a ex:p "{text}"^^xsd:{name}' for text, name in written.items())
    found = {r.value for r in run(engine, shapes, data + " .")}
    assert found == {Literal(t, datatype=NamedNode(ns.XSD + n)) for t, n in written.items()}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "shapes",
    [
        'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT $this WHERE {" ] .',
        'ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount "many" ] .',
        'ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:pattern "(" ] .',
    ],
)
def test_shapes_that_an_engine_cannot_read_give_no_verdict(engine: str, shapes: str) -> None:
    with pytest.raises(CannotJudge):
        run(engine, shapes, "ex:a ex:p ex:b .")


def test_a_text_that_speaks_of_a_far_year_is_left_as_it_is() -> None:
    said = f'said "{"9" * 30}-01-31"^^<{ns.XSD}date>'
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:S-p .
        ex:S-p sh:path ex:p ; sh:nodeKind sh:IRI ."""
    data = [Triple(node("a"), node("p"), Literal(said))]
    assert only(results([data], Shapes(triples(shapes)), "fast")).value == Literal(said)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "(a*)*b"])
def test_a_pattern_that_goes_back_over_itself_ends_at_once(pattern: str) -> None:
    shapes = (
        f'ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:pattern "{pattern}" .'
    )
    assert len(run("fast", shapes, f'ex:a ex:p "{"a" * 100_000}!" .')) == 1


@pytest.mark.parametrize("engine", PAIR)
def test_a_flood_of_results_is_no_verdict_on_a_part_of_them(
    monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """1 500 values compared with 1 500 others would be two million results of 10 KB each."""
    monkeypatch.setattr(result, "MOST_RESULTS", 100)
    monkeypatch.setattr(fast, "MOST_RESULTS", 100)
    shapes = "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:lessThan ex:q ."
    high, low = (" , ".join(str(n + more) for n in range(20)) for more in (1_000, 0))
    with pytest.raises(LimitReached, match="LessThanConstraintComponent of the shape http://ex/S"):
        run(engine, shapes, f"ex:a ex:p {high} ; ex:q {low} .")


def test_the_reference_leaves_rdflib_as_it_found_it() -> None:
    before = (
        rdflib.NORMALIZE_LITERALS,
        dict(rdflib.term._toPythonMapping),
        dict(vars(processor)),
        logging.getLogger("pyshacl-validate").handlers.copy(),
        logging.getLogger("rdflib.term").disabled,
        rdflib.Literal("01", datatype=rdflib.XSD.integer).n3(),
        rdflib.Literal("1", datatype=rdflib.XSD.boolean).value,
    )
    run("reference", "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "")
    with pytest.raises(CannotJudge):
        run(
            "reference",
            "ex:S sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] .",
            "ex:a ex:p 1 .",
        )
    after = (
        rdflib.NORMALIZE_LITERALS,
        dict(rdflib.term._toPythonMapping),
        dict(vars(processor)),
        logging.getLogger("pyshacl-validate").handlers.copy(),
        logging.getLogger("rdflib.term").disabled,
        rdflib.Literal("01", datatype=rdflib.XSD.integer).n3(),
        rdflib.Literal("1", datatype=rdflib.XSD.boolean).value,
    )
    assert after == before


RESULT = Result(
    focus_node=node("a"),
    path=Predicate("http://ex/p"),
    value=Literal("v", language="en"),
    component=ns.SH + "ClassConstraintComponent",
    severity=ns.SH + "Violation",
    shape=node("S"),
    messages=("One thing.",),
)


@pytest.mark.parametrize(
    "other",
    [
        replace(RESULT, focus_node=node("b")),
        replace(RESULT, path=None),
        replace(RESULT, value=None),
        replace(RESULT, value=Literal("v")),
        replace(RESULT, component=ns.SH + "InConstraintComponent"),
        replace(RESULT, severity=ns.SH + "Warning"),
        replace(RESULT, shape=node("T")),
    ],
)
def test_engines_disagree_when_any_of_six_parts_differs(other: Result) -> None:
    told = difference([RESULT], [other])
    assert "only `fast`: <http://ex/a>" in told and "only `reference`:" in told


def test_engines_disagree_when_one_finds_the_same_more_often() -> None:
    assert difference([RESULT, RESULT], [RESULT])
    assert difference([RESULT], [RESULT, RESULT])


def test_engines_agree_whatever_their_order_their_words_and_the_case_of_a_language_tag() -> None:
    other = replace(RESULT, shape=node("T"))
    shouted = replace(RESULT, value=Literal("v", language="EN"), messages=("Another.",))
    assert difference([RESULT, other], [other, shouted]) == ""


def test_engines_need_not_agree_on_the_datatype_of_what_is_ill_formed() -> None:
    """pySHACL takes any text for a dateTime; our own check does not."""
    dt = NamedNode(ns.XSD + "dateTime")
    wrong = replace(
        RESULT,
        component=ns.SH + "DatatypeConstraintComponent",
        value=Literal("yesterday", datatype=dt),
    )
    assert difference([wrong], []) == ""
    right = replace(wrong, value=Literal("2024-01-01T00:00:00", datatype=dt))
    assert difference([right], []) != ""


def test_a_long_difference_is_shortened_and_counted() -> None:
    many = [replace(RESULT, focus_node=node(f"n{n}")) for n in range(20)]
    lines = difference(many, []).splitlines()
    assert len(lines) == 6 and lines[-1] == "... and 15 more"


def test_both_gives_no_verdict_where_the_engines_disagree() -> None:
    """A known difference: the fast engine does not compare dates in SPARQL."""
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select
        "SELECT $this WHERE { $this <http://ex/f> ?f ; <http://ex/t> ?t . FILTER(?t < ?f) }" ] ."""
    data = 'ex:a ex:f "2024-01-01"^^xsd:date ; ex:t "2023-01-01"^^xsd:date .'
    assert len(run("reference", shapes, data)) == 1
    with pytest.raises(CannotJudge, match="disagree"):
        run("both", shapes, data)


def test_an_engine_never_judges_by_shapes_of_the_data() -> None:
    """A contribution that brings shapes of its own is data like any other."""
    data = "ex:Own a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:in () ] ."
    for engine in PAIR:
        assert run(engine, "ex:S a sh:NodeShape ; sh:targetClass ex:C .", data) == []
