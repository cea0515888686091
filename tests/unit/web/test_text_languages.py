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
@prefix scheme: <https://w3id.org/smart-regions/scheme/> .
<https://w3id.org/smart-regions/dataset/more> dcterms:title "More of it"@en ;
  dcterms:hasPart <https://w3id.org/smart-regions/graph/more> .
id:project\\/dry-feet a sr:Project ; rdfs:label "Dry Feet" ; dcterms:source id:source\\/minutes ;
  sr:programme "Horizon: https://example.org/call"@en , "Toits pour tous"@fr , "Both" .
id:project\\/both a sr:Project ; rdfs:label "Both" ; sr:programme "Aqua"@en , "Aqua"@fr .
id:source\\/minutes a sr:Source ; dcterms:title "Minutes"@en ; sr:dateNote "no day is told"@en ;
  sr:estimatedDate "2024" .
id:event\\/opening a sr:Event ; rdfs:label "Opening"@en , "Ouverture"@fr ;
  sr:project id:project\\/dry-feet ; sr:startDate "2024-05" ;
  sr:dateNote "le jour n'est pas dit"@fr ; dcterms:source id:source\\/minutes .
id:event\\/closing a sr:Event ; rdfs:label "Closing"@en ; sr:project id:project\\/dry-feet ;
  sr:startDate "2025-05" ; dcterms:source id:source\\/minutes .
id:capability\\/pumps a sr:Capability ; rdfs:label "Pumps"@en ; sr:region id:region\\/coastland ;
  dcterms:description "Pumps that run all night."@en ; dcterms:source id:source\\/minutes ;
  sr:segment scheme:value-chain\\/integration-services ;
  sr:capabilityKind scheme:capability-kind\\/supply .
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
    assert page.count(' lang="en">More of it</bdi></a>') >= 1
    assert ">More of it</bdi>" not in page.replace(' lang="en">More of it</bdi></a>', "")


def test_what_stands_behind_a_cell_is_in_the_language_of_its_sources(world: FlaskClient) -> None:
    """The description, the name of the source, and the note on its date."""
    address = "/matrix/cell?region=coastland&segment=segment:integration-services"
    french, english = (
        world.get(f"{address}&lang={tag}", headers=PAGE).text for tag in ("fr", "en")
    )
    assert '<blockquote lang="en">Pumps that run all night.</blockquote>' in french
    assert "<blockquote>Pumps that run all night.</blockquote>" in english
    for text in ("Pumps", "Minutes", "no day is told"):
        assert f'<bdi lang="en">{text}</bdi>' in french
        assert f"<bdi>{text}</bdi>" in english


def test_what_happened_is_told_in_the_language_that_it_has(world: FlaskClient) -> None:
    french, english = (
        world.get(f"/doc/project/dry-feet?lang={tag}", headers=PAGE).text for tag in ("fr", "en")
    )
    assert "<bdi>Ouverture</bdi>" in french and '<bdi lang="en">Closing</bdi>' in french
    assert "(<bdi>le jour n&#39;est pas dit</bdi>)" in french
    assert "<bdi>Opening</bdi>" in english and "<bdi>Closing</bdi>" in english
    assert '(<bdi lang="fr">le jour n&#39;est pas dit</bdi>)' in english


@pytest.mark.parametrize(
    ("tag", "texts"), [("en", ["Opening", "Ouverture"]), ("fr", ["Ouverture", "Opening"])]
)
def test_of_the_names_of_a_thing_that_in_the_language_of_the_page_comes_first(
    world: FlaskClient, tag: str, texts: list[str]
) -> None:
    page = world.get(f"/doc/event/opening?lang={tag}", headers=PAGE).text
    said = page[page.index('id="said"') :]
    assert sorted(texts, key=said.index) == texts
