"""Which places and which time a graph is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

import madeup
from smartregions import namespaces as ns
from smartregions.catalogue.counts import Found
from smartregions.catalogue.coverage import Period, whole
from smartregions.catalogue.findings import Reader
from smartregions.catalogue.locating import Located, places
from smartregions.catalogue.said import Facts, collected

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


def lines(text: str) -> bytes:
    """As the log has the text."""
    quads = parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE)
    return b"".join(sorted(f"{quad.triple} .\n".encode() for quad in quads))


@contextmanager
def read(folder: Path, *texts: str) -> Iterator[tuple[list[Found], Located, Facts]]:
    """What is found in graphs that hold these texts, and what they say."""
    with collected(folder / "said") as said:
        reader = Reader(said)
        found = [
            reader.read(f"{ns.GRAPH}{number}", number, [lines(text)])[0]
            for number, text in enumerate(texts)
        ]
        said.complete()
        yield found, reader.located, Facts(said)


def period(text: str) -> Period | None:
    with TemporaryDirectory() as folder, read(Path(folder), text) as (found, _, _):
        return found[0].period


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
    tmp_path: Path, text: str, named: set[str]
) -> None:
    with read(tmp_path, text, FACTS) as (found, located, facts):
        told = places(found[0], located, facts)
    assert {"/".join(place.value.rsplit("/", 2)[1:]) for place in told} == named


def test_a_code_is_called_as_its_newest_unit_is(tmp_path: Path) -> None:
    with read(tmp_path, FACTS) as (_, _, facts):
        told = facts.about(NamedNode("http://data.europa.eu/nuts/code/FI198"))
    assert {t.object.value for t in told if isinstance(t.object, Literal | NamedNode)} == {
        "New",
        "http://data.europa.eu/nuts/scheme/2024",
    }


def test_the_time_of_a_graph_is_from_its_first_date_to_its_last() -> None:
    span = period('e:a e:p "2019"^^xsd:gYear, "2020-05-01"^^xsd:date, "1900" .')
    assert span is not None
    assert (span.start.value, span.end.value) == ("2019", "2020-05-01")
    assert period('e:a e:p "1900" .') is None


def test_all_graphs_together_are_about_the_time_of_each() -> None:
    early = period('e:a e:p "2019"^^xsd:gYear .')
    late = period('e:a e:p "2024-02"^^xsd:gYearMonth .')
    span = whole([late, None, early])
    assert span is not None
    assert (span.start.value, span.end.value) == ("2019", "2024-02")
    assert whole([None]) is None
