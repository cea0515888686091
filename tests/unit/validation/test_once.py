"""Each fault is told once, with what to write; what follows from it says so, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged
from smartregions.validation.report import Finding

EXAMPLE = (Path(__file__).parents[3] / "examples" / "new-actor.ttl").read_text("utf-8")
HOMEPAGE = "<https://university.example.org/>"
HOLDER = "sr:holder actor:example-university"


@pytest.fixture(scope="module")
def context() -> Context:
    return packaged(corpus.find())


def findings(context: Context, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    text = EXAMPLE
    for right, wrong in changes:
        assert text.count(right)
        text = text.replace(right, wrong, 1)
    return judge([read(text.encode(), "a.ttl")], context).files[0].findings


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('"https://university.example.org/"', HOMEPAGE),
        ('"https://university.example.org/"^^xsd:anyURI', HOMEPAGE),
        ('" https://university.example.org/ "', HOMEPAGE),
        ('"www.university.example.org"', "<https://www.university.example.org>"),
        ('"university.example.org/en?a=b"@en', "<https://university.example.org/en?a=b>"),
    ],
)
def test_an_address_that_is_a_text_is_one_fault(wrong: str, right: str, context: Context) -> None:
    (found,) = findings(context, (HOMEPAGE, wrong))
    assert (found.code, str(found.help)) == ("NodeKindConstraintComponent", f"write: {right}")
    assert findings(context, (HOMEPAGE, right)) == ()


@pytest.mark.parametrize("wrong", ['"the page of the university"', '"info@university.example.org"'])
def test_a_text_that_is_no_address_is_one_fault_too(wrong: str, context: Context) -> None:
    (found,) = findings(context, (HOMEPAGE, wrong))
    assert str(found.help) == "write an IRI: prefix:name or <https://...>"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sr:field jrc:cyberranges_capturetheflag_education-training-tools_awareness",
         'sr:field "cyber ranges"'),
        (HOLDER, 'sr:holder "Example"'),
        ("dcterms:source source:example-university-research ;\n  foaf",
         'dcterms:source "https://university.example.org/research" ;\n  foaf'),
    ],
)  # fmt: skip
def test_nobody_is_told_to_describe_a_text(right: str, wrong: str, context: Context) -> None:
    (found,) = findings(context, (right, wrong))
    assert found.help
    for line in str(found.help).splitlines():
        if line.endswith(" ."):  # a statement, which has to be Turtle
            said = line.rpartition(": ")[2] if ": <" in line else line.partition(": ")[2]
            prefixes = "@prefix sr: <https://w3id.org/smart-regions/ontology#> .\n"
            assert len(list(parse(prefixes + said, format=RdfFormat.TURTLE))) == 1


def test_what_is_described_as_one_thing_is_not_proposed_as_another(context: Context) -> None:
    (found,) = findings(context, (HOLDER, "sr:holder region:bretagne"))
    assert "sr:Actor ." not in str(found.help) and "actor:bretagne-next" in str(found.help)


def test_a_thing_of_no_class_is_told_where_it_stands(context: Context) -> None:
    first, second = findings(
        context, ("actor:example-university a sr:Actor ;", "actor:example-university")
    )
    assert str(first.help) == "say what it is: actor:example-university a sr:Actor ."
    assert (second.cause, str(second.help)) == (first, "")
    assert second.value == first.focus_node


def test_a_concept_of_no_class_is_told_once(context: Context) -> None:
    chain = "https://w3id.org/smart-regions/scheme/roof-chain"
    concept = f"""
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{chain}> a skos:ConceptScheme ; skos:prefLabel "Roofs"@en .
        <{chain}/wool> skos:prefLabel "wool"@en ; skos:inScheme <{chain}> ;
          skos:definition "Wool."@en ; skos:topConceptOf <{chain}> .
        <{chain}/felt> a skos:Concept ; skos:prefLabel "felt"@en ; skos:inScheme <{chain}> ;
          skos:definition "Felt."@en ; skos:broader <{chain}/wool> .
        """
    told = judge([read(concept.encode(), "a.ttl")], context).files[0].findings
    about = [each for each in told if "wool" in str(each.focus_node) or "wool" in str(each.value)]
    alone = [each for each in about if each.cause is None]
    assert [(each.code, each.path) for each in alone] == [("ClassConstraintComponent", None)]


def test_what_follows_from_a_turned_relation_gives_no_advice_of_its_own(context: Context) -> None:
    turned = (
        "foaf:homepage",
        "sr:holder capability:example-university-cyber-range ; foaf:homepage",
    )
    first, *others = findings(context, (HOLDER + " ;", ""), turned)
    assert first.code == "wrong-direction" and first.help and others
    assert {(each.cause, str(each.help)) for each in others} == {(first, "")}


def test_a_class_that_nobody_knows_is_told_with_the_one_to_write(context: Context) -> None:
    slip, what, *others = findings(context, ("a sr:Actor", "a sr:Wizard"))
    assert (slip.code, what.cause) == ("unknown-term", slip)
    assert str(what.help) == "say what it is: actor:example-university a sr:Actor ."
    assert {(each.cause, str(each.help)) for each in others} == {(slip, "")}
