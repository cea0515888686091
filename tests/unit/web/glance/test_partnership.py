"""What the page of a partnership says first, and that each number is that of its list."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from glances import NOT_KNOWN, PAGE, glance, text
from madeupworld import Tables

QUIET, WARM = "/doc/partnership/quiet-harbours", "/doc/partnership/warm-roofs"


def numbers(html: str, address: str) -> list[tuple[str, int]]:
    """The links to some addresses, and the numbers that they say."""
    found = re.findall(rf'<a href="({address}[^"]*)"[^>]*>(\d+)', html)
    return [(unescape(link), int(number)) for link, number in found]


def test_it_says_what_the_partnership_is_and_who_says_so(world: FlaskClient) -> None:
    found = text(glance(world, QUIET)["What it is"])
    assert found.startswith("Platform: Sea; established: 2018-03; it works on: safe ports;")
    assert "contact: Secretariat of Quiet Harbours. Old portal 2018 page; Portal" in found
    found = text(glance(world, WARM)["What it is"])
    assert "when it was established is not known; it existed by 2019-05" in found


def test_the_regions_stand_by_role_with_sources_and_with_those_that_left(
    world: FlaskClient,
) -> None:
    found = text(glance(world, QUIET)["Its regions"])
    roles = re.findall(r"(\w+) \((\d+) regions? as a list\): (.*?)\. \w", found)
    assert roles == [
        ("leading", "1", "Coastland (since 2018-03)"),
        (
            "participating",
            "3",
            "Northland (since 2020-01-01), Smalldom, Westmoor (since 2018-03, until 2022-12)",
        ),
        ("associated", "1", "Fjord (since 2023-05)"),
        (
            "interested",
            "3",
            "Northland (since 2018-03, until 2019-12-31), Smalldom, The Hills (since 2021)",
        ),
    ]
    assert "Coastland (since 2018-03). Old portal 2018 page; Portal 2024-03-15 page" in found


@pytest.mark.parametrize("path", [QUIET, WARM])
def test_each_number_of_regions_projects_events_and_news_is_that_of_its_list(
    world: FlaskClient, path: str
) -> None:
    found = glance(world, path)
    html = found["Its regions"] + found["Its projects"] + found["Its events and documents"]
    links = numbers(html, "/(?:regions|projects|events|documents)")
    assert len(links) >= 4
    for address, number in links:
        told = world.get(address, headers={"Accept": "application/json"}).json
        assert told is not None and told["total"] == number, address


def test_organisations_stand_with_their_role(world: FlaskClient) -> None:
    found = text(glance(world, QUIET)["Its organisations"])
    assert found == "supporting: Sea Network (since 2018-03). Portal 2024-03-15"


def test_each_segment_says_who_offers_who_needs_and_what_is_not_known(world: FlaskClient) -> None:
    found = text(glance(world, QUIET)["Its value chain"])
    assert (
        "demand side and end users: no offer is known, 1 region needs, of 5 nothing is known"
        " a gap, as far as is known" in found
    )
    assert "certification: 3 regions offer, 1 region needs, of 2 nothing is known" in found
    assert "research and innovation: 1 region offers, no need is known, of 5" in found
    assert "our classification" in found


@pytest.mark.parametrize("path", [QUIET, WARM])
def test_the_numbers_of_a_segment_are_those_of_the_matrix(world: FlaskClient, path: str) -> None:
    html = glance(world, path)["Its value chain"]
    (address,) = set(re.findall(r'href="(/matrix[^"]*)"', html))
    matrix = Tables(world.get(unescape(address), headers=PAGE).text)
    segments = matrix.tables[0][0][1:]
    told = re.findall(r"(?:(\d+) regions? offers?|no offer is known), (?:(\d+) r|no n)", text(html))
    assert [offers or "not known" for offers, _ in told] == matrix.row("Regions that offer")[1:]
    assert [needs or "not known" for _, needs in told] == matrix.row("Regions in need")[1:]
    assert all(segment in text(html) for segment in segments)


def test_it_says_which_reports_are_missing_and_until_when_that_is_known(
    world: FlaskClient,
) -> None:
    html = glance(world, QUIET)["Its reports"]
    found = text(html)
    assert found.startswith("4 monitoring periods: 4 reports are there, 4 are missing: progress")
    assert found.endswith("What came after 2020-06-30 is not known.")
    ((address, _),) = numbers(html, "/monitoring")
    page = world.get(address, headers=PAGE)
    assert page.status_code == 200 and "2020-06-30" in page.text


def test_actors_of_its_regions_are_counted_by_helix(world: FlaskClient) -> None:
    html = glance(world, QUIET)["Actors of its regions"]
    assert text(html).startswith(
        "12 actors; by helix: academia 5, civil society 1, government 3, industry 3."
    )
    assert "our classification" in text(html)
    ((address, _),) = numbers(html, "/queries/actors/helix-balance")
    assert world.get(address, headers=PAGE).status_code == 200


def test_what_is_not_known_of_a_partnership_is_not_said_to_be_none(
    world: FlaskClient,
) -> None:
    found = glance(world, "/doc/partnership/new-tides")
    for name in ("Its regions", "Its organisations", "Its projects", "Actors of its regions"):
        assert text(found[name]) == NOT_KNOWN
    assert "declares no value chain here" in text(found["Its value chain"])
    assert "no source lists a monitoring period" in text(found["Its reports"])
    assert text(found["Its events and documents"]).startswith(NOT_KNOWN)


def test_a_partnership_is_told_of_in_the_language_of_the_request(world: FlaskClient) -> None:
    found = glance(world, QUIET, **{"Accept-Language": "fr"})
    assert "Terre des côtes" in text(found["Ses régions"])
    assert "on ne sait rien de 5" in text(found["Sa chaîne de valeur"])


def test_every_question_behind_a_partnership_is_named_and_opens(world: FlaskClient) -> None:
    page = world.get(QUIET, headers=PAGE).text
    behind = page[page.index('<details class="query">') :]
    links = Tables(behind[: behind.index("</details>")]).links
    assert len(links) == 12
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200
