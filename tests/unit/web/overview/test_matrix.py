"""The matrix: what is known of each region, how, and where it leads."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from madeupworld import Tables
from smartregions.web.overview import matrix

PAGE = {"Accept": "text/html"}


def shown(client: FlaskClient, address: str) -> Tables:
    response = client.get(address, headers=PAGE)
    assert response.status_code == 200, response.text
    return Tables(response.text)


def test_every_region_of_a_partnership_with_a_value_chain_has_a_row(world: FlaskClient) -> None:
    rows = [row[0] for row in shown(world, "/matrix").tables[0]]
    regions = ["Coastland", "Fjord", "Northland", "Smalldom", "The Hills", "Westmoor"]
    assert rows == ["Region and segment", *regions, "Regions that offer", "Regions in need"]


def test_a_cell_says_offers_needs_sources_and_whose_classification_it_is(
    world: FlaskClient,
) -> None:
    table = shown(world, "/matrix")
    columns = table.tables[0][0]
    cells = dict(zip(columns, table.row("Coastland"), strict=True))
    assert cells["research and innovation"] == "2 offers, from 1 source*, our classification"
    assert cells["test, validation and certification"].startswith("1 need, from 2 sources*")
    hills = dict(zip(columns, table.row("The Hills"), strict=True))
    assert hills["insulation"].startswith("1 offer + 1 need, from 1 source*")


def test_what_a_region_classified_itself_is_not_called_ours(world: FlaskClient) -> None:
    table = shown(world, "/matrix")
    cells = dict(zip(table.tables[0][0], table.row("Northland"), strict=True))
    assert cells["policy and coordination"] == "1 offer, from 1 source"


def test_what_is_not_known_is_said_to_be_so_and_never_to_be_none(world: FlaskClient) -> None:
    table = shown(world, "/matrix")
    fjord = table.row("Fjord")[1:]
    assert {cell for cell in fjord if cell} == {"?not known"}
    needing = table.row("Regions in need")
    assert "0" not in needing and "not known" in needing


def test_what_rests_on_one_source_is_marked_as_thin(world: FlaskClient) -> None:
    page = world.get("/matrix", headers=PAGE).text
    found = re.findall(r'class="mark ([^"]*)" href="/matrix/cell\?([^"]*)"', page)
    of = {
        unquote(address).replace("https://w3id.org/smart-regions/", ""): m for m, address in found
    }
    certification = "segment=scheme/value-chain/test-certification"
    assert of[f"region=id/region/northland&amp;{certification}"] == "supply"
    assert of[f"region=id/region/westmoor&amp;{certification}"] == "supply thin"
    assert of[f"region=id/region/coastland&amp;{certification}"] == "demand"
    assert of[f"region=id/region/fjord&amp;{certification}"] == "unknown"


def test_a_long_cell_is_shown_in_part_and_says_so(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "_SHOWN", 2)
    page = world.get("/matrix/cell?kind=supply&timeout=7", headers=PAGE).text
    assert "5 capabilities that sources state. The first 2 are shown" in page
    assert page.count("<blockquote>") == 2


def test_each_cell_leads_to_what_stands_behind_it(world: FlaskClient) -> None:
    links = [link for link in shown(world, "/matrix?by=kind").links if "/matrix/cell" in link]
    assert len(links) == 6 * 6
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200


@pytest.mark.parametrize(("by", "columns"), [("helix", 5), ("kind", 7)])
def test_the_columns_can_be_helices_and_kinds(by: str, columns: int, world: FlaskClient) -> None:
    assert len(shown(world, f"/matrix?by={by}").tables[0][0]) == columns


def test_a_cell_lists_capabilities_with_sources_dates_and_the_query(world: FlaskClient) -> None:
    page = world.get(
        "/matrix/cell?region=northland&segment=segment:test-certification", headers=PAGE
    ).text
    assert "certification laboratory" in page and "<blockquote>Certifies products." in page
    assert "Harbour News" in page and "2021-05" in page and "(estimated)" in page
    assert "2024-03-15" in page and page.count("our classification<") == 3
    run = next(link for link in Tables(page).links if link.startswith("/sparql?query="))
    assert "certification laboratory" in world.get(run, headers=PAGE).text


def test_a_cell_of_which_nothing_is_known_does_not_say_that_there_is_nothing(
    world: FlaskClient,
) -> None:
    page = world.get("/matrix/cell?region=fjord&segment=segment:demand", headers=PAGE).text
    assert "Not known" in page and "does not mean that there is none" in page


def test_the_matrix_is_csv_and_json_by_the_end_of_the_address(world: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world.get("/matrix.csv?by=helix").text)))
    assert len(rows) == 6 * 4
    assert rows[0]["state"] == "supply" and rows[0]["offers"] == "2"
    answer = world.get("/matrix.json?partnership=warm-roofs").json
    assert answer is not None and len(answer["results"]["bindings"]) == 3 * 2


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/matrix?by=colour", 400),
        ("/matrix?by=kind&by=helix", 400),
        ("/matrix?colour=red", 400),
        ("/matrix.pdf", 404),
        ("/matrix?format=pdf", 406),
        ("/matrix/cell?region=atlantis", 400),
        ("/matrix/cell?segment=not+an+iri", 400),
    ],
)
def test_what_cannot_be_shown_is_refused(address: str, status: int, world: FlaskClient) -> None:
    assert world.get(address).status_code == status


def test_a_page_that_the_client_has_is_not_sent_again(world: FlaskClient) -> None:
    first = world.get("/matrix", headers=PAGE)
    again = world.get("/matrix", headers=PAGE | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    other = world.get("/matrix?by=helix", headers=PAGE | {"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_page_names_things_in_its_language_where_the_data_do(world: FlaskClient) -> None:
    french = PAGE | {"Accept-Language": "fr"}
    page = world.get("/matrix", headers=french)
    assert page.headers["Content-Language"] == "fr"
    first, *rows = Tables(page.text).tables[0]
    assert "éducation et formation" in first and "insulation" in first
    regions = [row[0] for row in rows[:4]]
    assert regions == ["Fjord", "Northland", "Smalldom", "Terre des côtes"], "by the names shown"
    matches = world.get("/matches/coastland", headers=french).text
    assert "<h1>Correspondances de Terre des côtes</h1>" in matches
    for address in ("/matches", "/consortia?segment=product-development", "/network"):
        assert "Terre des côtes" in world.get(address, headers=french).text
    assert world.get("/matrix.csv", headers=french).data == world.get("/matrix.csv").data


def test_the_language_is_part_of_what_a_client_has(world: FlaskClient) -> None:
    for address in ("/matrix", "/matches", "/network", "/monitoring", "/matrix/cell"):
        english = world.get(address, headers=PAGE)
        asked = PAGE | {"Accept-Language": "fr", "If-None-Match": english.headers["ETag"]}
        assert world.get(address, headers=asked).status_code == 200


def test_the_partnership_is_chosen_in_a_form_that_keeps_the_columns(world: FlaskClient) -> None:
    page = world.get("/matrix?by=kind", headers=PAGE).text
    (form,) = re.findall(r'<form action="/matrix" method="get".*?</form>', page, re.DOTALL)
    assert '<input type="hidden" name="by" value="kind">' in form
    choices = re.findall(r'<option value="([^"]+)"( selected)?>', form)
    assert len(choices) > 1 and not any(selected for _, selected in choices)
    for iri, _ in choices:
        chosen = world.get("/matrix", query_string={"partnership": iri}, headers=PAGE).text
        assert re.findall(r'<option value="([^"]+)" selected>', chosen) == [iri]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/matches?x=1", "/matches has no parameter x. It has format, timeout, at, lang."),
        ("/matches/coastland?x=1", "no parameter x"),
        ("/consortia?countries=99", "/consortia has no parameter countries. It has segment, "),
        ("/consortia?segmnt=tourism", "Did you mean segment?"),
        ("/network?foo=1", "/network has no parameter foo. It has of, year, "),
        ("/network.json?of=regions&of=actors", "of is given 2 times; give it once"),
        ("/matrix?foo=1", "no parameter foo"),
        ("/monitoring?foo=1", "no parameter foo"),
    ],
)
def test_a_parameter_that_a_page_does_not_have_is_refused(
    world: FlaskClient, address: str, told: str
) -> None:
    for method in ("GET", "HEAD"):
        assert world.open(address, method=method).status_code == 400
    assert told in world.get(address).get_json()["detail"]
