"""What to write is told in the terms of the file's own format, too, and a program reads it so."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.contribution import receive
from smartregions.validation.context import Context
from smartregions.validation.judge import judge
from smartregions.validation.published import Published
from smartregions.validation.shapes import Shapes

S, E = "http://e/s", "http://e/"
THING = f'{{"@id": "{S}", "@type": "{E}T", %s}}'
XML = f'<rdf:RDF xmlns:rdf="{ns.RDF}" xmlns:e="{E}"><e:T rdf:about="{S}">%s</e:T></rdf:RDF>'
SHAPES = f"""
@prefix sh: <{ns.SH}> . @prefix xsd: <{ns.XSD}> . @prefix rdf: <{ns.RDF}> . @prefix e: <{E}> .
e:S a sh:NodeShape ; sh:targetClass e:T ; sh:property [ sh:path e:p ; %s ] .
"""


def help_of(parameters: str, data: str, media_type: str) -> str:
    """The line of the help that is in the terms of the format; "" where there is none."""
    quads = pyoxigraph.parse(SHAPES % parameters, format=RdfFormat.TURTLE)
    context = Context(Shapes(tuple(quad.triple for quad in quads)), (), Published(()))
    received = receive(data.encode(), media_type, "sent")
    (finding,) = judge([received.contribution], context).files[0].findings
    lines = [line for line in finding.help.split("\n") if line.startswith("in ")]
    return lines[0].partition(": ")[2] if lines else ""


P = NamedNode(E + "p")
DATE = NamedNode(ns.XSD + "date")
CASES = [
    ("sh:datatype rdf:langString", '"a \\"b\\" <"', Literal('a "b" <', language="en")),
    ("sh:datatype xsd:date", '"x"', Literal("...", datatype=DATE)),
    ("sh:datatype xsd:string", "3", Literal("3")),
    ("sh:datatype xsd:date", '"2024-01-31"', Literal("2024-01-31", datatype=DATE)),
    ("sh:nodeKind sh:IRI", '"http://e/x?a=1&b=2"', NamedNode("http://e/x?a=1&b=2")),
    ("sh:minCount 1 ; sh:datatype rdf:langString", "", Literal("...", language="en")),
    ("sh:minCount 1 ; sh:datatype xsd:date", "", Literal("...", datatype=DATE)),
]


@pytest.mark.parametrize(("parameters", "written", "meant"), CASES)
def test_the_advice_in_json_ld_says_what_is_meant(
    parameters: str, written: str, meant: Literal | NamedNode
) -> None:
    members = f'"{E}p": {written}' if written else f'"{E}other": "x"'
    told = help_of(parameters, THING % members, "application/ld+json").replace(
        '"@language": "..."', '"@language": "en"'
    )
    member = told if "minCount" in parameters else f'"{E}p": {told}'
    json.loads(f"{{{member}}}")
    found = pyoxigraph.parse(THING % member, format=RdfFormat.JSON_LD)
    assert Triple(NamedNode(S), P, meant) in [quad.triple for quad in found]


@pytest.mark.parametrize(("parameters", "written", "meant"), CASES)
def test_the_advice_in_rdf_xml_says_what_is_meant(
    parameters: str, written: str, meant: Literal | NamedNode
) -> None:
    text = str(json.loads(written or '"x"')).replace("&", "&amp;").replace("<", "&lt;")
    element = f"<e:p>{text}</e:p>" if written else f"<e:other>{text}</e:other>"
    if written == "3":
        element = f'<e:p rdf:datatype="{ns.XSD}integer">3</e:p>'
    told = help_of(parameters, XML % element, "application/rdf+xml")
    told = told.replace('xml:lang="..."', 'xml:lang="en"')
    found = pyoxigraph.parse(XML % told, format=RdfFormat.RDF_XML)
    assert Triple(NamedNode(S), P, meant) in [quad.triple for quad in found]


def test_a_thing_that_is_no_thing_of_its_class_is_not_advised_again() -> None:
    """The text may be a slip: what is meant is told in the first line."""
    told = help_of("sh:class e:C", THING % f'"{E}p": "http://e/x"', "application/ld+json")
    assert json.loads(told) == {"@id": "..."}


def test_nothing_is_added_where_the_form_is_not_certain() -> None:
    missing = XML % "<e:other>x</e:other>"
    assert help_of("sh:minCount 1", missing, "application/rdf+xml") == ""
    turtle = f"<{S}> a <{E}T> ."
    assert help_of("sh:minCount 1 ; sh:datatype xsd:date", turtle, "text/turtle") == ""
