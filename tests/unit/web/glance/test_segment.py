"""What the page of a segment says first, and that each number is that of the list it leads to."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from glances import NOT_KNOWN, PAGE, glance, text
from madeupworld import Tables
from smartregions.errors import DeadlineReached
from smartregions.web.glance import asking

TESTS = "/scheme/value-chain/test-certification"
DEMAND = "/scheme/value-chain/demand"
INSULATION, GLAZING = "/scheme/roof-chain/insulation", "/scheme/roof-chain/glazing"


def test_it_says_what_the_segment_is_and_of_which_value_chain(world: FlaskClient) -> None:
    found = text(glance(world, INSULATION)["What it is"])
    assert found == "Keeps the heat in. A segment of: Roof chain"


def test_it_says_which_regions_offer_and_need_and_who_classified_that(world: FlaskClient) -> None:
    found = glance(world, TESTS)
    assert text(found["Which regions offer"]) == (
        "Northland: 1 offerSmalldom: 1 offer (a single source)"
        "Westmoor: 1 offer (a single source)They stand in this segment by our classification."
    )
    assert text(found["Which regions need"]) == (
        "Coastland: 1 needThey stand in this segment by our classification."
    )
    own = glance(world, "/scheme/value-chain/policy-coordination")["Which regions offer"]
    assert text(own) == "Northland: 1 offer (a single source)"


@pytest.mark.parametrize("path", [TESTS, DEMAND, INSULATION])
def test_each_number_of_capabilities_is_that_of_its_list(world: FlaskClient, path: str) -> None:
    found = glance(world, path)
    html = found["Which regions offer"] + found["Which regions need"]
    links = re.findall(r'<a href="(/matrix/cell[^"]*)">(.*?)</a>', html)
    assert links
    for address, told in links:
        page = world.get(unescape(address), headers=PAGE).text
        listed = sum(map(int, re.findall(r"\d+", told)))
        assert page.count('<span class="mark') == listed, (address, told)


def test_it_names_the_regions_of_which_nothing_is_known(world: FlaskClient) -> None:
    assert text(glance(world, TESTS)["Of which nothing is known"]).startswith("Fjord, The Hills")
    found = glance(world, GLAZING)
    assert text(found["Of which nothing is known"]).startswith("Coastland, Northland, The Hills")
    for name in ("Which regions offer", "Which regions need", "Who could join a consortium"):
        assert text(found[name]) == NOT_KNOWN


def test_it_says_who_needs_what_is_offered_in_it_by_field_or_by_segment(
    world: FlaskClient,
) -> None:
    found = text(glance(world, TESTS)["Who goes together"])
    assert found.startswith(
        "Coastland needs “Certification”; here it is offered by Northland"
        "Coastland needs “test, validation and certification”;"
        " here it is offered by Northland, Smalldom, Westmoor Needs meet"
    )
    found = text(glance(world, "/scheme/value-chain/integration-services")["Who goes together"])
    assert found.startswith(
        "The Hills needs “Transportation”; here it is offered by Coastland Needs"
    )
    assert text(glance(world, DEMAND)["Who goes together"]) == NOT_KNOWN


def test_what_takes_too_long_is_said_and_nothing_is_made_of_it(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(_query: str, seconds: float) -> list[dict[str, str]]:
        raise DeadlineReached(f"{seconds} seconds are over.")

    monkeypatch.setattr(asking, "rows", too_long)
    found = glance(world, TESTS)
    late = [name for name, html in found.items() if "It took too long" in html]
    assert len(late) == len(found) - 2
    assert "something is known" not in found["Of which nothing is known"]
    assert glance(world, GLAZING) == {}


def test_candidates_are_counted_by_helix_and_country(world: FlaskClient) -> None:
    html = glance(world, TESTS)["Who could join a consortium"]
    assert "3 actors, 3 countries; by helix: academia 2, industry 2." in text(html)
    for link in Tables(html).links:
        assert world.get(link, headers=PAGE).status_code == 200, link


def test_each_number_of_partners_is_that_of_its_list(world: FlaskClient) -> None:
    html = glance(world, TESTS)["Projects whose partners stand in it"]
    assert text(html).startswith(
        "Anchor (2 partners), Beacon of the ports (2 partners), Lantern (1 partner), Rafter (2 "
    )
    for address, number in re.findall(r'<a href="(/queries/[^"]*)">(\d+) partner', html):
        told = world.get(unescape(address), headers={"Accept": "application/json"}).json
        assert told is not None
        assert len(told["results"]["bindings"]) == int(number), address


@pytest.mark.parametrize("path", ["/scheme/helix/academia", "/scheme/report-kind/progress"])
def test_another_concept_has_no_glance(world: FlaskClient, path: str) -> None:
    assert glance(world, path) == {}


def test_a_segment_is_told_of_in_the_language_of_the_request(world: FlaskClient) -> None:
    found = glance(world, TESTS, **{"Accept-Language": "fr"})
    assert "Terre des côtes" in text(found["Quelles régions ont un besoin"])


def test_every_question_behind_a_segment_is_named_and_opens(world: FlaskClient) -> None:
    page = world.get(TESTS, headers=PAGE).text
    behind = page[page.index('<details class="query">') :]
    links = Tables(behind[: behind.index("</details>")]).links
    assert len(links) == 8
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200
