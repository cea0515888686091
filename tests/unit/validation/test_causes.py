"""A slip comes first; what follows from it stands behind it, says so, and is gone with it."""

from __future__ import annotations

import json

import pyoxigraph
import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, Report, judge, packaged
from smartregions.validation.bounded import bounded
from smartregions.validation.render import render
from smartregions.validation.report import Finding

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix region: <https://w3id.org/smart-regions/id/region/> .
@prefix helix: <https://w3id.org/smart-regions/scheme/helix/> .
@prefix role: <https://w3id.org/smart-regions/scheme/partnership-role/> .
@prefix source: <https://w3id.org/smart-regions/id/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ACTOR = """\
actor:acme a sr:Actor ;
  rdfs:label "Acme"@en ; sr:locatedIn region:acme-land ;
  sr:helix helix:industry ; dcterms:source source:acme .
region:acme-land a sr:Region ; rdfs:label "Acme Land"@en ; dcterms:source source:acme .
source:acme a sr:Source ; rdfs:label "About Acme"@en ; sr:page <https://acme.example/> .
"""
SLIPS = {
    "class": ("actor:acme a sr:Actor", "actor:acme a sr:Actr"),
    "class of a value": ("a sr:Region", "a sr:Regoin"),
    "property": ("sr:helix helix:industry", "sr:helx helix:industry"),
    "property of another vocabulary": ("sr:page <", "sr:pag <"),
    "property as others name it": ("sr:locatedIn", "sr:isLocatedIn"),
    "namespace of properties": ("http://purl.org/dc/terms/", "http://purl.org/dc/term/"),
    "namespace of values": ("smart-regions/scheme/helix/", "smart-region/scheme/helix/"),
}


@pytest.fixture(scope="module")
def context() -> Context:
    return packaged(corpus.find(), published=False)


def judged(text: str, context: Context) -> Report:
    return judge([read(text.encode(), "a.ttl")], context)


def told(findings: tuple[Finding, ...]) -> set[tuple[object, ...]]:
    return {(f.code, f.focus_node, f.path, str(f.message)) for f in findings}


@pytest.mark.parametrize("slip", SLIPS)
def test_what_a_slip_brings_with_it_follows_from_it(slip: str, context: Context) -> None:
    text = PREFIXES + ACTOR
    right, wrong = SLIPS[slip]
    assert text.count(right) == 1
    before = told(judged(text, context).files[0].findings)
    findings = judged(text.replace(right, wrong), context).files[0].findings
    (cause,) = (f for f in findings if f.misspelt)
    brought = [f for f in findings if not f.misspelt and not told((f,)) <= before]
    assert [f for f in findings if f.cause] == brought
    assert all(f.cause == cause for f in brought)
    number = findings.index(cause)
    assert list(findings[number + 1 : number + 1 + len(brought)]) == brought


def test_a_class_that_does_not_exist_is_why_no_shape_looks(context: Context) -> None:
    text = PREFIXES + "actor:acme a sr:Actr .\n"
    first, second = judged(text, context).files[0].findings
    assert (first.code, second.code, second.cause) == ("unknown-term", "no-focus-node", first)


def test_what_stands_for_itself_has_no_cause_and_keeps_its_order(context: Context) -> None:
    text = PREFIXES + ACTOR.replace("sr:helix helix", "sr:helx helix").replace('"@en', '"')
    findings = judged(text, context).files[0].findings
    alone = [(f.span.line, f.span.column) for f in findings if f.span and not f.cause]
    assert alone == sorted(alone)
    assert {(10, 14), (11, 3), (12, 43), (13, 38)} <= set(alone)


def slipped(context: Context) -> Report:
    return judged(PREFIXES + ACTOR.replace("sr:helix helix", "sr:helx helix"), context)


def test_every_format_says_from_what_a_finding_follows(context: Context) -> None:
    report = slipped(context)
    sentence = "This follows from line 11, column 3: sr:helx does not exist. Mend that first."
    for form in ("text", "sarif", "github", "html"):
        assert sentence in render(report, form), form
    assert "Découle d’un autre constat (ligne 11, colonne 3)" in render(
        report, "text", language="fr"
    )
    first, finding, *_ = json.loads(render(report, "json"))["files"][0]["findings"]
    assert (first["line"], first["cause"]) == (11, None)
    place = [finding[key] for key in ("cause", "causeLine", "causeColumn")]
    assert place == ["sr:helx does not exist.", 11, 3]
    _, result, *_ = json.loads(render(report, "sarif"))["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 11


def test_in_turtle_a_result_names_the_result_from_which_it_follows(context: Context) -> None:
    graph = pyoxigraph.Store()
    graph.load(render(slipped(context), "turtle").encode(), pyoxigraph.RdfFormat.TURTLE)
    rows = graph.query(
        "PREFIX report: <https://w3id.org/smart-regions/report#> SELECT ?line "
        "{ ?result report:cause ?cause . ?cause report:line ?line ; "
        "<http://www.w3.org/ns/shacl#sourceConstraintComponent> report:unknown-term }"
    )
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert [row["line"].value for row in rows] == ["11"]


def test_a_report_that_is_cut_keeps_the_cause_of_what_it_keeps(context: Context) -> None:
    actors = "".join(f"actor:n{n} a sr:Actor ; sr:helx helix:industry .\n" for n in range(200))
    file = bounded(judged(PREFIXES + actors, context), 101).files[0]
    assert file.omitted
    assert all(f.cause is None or f.cause in file.findings for f in file.findings)


def test_thousands_of_slips_are_told_with_what_follows_from_each(context: Context) -> None:
    actors = "".join(f"actor:n{n} a sr:Actor ; sr:helx helix:industry .\n" for n in range(2_000))
    findings = judged(PREFIXES + actors, context).files[0].findings
    assert len([f for f in findings if f.misspelt]) == 2_000
    assert {f.cause.focus_node == f.focus_node for f in findings if f.cause} == {True}
