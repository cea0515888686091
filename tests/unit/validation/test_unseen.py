"""What comes from other vocabularies: its class or property has another name here."""

from __future__ import annotations

from functools import cache

import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, Finding, judge, packaged

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix source: <https://w3id.org/smart-regions/id/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
"""
LAB = """\
actor:lab a sr:Actor ; rdfs:label "Lab"@en ; sr:locatedIn region:bretagne ;
  dcterms:source source:s202 .
"""


@cache
def context() -> Context:
    return packaged(corpus.find())


def findings(text: str) -> list[Finding]:
    (file,) = judge([read((PREFIXES + text).encode(), "a.ttl")], context()).files
    return list(file.findings)


def told(text: str, code: str) -> list[tuple[str, int, int, str, str]]:
    return [
        (f.severity, f.span.line, f.span.column, f.message, f.help)
        for f in findings(text)
        if f.code == code and f.span
    ]


@pytest.mark.parametrize("kind", ["schema:Organization", "foaf:Organization", "org:Organization"])
def test_a_file_of_another_vocabulary_is_told_what_its_class_is_called_here(kind: str) -> None:
    (found,) = told(f'actor:a a {kind} ;\n  foaf:name "A" .\n', "no-focus-node")
    assert found[:3] == ("violation", 10, 11)
    assert found[4] == f"{kind} is called sr:Actor here"


@pytest.mark.parametrize("kind", ["schema:Organization", "foaf:Organization", "org:Organization"])
def test_a_thing_that_no_shape_looks_at_beside_others_is_warned_of(kind: str) -> None:
    found = told(f'{LAB}actor:b a {kind} ; rdfs:label "B"@en .\n', "unseen-thing")
    message = f"No shape looks at actor:b: {kind} is no class that is judged."
    assert found == [("warning", 12, 11, message, "did you mean sr:Actor?")]


@pytest.mark.parametrize(
    "text",
    [
        'region:bretagne rdfs:label "Breizh"@br .\n',
        'actor:b a foaf:Organization, sr:Actor ; rdfs:label "B"@en .\n',
        "<https://example.org/me> a foaf:Organization .\n",
        "actor:b a sr:Organisation .\n",
        "[] a foaf:Organization .\n",
    ],
)
def test_what_is_judged_or_told_otherwise_or_of_others_is_not(text: str) -> None:
    assert told(LAB + text, "unseen-thing") == []


def test_very_many_are_told_up_to_a_hundred() -> None:
    many = "".join(f"actor:b{number} a foaf:Organization .\n" for number in range(120))
    assert len(told(LAB + many, "unseen-thing")) == 100


@pytest.mark.parametrize(
    ("written", "right"),
    [("sr:website", "foaf:homepage"), ("sr:name", "rdfs:label"), ("sr:title", "dcterms:title")],
)
def test_a_property_that_is_usually_called_so_has_its_name_here(written: str, right: str) -> None:
    (found,) = told(f'{LAB}actor:lab {written} "x" .\n', "unknown-term")
    assert (found[0], found[4]) == ("violation", f"did you mean {right}?")


@pytest.mark.parametrize("written", ["sr:Organisation", "sr:Company"])
def test_a_class_that_is_usually_called_so_has_its_name_here(written: str) -> None:
    (found,) = told(f"{LAB}actor:b a {written} .\n", "unknown-term")
    assert found[4] == "did you mean sr:Actor?"


@pytest.mark.parametrize(
    ("written", "right"),
    [("foaf:hompage", "foaf:homepage"), ("dcterms:sorce", "dcterms:source")],
)
def test_a_slip_in_a_property_of_others_is_warned_of(written: str, right: str) -> None:
    (found,) = told(f"{LAB}actor:lab\n  {written} source:s202 .\n", "unknown-term")
    message = f"No shape looks at {written}."
    assert found == ("warning", 13, 3, message, f"did you mean {right}?")


OTHERS = "@prefix dc: <http://purl.org/dc/elements/1.1/> .\n"


@pytest.mark.parametrize(
    ("missing", "written", "right"),
    [
        ('rdfs:label "Lab"@en ;', 'schema:name "Lab"@en', "rdfs:label"),
        ('rdfs:label "Lab"@en ;', 'foaf:name "Lab"@en', "rdfs:label"),
        ("dcterms:source source:s202 .", "dc:source source:s202", "dcterms:source"),
    ],
)
def test_a_property_of_others_where_one_is_missing_is_told_and_the_rest_follows(
    missing: str, written: str, right: str
) -> None:
    text = f"{OTHERS}{LAB.replace(missing, '')}".rstrip(" ;.\n") + f" ;\n  {written} .\n"
    (found,) = told(text, "unknown-term")
    name = written.split()[0]
    message = f"No shape looks at {name}."
    assert (found[0], *found[2:]) == ("warning", 3, message, f"did you mean {right}?")
    (follows,) = (f for f in findings(text) if f.severity == "violation")
    assert follows.cause is not None and follows.cause.message == message
    mended = text.replace(name, right)
    assert [f for f in findings(mended) if f.severity in ("warning", "violation")] == []
    beside = f"{OTHERS}{LAB}actor:lab {written} .\n"
    assert told(beside, "unknown-term") == []


@pytest.mark.parametrize("property_", ["foaf:mbox", "dcterms:created", "rdfs:comment", "org:unit"])
def test_other_properties_of_others_are_left_alone(property_: str) -> None:
    assert told(f"{LAB}actor:lab {property_} source:s202 .\n", "unknown-term") == []
