"""What the editor works with: completions, examples, recipes and charts; and its page's policy."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, unquote_plus

import pytest
from flask.testing import FlaskClient

import smallworld
from smartregions import corpus
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.charts import MOST_BARS, chart
from smartregions.web.recipes import recipes
from smartregions.web.service import Service
from smartregions.web.tables import Cell, Grid

HTML = {"Accept": "text/html"}


def test_completions_have_what_the_data_use_and_what_the_ontology_has(client: FlaskClient) -> None:
    answer = client.get("/sparql/completions")
    known = answer.get_json()
    classes = {each["iri"].rpartition("#")[2]: each["count"] for each in known["classes"]}
    assert (classes["Island"], classes["Partnership"]) == (1, 1)
    assert {"sr", "rdfs"} <= set(known["prefixes"])
    assert any(each["iri"].endswith("#size") and each["count"] == 3 for each in known["properties"])
    again = client.get("/sparql/completions", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_editor_begins_with_a_stored_question(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=HTML).text
    question = page[page.index('<select id="question"') :].partition('<option value="')[2]
    path = question.partition('"')[0]
    begun = client.get("/sparql", query_string={"question": path}, headers=HTML).text
    assert f"#+ summary: {question.partition('>')[2].partition('<')[0]}" in begun


def test_the_editor_begins_with_the_partnership_that_comes_first(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=HTML).text
    begun = unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert begun.startswith("\n# The regions of One: ")
    assert "sr:partnership <https://w3id.org/smart-regions/id/partnership/one> ;" in begun
    assert client.get("/sparql", query_string={"query": begun}, headers=HTML).status_code == 200


def test_the_editor_begins_with_names_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.get("/sparql?lang=fr", headers=HTML).text
    begun = unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    # What the small world does not say of its regions, the query does not ask of them here.
    asked = re.sub(r"sr:role \?role ;\s+dcterms:source \?source", "sr:role ?role", begun)
    asked = re.sub(r"\?region sr:country \?country \.", "", asked)
    answer = client.get(
        "/sparql", query_string={"query": asked}, headers={"Accept": "application/json"}
    )
    names = {row["regionLabel"]["value"] for row in answer.get_json()["results"]["bindings"]}
    assert names == {"Nord", "L'Île"}


def test_a_question_that_does_not_exist_is_404(client: FlaskClient) -> None:
    asked = {"question": "no/such"}
    assert client.get("/sparql", query_string=asked, headers=HTML).status_code == 404


REFUSED = "SELECT ?s {\n  ?s rdfs:label ?o }"


@pytest.mark.parametrize(
    "options",
    [{}, {"timeout": "soon"}, {"at": "tomorrow"}, {"at": ["1", "2"]}],
)
def test_the_page_of_an_error_has_the_editor_with_the_query(
    client: FlaskClient, options: dict[str, str]
) -> None:
    response = client.get("/sparql", query_string={"query": REFUSED, **options}, headers=HTML)
    assert response.status_code in (400, 404, 406)
    page = response.text
    assert "vendor/yasqe.min.js" in page and "editor.js" in page
    field = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert unescape(field.partition(">")[2]).removeprefix("\n") == REFUSED
    assert ('data-line="2" data-column="6"' in field) == (not options)


@pytest.mark.parametrize("path", ["/sparql", "/sparql/explain"])
def test_the_editor_asks_again_what_the_page_was_asked_of(client: FlaskClient, path: str) -> None:
    given = [
        ("query", "SELECT * { ?s <http://e/none> ?o }"), ("at", "1"),
        ("default-graph-uri", "http://e/a"), ("default-graph-uri", "http://e/b"),
    ]  # fmt: skip
    page = client.get(path, query_string=given, headers=HTML).text
    form = page[page.index('<form action="/sparql"') :].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', form)
    assert sorted(hidden) == sorted(given[1:])
    assert "default-graph-uri" not in client.get(path, query_string=given[:1], headers=HTML).text


def test_an_empty_answer_is_explained_of_the_graphs_that_it_came_from(client: FlaskClient) -> None:
    given = {"query": "SELECT * { ?s <http://e/none> ?o }", "default-graph-uri": "http://e/a"}
    page = client.get("/sparql", query_string=given, headers=HTML).text
    way = unescape(page.partition('href="/sparql/explain?')[2].partition('"')[0])
    assert dict(parse_qsl(way)) == given


def test_usual_prefixes_that_are_missing_are_a_link_away(client: FlaskClient) -> None:
    given = {"query": "SELECT * { ?s a sr:Region ; rdfs:label ?l ; my:own ?o }"}
    page = client.get("/sparql", query_string=given, headers=HTML).text
    assert "Run it with these declarations" in page
    given["query"] = given["query"].replace(" ; my:own ?o", "")
    page = client.get("/sparql", query_string=given, headers=HTML).text
    way = unescape(page.partition('<a href="/sparql?query=PREFIX')[2].partition('"')[0])
    mended = unquote_plus("PREFIX" + way)
    assert mended.endswith(given["query"]) and mended.count("PREFIX") == 2
    assert client.get(f"/sparql?query=PREFIX{way}", headers=HTML).status_code == 200


@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=ASK%20%7B%7D", "/sparql?query=ASK"])
def test_the_pages_with_the_editor_run_scripts_of_ours_alone(
    client: FlaskClient, path: str
) -> None:
    policy = client.get(path, headers=HTML).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("language", "name"), [("fr", "Nord"), ("en", "North")])
def test_a_table_has_names_in_the_place_of_iris(
    client: FlaskClient, language: str, name: str
) -> None:
    text = "SELECT ?s { ?s <https://w3id.org/smart-regions/ontology#size> 30 }"
    page = client.get("/sparql", query_string={"query": text, "lang": language}, headers=HTML).text
    cell = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert f'title="https://w3id.org/smart-regions/id/region/north">{name}</a>' in cell
    assert f'lang="{language}"' in cell


POINTS = " ".join(
    f"<https://w3id.org/smart-regions/id/region/{name}> wgs84:lat {lat} ; wgs84:long 10.0 ."
    for name, lat in (("north", 60.0), ("south", 45.0))
)


def test_things_that_have_places_are_on_the_map(tmp_path: Path) -> None:
    root = smallworld.write(tmp_path)
    prefix = "@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n"
    (root / "data" / "points.ttl").write_text(prefix + POINTS)
    index = MemoryIndex(Limits(), 60, 2)
    gather(corpus.find(root), index)
    client = create_app(Service(Settings(), index, Library([]))).test_client()
    text = "SELECT ?s ?n { ?s <https://w3id.org/smart-regions/ontology#size> ?n } ORDER BY ?n"
    page = client.get("/sparql", query_string={"query": text}, headers=HTML).text
    drawn = page.partition('<figure class="map')[2].partition("</figure>")[0]
    places = [float(y) for y in re.findall(r'cy="([0-9.]+)"', drawn)]
    assert len(places) == 2
    assert "North" in drawn and "South" in drawn and "Île" not in drawn
    assert "2 of 3" in drawn
    one = f"{text.replace('ORDER BY ?n', '')} LIMIT 1"
    assert "<figure" not in client.get("/sparql", query_string={"query": one}, headers=HTML).text


def test_recipes_ask_what_the_page_asked(client: FlaskClient) -> None:
    asked = {"query": "SELECT * {}", "default-graph-uri": ["http://e/a?b", "http://e/b"]}
    page = client.get("/sparql", query_string=asked, headers=HTML).text
    given = "sparql?default-graph-uri=http%3A%2F%2Fe%2Fa%3Fb&default-graph-uri=http%3A%2F%2Fe%2Fb"
    assert len(re.findall(re.escape(given), unescape(page.partition('class="recipes"')[2]))) == 3


def test_a_graph_is_asked_for_as_turtle() -> None:
    offered = recipes("DESCRIBE <http://e/>", "http://h/sparql", "graph")
    (curl,) = (each for each in offered if each.name == "curl")
    assert "Accept: text/turtle" in shlex.split(curl.text)


def grid(*rows: tuple[str, str], numbers: str = "xsd:integer", more: int = 0) -> Grid:
    cells = [[Cell(name), Cell(number, title=numbers)] for name, number in rows]
    return Grid(["name", "count"], cells, len(rows) + more)


def test_names_with_numbers_are_a_chart_in_proportion() -> None:
    drawn = chart(grid(("a", "10"), ("b", "5"), ("c", "0")))
    assert drawn is not None
    assert drawn.title == "count"
    assert [bar.length / drawn.bars[0].length for bar in drawn.bars] == [1, 0.5, 0]


@pytest.mark.parametrize(
    "table",
    [
        grid(("a", "1")),
        grid(("a", "1"), ("a", "2")),
        grid(("a", "1"), ("b", "-2")),
        grid(("a", "0"), ("b", "0")),
        grid(("a", "1"), ("b", "2"), numbers="xsd:string"),
        grid(("a", "1"), ("b", "2"), more=1),
        grid(*((str(n), "1") for n in range(MOST_BARS + 1))),
        Grid([], [], 0),
    ],
)
def test_what_bars_would_not_show_right_is_no_chart(table: Grid) -> None:
    assert chart(table) is None
