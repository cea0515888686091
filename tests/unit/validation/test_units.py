"""A NUTS code that no list has is found, however well the made-up unit fits the shapes."""

from __future__ import annotations

import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Report, judge, packaged

PREFIXES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix nuts2021: <https://w3id.org/smart-regions/id/nuts/2021/> .
@prefix nuts2024: <https://w3id.org/smart-regions/id/nuts/2024/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
"""Four lines; what a test adds begins on line 5."""


def unit(iri: str, code: str, level: int, parent: str, version: int = 2024) -> str:
    return f"""\
{iri} a sr:NutsUnit ;
  rdfs:label "Nowhere" ;
  sr:nutsCode "{code}" ;
  sr:nutsLevel {level} ;
  sr:nutsVersion <http://data.europa.eu/nuts/scheme/{version}> ;
  sr:parentUnit {parent} .
"""


def judged(text: str, name: str = "units.ttl", published: bool = True) -> Report:
    context = packaged(corpus.find(), published=published)
    return judge([read((PREFIXES + text).encode(), name)], context)


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (unit("nuts2024:FRH9", "FRH9", 2, "nuts2024:FRH"), "below nuts2024:FRH, one of: "),
        (unit("<https://example.org/FRX>", "FRX", 1, "nuts2024:FR"), "below nuts2024:FR, one of: "),
    ],
    ids=["in our namespace", "elsewhere"],
)
def test_a_made_up_unit_is_found_and_the_units_beside_it_are_named(text: str, help_: str) -> None:
    (finding,) = judged(text).files[0].findings
    assert finding.code == "unknown-term"
    assert finding.span is not None and (finding.span.line, finding.span.column) == (7, 15)
    assert finding.help.startswith(help_)


def test_a_code_of_one_version_is_none_of_another() -> None:
    """UKL was a unit of NUTS 2021; NUTS 2024 has no United Kingdom, so nothing is said of it."""
    wrong = unit("nuts2021:FI1E", "FI1E", 2, "nuts2021:FI1", 2021)
    (finding,) = judged(wrong).files[0].findings
    assert finding.message == 'NUTS 2021 has no unit "FI1E".'
    assert not judged(unit("nuts2024:UKL", "UKL", 1, "nuts2021:UK")).conforms


@pytest.mark.parametrize("published", [True, False], ids=["published", "standing alone"])
def test_a_unit_of_the_list_may_be_described_again(published: bool) -> None:
    text = unit("nuts2024:FRH", "FRH", 1, "nuts2024:FR") + unit("nuts2024:FR", "FR", 0, "_:none")
    found = judged(text, published=published).files[0].findings
    assert "unknown-term" not in {finding.code for finding in found}


def test_without_a_list_nothing_is_made_up() -> None:
    text = unit("nuts2024:FRH9", "FRH9", 2, "nuts2024:FRH")
    found = judged(text, published=False).files[0].findings
    assert "unknown-term" not in {finding.code for finding in found}


def test_what_is_published_may_be_repeated_as_it_stands() -> None:
    """The list says 1.0 of a unit; a store would make 1 of it, and so a second value."""
    source = next(s for s in corpus.find().sources() if s.path.name == "nuts.ttl")
    blocks = source.path.read_text("utf-8").split("\n\n")
    (block,) = (b for b in blocks if b.startswith("nuts2021:DEG04 "))
    report = judge([read(f"{blocks[0]}\n{block}\n".encode(), "x.ttl")], packaged(corpus.find()))
    assert report.conforms and report.files[0].focus_nodes == 1
