"""Which places and which time a graph is about."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Triple, parse

import madeup
from smartregions.catalogue.coverage import codes, period, places, whole
from smartregions.catalogue.statements import Statements

FACTS = """
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix nuts: <http://data.europa.eu/nuts/code/> .
@prefix version: <http://data.europa.eu/nuts/scheme/> .
e:region sr:country country:FIN ; sr:nutsUnit e:u2016, e:u2024 .
e:u2016 sr:nutsVersion version:2016 ; skos:exactMatch nuts:FI193 ; rdfs:label "Old" .
e:u2024 sr:nutsVersion version:2024 ; skos:exactMatch nuts:FI198 ; rdfs:label "New" .
e:v2016 sr:nutsVersion version:2016 ; skos:exactMatch nuts:FI198 ; rdfs:label "Before" .
e:former sr:nutsUnit e:u2016 .
"""


def triples(text: str) -> list[Triple]:
    return [q.triple for q in parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("e:x e:p e:region .", {"country/FIN", "code/FI198"}),
        ("e:x e:p e:former .", {"code/FI193"}),
        ("e:x e:p <http://publications.europa.eu/resource/authority/country/SWE> .",
         {"country/SWE"}),
        ("e:x e:p e:elsewhere .", set()),
    ],
)  # fmt: skip
def test_the_places_of_a_graph_are_countries_and_the_newest_codes_of_its_regions(
    text: str, named: set[str]
) -> None:
    found = places(triples(text), Statements(triples(FACTS)))
    assert {"/".join(place.value.rsplit("/", 2)[1:]) for place in found} == named


def test_a_code_is_called_as_its_newest_unit_is() -> None:
    said = triples(FACTS)
    found = Statements(codes(Statements(said), said))
    code = next(t.subject for t in found if t.subject.value.endswith("FI198"))
    assert {t.object.value for t in found.about(code)} == {
        "New",
        "http://data.europa.eu/nuts/scheme/2024",
    }


def test_the_time_of_a_graph_is_from_its_first_date_to_its_last() -> None:
    span = period(triples('e:a e:p "2019"^^xsd:gYear, "2020-05-01"^^xsd:date, "1900" .'))
    assert span is not None
    assert (span.start.value, span.end.value) == ("2019", "2020-05-01")
    assert period(triples('e:a e:p "1900" .')) is None


def test_all_graphs_together_are_about_the_time_of_each() -> None:
    early = period(triples('e:a e:p "2019"^^xsd:gYear .'))
    late = period(triples('e:a e:p "2024-02"^^xsd:gYearMonth .'))
    span = whole([late, None, early])
    assert span is not None
    assert (span.start.value, span.end.value) == ("2019", "2024-02")
    assert whole([None]) is None
