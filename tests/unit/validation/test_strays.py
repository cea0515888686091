"""What is said of a thing of another class: the property is told, and no second class advised."""

from __future__ import annotations

from functools import cache

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, Finding, judge, packaged

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix source: <https://w3id.org/smart-regions/id/source/> .
@prefix segment: <https://w3id.org/smart-regions/scheme/value-chain/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
LAB = """\
actor:lab a sr:Actor ; rdfs:label "Lab"@en ; sr:locatedIn region:bretagne ;
  dcterms:source source:s202 ;
"""
STRAYS = "  sr:segment segment:test-certification ;\n  sr:holder actor:lab .\n"
CLASS = "https://w3id.org/smart-regions/shapes#Capability"


@cache
def context() -> Context:
    return packaged(corpus.find())


def of_capability(text: str) -> list[Finding]:
    (file,) = judge([read((PREFIXES + text).encode(), "a.ttl")], context()).files
    return [each for each in file.findings if each.shape and each.shape.value == CLASS]


def test_the_first_property_is_told_and_all_that_do_not_fit() -> None:
    (found,) = of_capability(LAB + STRAYS)
    assert found.span is not None
    assert (found.span.line, found.span.column) == (10, 3)
    assert found.help == (
        "take sr:segment, sr:holder away here, or say it of a thing that is a sr:Capability"
    )


def test_what_is_to_write_is_right_when_it_is_written() -> None:
    assert of_capability(LAB.rstrip("; \n") + " .\n") == []


def test_a_thing_of_no_class_or_of_none_that_exists_is_to_be_given_one() -> None:
    for kind in ("", "a sr:Wizard ; "):
        (found,) = of_capability(f"actor:x {kind}sr:holder actor:lab .\n")
        assert found.help == "say what it is: actor:x a sr:Capability ."
