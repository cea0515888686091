"""A text of the data that is in another language than the page says so (WCAG 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

import madeupworld
from smartregions.web import create_app

PAGE = {"Accept": "text/html"}
MORE = """
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix id: <https://w3id.org/smart-regions/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/smart-regions/dataset/more> dcterms:title "More of it"@en ;
  dcterms:hasPart <https://w3id.org/smart-regions/graph/more> .
id:project\\/dry-feet a sr:Project ; rdfs:label "Dry Feet" ; dcterms:source id:source\\/minutes ;
  sr:programme "Horizon: https://example.org/call"@en , "Toits pour tous"@fr , "Both" .
id:project\\/both a sr:Project ; rdfs:label "Both" ; sr:programme "Aqua"@en , "Aqua"@fr .
id:source\\/minutes a sr:Source ; dcterms:title "Minutes"@en ; sr:dateNote "no day is told"@en .
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(madeupworld.service(tmp_path_factory.mktemp("languages"), MORE))
    yield app.test_client()


@pytest.mark.parametrize(("tag", "other"), [("fr", "en"), ("en", "fr")])
def test_values_of_a_list_are_in_their_languages(world: FlaskClient, tag: str, other: str) -> None:
    page = world.get(f"/projects?lang={tag}", headers=PAGE).text
    texts = {"en": "Horizon: https://example.org/call", "fr": "Toits pour tous"}
    cell = page[page.index("Dry Feet") :].partition("</tr>")[0] + page  # and the facets
    assert f'<bdi lang="{other}">{texts[other]}</bdi>' in cell
    assert f"<bdi>{texts[tag]}</bdi>" in cell
    assert "<bdi>Aqua</bdi>" in page, "of two languages, it is not known which one is meant"


def test_a_note_on_a_date_and_the_title_of_a_graph_are_in_theirs(world: FlaskClient) -> None:
    page = world.get("/doc/project/dry-feet?lang=fr", headers=PAGE).text
    assert '(<span lang="en">no day is told</span>)' in page
    assert page.count(' lang="en">More of it</a>') >= 1
    assert ">More of it</a>" not in page.replace(' lang="en">More of it</a>', "")
