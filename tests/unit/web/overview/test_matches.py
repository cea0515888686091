"""Matches: what one region needs and another offers, who is similar, what is shared."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import madeupworld
from madeupworld import Tables
from smartregions.index.evaluation import Limits
from smartregions.web import create_app
from smartregions.web.overview import forming, matching
from smartregions.web.overview import matches as all_pairs

PAGE = {"Accept": "text/html"}
ANEW = {"Accept": "text/html", "Cookie": "a=b", "If-None-Match": '"none"'}
"""The same, and not what is kept of an answer before."""


def test_the_matches_of_a_region_are_told_in_four_parts(world: FlaskClient) -> None:
    tables = Tables(world.get("/matches/coastland", headers=PAGE).text).tables
    offers, needs, similar, projects = tables
    assert offers[1] == [
        "Northland",
        "Certification (field; 1 offer) test, validation and certification (segment; 1 offer)",
    ]
    assert needs[1:] == [["The Hills", "Transportation (field; 1 offer)"]]
    assert [row[:2] for row in similar[1:]] == [["Smalldom", "75 %"], ["Northland", "33 %"]]
    assert ["Northland", "Rafter", "2020–2022"] in projects
    assert ["The Hills", "Lantern", "not known"] in projects


def test_each_match_leads_to_the_offers_and_the_needs_that_make_it(world: FlaskClient) -> None:
    page = world.get("/matches/coastland", headers=PAGE).text
    row = page.partition(">Northland</a>")[2].partition("</tr>")[0]
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', row)]
    assert len(links) == 4
    for link in links:
        behind = world.get(link, headers={"Accept": "application/json"}).json
        assert behind is not None and behind["results"]["bindings"], link


def test_an_offer_in_a_narrower_field_stands_behind_its_match(world: FlaskClient) -> None:
    broad = "jrc:assurance_audit_certification"
    found = world.get(f"/matrix/cell.csv?region=northland&within={broad}").text
    assert "certification laboratory" in found and "traffic" not in found


def test_where_nothing_matches_it_is_said_that_nothing_is_known(world: FlaskClient) -> None:
    page = world.get("/matches/fjord", headers=PAGE).text
    assert page.count("Not known:") == 4 and "<table" not in page


def test_all_pairs_are_listed_with_their_numbers(world: FlaskClient) -> None:
    answer = world.get("/matches.json").json
    assert answer is not None
    pairs = {(row["regionLabel"], row["otherLabel"]): row for row in answer["pairs"]}
    hills = pairs["The Hills", "Northland"]
    assert (hills["needsMet"], hills["projects"]) == (1, 2)
    assert pairs["Coastland", "Northland"]["needsMet"] == 2
    assert ("Northland", "Coastland") in pairs and pairs["Northland", "Coastland"]["projects"] == 3


def test_what_is_not_known_of_a_pair_is_blank_and_not_zero(world: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world.get("/matches.csv").text)))
    pairs = {(row["regionLabel"], row["otherLabel"]): row for row in rows}
    assert pairs["Northland", "Coastland"]["needsMet"] == ""
    assert not any("0" in (row["needsMet"], row["percent"], row["projects"]) for row in rows)


def test_the_matches_of_a_region_are_csv_with_one_row_each(world: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world.get("/matches/hills.csv").text)))
    kinds = [row["match"] for row in rows]
    assert kinds.count("offers what it needs") == 3
    assert kinds.count("shares a project") == 4
    assert {row["regionLabel"] for row in rows} == {"The Hills"}
    assert all(row["otherLabel"] != "The Hills" for row in rows)


def test_a_region_may_be_named_by_its_whole_iri(world: FlaskClient) -> None:
    named = world.get("/matches/region:hills.csv")
    assert named.data == world.get("/matches/hills.csv").data


def test_a_region_that_does_not_exist_is_not_found(world: FlaskClient) -> None:
    response = world.get("/matches/atlantis")
    assert response.status_code == 404 and "coastland" in response.text


@pytest.mark.parametrize("address", ["/matches", "/matches/hills", "/consortia"])
def test_an_unchanged_answer_is_not_sent_again_and_each_form_has_its_tag(
    address: str, world: FlaskClient
) -> None:
    tags = {}
    for accept in ("text/html", "text/csv", "application/json"):
        tag = world.get(address, headers={"Accept": accept}).headers["ETag"]
        again = world.get(address, headers={"Accept": accept, "If-None-Match": tag})
        assert again.status_code == 304
        tags[accept] = tag
    assert len(set(tags.values())) == 3


def test_the_consortia_of_a_segment_name_what_is_missing(world: FlaskClient) -> None:
    page = world.get("/consortia?segment=test-certification", headers=PAGE).text
    assert "No actor of civil society is known in this segment" in page
    assert "No actor of government is known" in page and "do not reach 3 countries" in page
    answer = world.get("/consortia.json?segment=test-certification").json
    assert answer is not None
    assert [iri.rpartition("/")[2] for iri in answer["missingHelices"]] == [
        "civil-society",
        "government",
    ]
    assert answer["seats"] == []


def test_a_segment_in_which_nobody_is_known_is_refused_with_those_that_there_are(
    world: FlaskClient,
) -> None:
    response = world.get("/consortia?segment=tourism")
    assert response.status_code == 400 and "integration-services" in response.text


def test_without_a_segment_pages_of_all_languages_and_files_speak_of_one(
    world: FlaskClient,
) -> None:
    """That with candidates of most helices, whatever the labels' order is in a language."""
    chosen = world.get("/consortia.json").json
    assert chosen is not None
    ending = chosen["segment"].rpartition("/")[2]
    for tag in ("en", "fr"):
        page = world.get(f"/consortia?lang={tag}", headers=PAGE).text
        named = world.get(f"/consortia?segment={ending}&lang={tag}", headers=PAGE).text
        assert _heading(page) == _heading(named)
    actors = "/queries/capabilities/segment-candidates.json"
    rows = world.get(actors).json["results"]["bindings"]  # type: ignore[index]
    helices: dict[str, set[str]] = {}
    for row in rows:
        of = helices.setdefault(row["segment"]["value"], set())
        of.update([row["helix"]["value"]] if "helix" in row else [])
    assert len(helices) > 1, "there is something to choose"
    assert len(helices[chosen["segment"]]) == max(map(len, helices.values()))


def _heading(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_pairs_that_are_too_many_for_a_page_give_way_to_the_regions(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_pairs, "_SHOWN", 3)
    with monkeypatch.context() as patch:
        patch.setattr(all_pairs, "pairs", lambda *_: pytest.fail("asked for all of them"))
        answer = world.get("/matches?lang=en", headers=ANEW)
    assert answer.status_code == 200 and "<table" not in answer.text
    french = world.get("/matches?lang=fr", headers=ANEW).text
    assert ">Terre des côtes</a>" in french and '<bdi lang="en">Northland</bdi></a>' in french
    assert "too many pairs" in answer.text and '<a href="/matches/coastland">' in answer.text
    assert world.get("/matches.csv").text.count("Coastland") > 3, "the file has all"


def test_more_pairs_than_can_be_compared_are_refused(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_PAIRS", 3)
    assert world.get("/matches.csv?timeout=9").status_code == 413
    page = world.get("/matches?timeout=9", headers=PAGE)
    assert page.status_code == 200 and '<a href="/matches/coastland">' in page.text


def test_pairs_that_are_too_much_to_tell_give_way_to_the_regions_for_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = madeupworld.service(tmp_path)
    monkeypatch.setattr(service.index, "_limits", Limits(answer_bytes=1_500))
    answer = create_app(service).test_client().get("/matches", headers=PAGE)
    assert answer.status_code == 200 and '<a href="/matches/coastland">' in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_a_page_of_many_matches_shows_the_strongest_and_says_of_how_many(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = world.get("/matches/coastland?lang=en", headers=PAGE).text
    assert "are shown" not in whole
    monkeypatch.setattr(all_pairs, "_PARTNERS", 1)
    part = world.get("/matches/coastland?lang=en", headers=ANEW).text
    told = re.findall(r"The first 1 of (\d+) are shown; the files below have all", part)
    assert told
    of_all = world.get("/matches/coastland.csv").text
    assert sum(map(int, told)) <= len(of_all.splitlines()) - 1
    assert part.count("<tr>") < whole.count("<tr>")


def test_of_one_partner_a_page_shows_some_concepts_and_leads_to_all(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_pairs, "_CONCEPTS", 0)
    page = world.get("/matches/coastland?lang=en", headers=ANEW).text
    (address, count), *_ = re.findall(
        r'<a href="(/queries/capabilities/offers-for-needs[^"]*)">(\d+) more</a>', page
    )
    rows = world.get(unescape(address), headers={"Accept": "text/csv"}).text.splitlines()
    assert len(rows) - 1 == int(count) > 0


def test_all_candidates_are_counted_and_those_that_are_not_shown_are_a_question_away(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = world.get("/consortia?lang=en", headers=PAGE).text
    monkeypatch.setattr(forming, "_SHOWN", 1)
    part = world.get("/consortia?lang=en", headers=ANEW).text
    (total,) = re.findall(r"The 1 with most offers of (\d+) are shown", part)
    assert f"All {total} candidates" in whole and f"All {total} candidates" in part
    (address,) = re.findall(r'<a href="([^"]*)">All of them, by the stored question', part)
    rows = csv.DictReader(
        world.get(unescape(address), headers={"Accept": "text/csv"}).text.splitlines()
    )
    assert len({(row["actor"], row["region"]) for row in rows}) == int(total)
