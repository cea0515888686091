"""What the page of a project says first, and that each number is that of the list it leads to."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from glances import NOT_KNOWN, PAGE, glance, text
from madeupworld import Tables


def partners(client: FlaskClient, name: str) -> list[list[str]]:
    """The table of the partners."""
    (table,) = Tables(glance(client, f"/doc/project/{name}")["Its partners"]).tables
    return table


def test_it_says_when_and_who_says_so(world: FlaskClient) -> None:
    assert text(glance(world, "/doc/project/beacon")["When"]) == (
        "Since 2019-01-01, until 2020-12-31. Portal 2024-03-15 page"
    )
    assert "Since 2021, its end is not known." in text(glance(world, "/doc/project/anchor")["When"])
    found = text(glance(world, "/doc/project/lantern")["When"])
    assert found.startswith("When it began is not known, its end is not known. Old portal")


def test_it_says_out_of_what_it_came(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/project/beacon")["Out of what"])
    assert found == (
        "Partnership: Quiet Harbours; programme: Interreg Imaginary; phase: connect;"
        " supported by: Pilot action of 2018"
    )
    found = text(glance(world, "/doc/project/anchor")["Out of what"])
    assert found == "Partnership: no source names one; programme: not known; phase: not known"


def test_each_amount_has_its_kind_and_source_and_nothing_is_added_up(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/project/beacon")["Its money"])
    assert "as the portal states it: 1,000,000 EUR (EU contribution; ERDF). Portal" in found
    assert "as the press states it: 1,200,000.5 EUR (EU contribution; ERDF). Harbour" in found
    assert "nothing is added up" in found
    assert "added up" not in text(glance(world, "/doc/project/rafter")["Its money"])
    assert text(glance(world, "/doc/project/anchor")["Its money"]) == NOT_KNOWN


def test_the_partners_stand_by_region_and_helix(world: FlaskClient) -> None:
    head, *lines = partners(world, "beacon")
    assert head == ["Region", "academia", "industry", "Source"]
    assert [line[:3] for line in lines] == [
        ["Coastland", "Coast University (lead)", ""],
        ["Northland", "North Institute (partner)", ""],
        ["Smalldom", "Small Cluster (partner)", "Small Cluster (partner)"],
    ]
    assert lines[2][3] == "Harbour News 2021-05 page; 1 more"
    found = text(glance(world, "/doc/project/beacon")["Its partners"])
    assert "3 organisations, 3 regions" in found and "our classification" in found


def test_sources_that_all_lines_have_stand_once_above_them(world: FlaskClient) -> None:
    head, *_ = partners(world, "lantern")
    assert head == ["Region", "academia"]
    assert text(glance(world, "/doc/project/lantern")["Its partners"]).count("Old portal 2018") == 1


def test_a_region_or_a_partner_that_stands_alone_is_said_to(world: FlaskClient) -> None:
    _, *lines = partners(world, "rafter")
    assert [line[:2] for line in lines] == [
        ["Coastland", "no organisation is named"],
        ["Northland", "North Institute (associated partner)"],
        ["The Hills", "Hill Lab (lead)"],
        ["Region not known", "Small Cluster (partner)"],
    ]


def test_the_segments_are_those_of_the_partners_and_said_to_be(world: FlaskClient) -> None:
    html = glance(world, "/doc/project/beacon")["Segments it touches"]
    assert "test, validation and certification: 2 partners" in text(html)
    assert "No source says it of the project" in text(html) and "our classification" in text(html)


@pytest.mark.parametrize("name", ["beacon", "rafter", "anchor"])
def test_the_number_of_partners_in_a_segment_is_that_of_its_list(
    world: FlaskClient, name: str
) -> None:
    html = glance(world, f"/doc/project/{name}")["Segments it touches"]
    links = re.findall(r'<a href="(/queries/[^"]*)">(\d+) partner', html)
    assert links
    for address, number in links:
        told = world.get(unescape(address), headers={"Accept": "application/json"}).json
        assert told is not None
        assert len(told["results"]["bindings"]) == int(number), address


def test_events_and_reports_are_led_to(world: FlaskClient) -> None:
    html = glance(world, "/doc/project/beacon")["Events and documents"]
    assert "2019-01: Kick-off of BEACON (the month in which the project started)" in text(html)
    assert "1 event as a list" in text(html)
    assert "Monitoring reports of Quiet Harbours" in text(html)
    for link in Tables(html).links:
        assert world.get(link, headers=PAGE).status_code == 200, link
    found = text(glance(world, "/doc/project/rafter")["Events and documents"])
    assert "2021: First year of RAFTER" in found and "1 piece of news as a list" in found


@pytest.mark.parametrize("name", ["beacon", "rafter"])
def test_the_number_of_events_and_news_is_that_of_their_lists(
    world: FlaskClient, name: str
) -> None:
    html = glance(world, f"/doc/project/{name}")["Events and documents"]
    links = re.findall(r'<a href="(/(?:events|documents)\?[^"]*)">(\d+)', html)
    assert links
    for address, number in links:
        told = world.get(unescape(address), headers={"Accept": "application/json"}).json
        assert told is not None and told["total"] == int(number), address


def test_what_is_not_known_of_a_project_is_not_said_to_be_none(world: FlaskClient) -> None:
    found = glance(world, "/doc/project/anchor")
    assert text(found["Events and documents"]) == NOT_KNOWN


def test_a_project_is_told_of_in_the_language_of_the_request(world: FlaskClient) -> None:
    found = glance(world, "/doc/project/beacon", **{"Accept-Language": "fr"})
    assert "Terre des côtes" in text(found["Ses partenaires"])
    assert "1 200 000,5 EUR" in text(found["Son financement"])


def test_every_question_behind_a_project_is_named_and_opens(world: FlaskClient) -> None:
    page = world.get("/doc/project/beacon", headers=PAGE).text
    behind = page[page.index('<details class="query">') :]
    links = Tables(behind[: behind.index("</details>")]).links
    assert len(links) == 8
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200
