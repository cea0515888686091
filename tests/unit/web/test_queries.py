"""`/queries`: a list, a form, a page and data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from problemdoc import problem
from smartregions import corpus
from smartregions.library.shelf import load
from smartregions.namespaces import ID
from smartregions.web import create_app
from smartregions.web.service import Service

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CSV = {"Accept": "text/csv"}
SIZES = "/queries/regions/sizes"


def test_get_list_200_json(client: FlaskClient) -> None:
    listed = client.get("/queries").get_json()["queries"]
    assert [question["path"] for question in listed] == ["/queries/any/is-there", SIZES]
    assert listed[1]["parameters"][1] == {
        "name": "least", "type": "integer", "default": "10", "help": "The least size.",
    }  # fmt: skip


def test_get_list_200_page_by_topic(client: FlaskClient) -> None:
    page = client.get("/queries", headers=BROWSER).text
    assert f'<a href="{SIZES}">How large is a region?</a>' in page


def test_get_unbound_200_with_the_default(client: FlaskClient) -> None:
    """North 30 and south 20 are at least 10; the isle of 5 is not."""
    response = client.get(SIZES, headers=CSV)
    expected = f"region,size\r\n{ID}region/north,30\r\n{ID}region/south,20\r\n"
    assert (response.status_code, response.text) == (200, expected)


@pytest.mark.parametrize("value", [ID + "region/isle", "id:region/isle", "isle"])
def test_get_bound_200(client: FlaskClient, value: str) -> None:
    response = client.get(SIZES, query_string={"region": value, "least": "1"}, headers=CSV)
    assert response.text == f"region,size\r\n{ID}region/isle,5\r\n"


def test_get_empty_value_counts_as_none_200(client: FlaskClient) -> None:
    """A form sends every field."""
    assert client.get(SIZES + "?region=&least=", headers=CSV).text.count("\r\n") == 3


def test_get_format_200(client: FlaskClient) -> None:
    response = client.get(SIZES + "?format=tsv")
    assert response.content_type == "text/tab-separated-values; charset=utf-8"


def test_head_200(client: FlaskClient) -> None:
    assert client.head(SIZES, headers=CSV).status_code == 200


def test_get_same_etag_304(client: FlaskClient) -> None:
    tag = client.get(SIZES, headers=CSV).headers["ETag"]
    assert client.get(SIZES, headers=CSV | {"If-None-Match": tag}).status_code == 304
    other = client.get(SIZES + "?least=1", headers=CSV | {"If-None-Match": tag})
    assert other.status_code == 200


def test_get_unknown_question_404(client: FlaskClient) -> None:
    document = problem(client.get("/queries/regions/size"), 404, "not-found")
    assert "regions/sizes" in document["detail"]


@pytest.mark.parametrize(
    ("query_string", "says"),
    [
        ("colour=red", "region (iri), least (integer)"),
        ("least=1&least=2", "twice"),
        ("least=1.5", "whole number"),
        ("region=norht", "Did you mean north?"),
        ("region=http://e/%3E", "There are: isle, north, south"),
    ],
)
def test_get_parameter_400(client: FlaskClient, query_string: str, says: str) -> None:
    assert says in problem(client.get(f"{SIZES}?{query_string}"), 400, "parameter")["detail"]


def test_get_two_formats_400(client: FlaskClient) -> None:
    problem(client.get(SIZES + "?format=csv&format=json"), 400, "bad-request")


def test_get_broken_utf8_400(client: FlaskClient) -> None:
    problem(client.get(SIZES + "?region=%FF"), 400, "bad-request")


def test_post_405(client: FlaskClient) -> None:
    problem(client.post(SIZES, data={"least": "1"}), 405, "method")


def test_get_page_200_form_table_and_the_query_behind_it(client: FlaskClient) -> None:
    page = client.get(SIZES + "?region=north", headers=BROWSER).text
    assert "<h1>How large is a region?</h1>" in page
    assert f'<option value="{ID}region/north" selected>North</option>' in page
    assert '<label for="p-least" title="?least">At least</label>' in page
    assert "Usually <code>10</code>" in page
    assert f"VALUES ?region {{ &lt;{ID}region/north&gt; }}" in page
    assert page.count("<tr><td") == 1


def test_get_ask_page_200_yes(client: FlaskClient) -> None:
    assert '<p class="verdict">Yes</p>' in client.get("/queries/any/is-there", headers=BROWSER).text


@pytest.fixture(scope="module")
def packaged(service: Service) -> FlaskClient:
    """The questions that come with the package."""
    library = load(corpus.find().queries)
    return create_app(replace(service, library=library)).test_client()


def texts(client: FlaskClient, tag: str) -> Iterator[tuple[str, str]]:
    """Where each text of each question stands, and the text."""
    for question in client.get("/queries.json", headers={"Accept-Language": tag}).json["queries"]:
        yield question["path"], question["summary"]
        yield f"{question['path']} description", question["description"]
        for parameter in question["parameters"]:
            yield f"{question['path']} {parameter['name']}", parameter["help"]


def test_get_list_in_french_has_every_text_in_french(packaged: FlaskClient) -> None:
    english, french = dict(texts(packaged, "en")), dict(texts(packaged, "fr"))
    assert english.keys() == french.keys() and len(french) > 150
    same = [place for place, text in english.items() if text and french[place] == text]
    assert not same and all(french[place] for place, text in english.items() if text)


def test_get_a_question_in_french_tells_what_it_means_in_french(packaged: FlaskClient) -> None:
    path = "/queries/actors/by-region"
    french = dict(texts(packaged, "fr"))
    page = packaged.get(path, headers=BROWSER | {"Accept-Language": "fr"}).text
    shown = (french[path], french[f"{path} description"], french[f"{path} helix"])
    assert all(text in page for text in shown)


def test_choices_are_by_the_names_of_the_language(client: FlaskClient) -> None:
    page = client.get(SIZES, headers=BROWSER | {"Accept-Language": "fr"}).text
    assert page.index(">L&#39;Île</option>") < page.index(">Nord</option>")
    page = client.get(SIZES, headers=BROWSER).text
    assert page.index(">North</option>") < page.index(">South</option>")
