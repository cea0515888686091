"""What the page of an actor says first: of it, and of those that go with it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from glances import NOT_KNOWN, PAGE, glance, text
from madeupworld import Tables


def test_it_says_where_the_actor_is_for_whom_it_acts_and_who_says_so(world: FlaskClient) -> None:
    where = text(glance(world, "/doc/actor/navy-school")["Where it is"])
    assert where == "Coastland; it acts for: Smalldom. Harbour News 2021-05 page"
    where = text(glance(world, "/doc/actor/coast-university")["Where it is"])
    assert where.startswith("Coastland; place: Portville. Portal 2024-03-15")


def test_helix_and_type_are_marked_as_ours(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/actor/coast-university")["What it is"])
    assert "Helix: academia our classification; type: university our classification" in found
    assert "home page: https://coast-university.example/" in found


def test_each_capability_says_what_it_is_and_where_that_is_known_from(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/actor/hill-lab")["What it offers and needs"])
    assert "Need: needs wool (demand; segment: insulation) our classification Portal" in found
    assert "Offer: wool insulation (supply; segment: insulation) our classification" in found
    own = text(glance(world, "/doc/actor/north-agency")["What it offers and needs"])
    assert "automatic traffic watch" in own and "our classification" not in own


@pytest.mark.parametrize("name", ["hill-lab", "harbour-ltd", "coast-council"])
def test_the_number_of_capabilities_is_that_of_its_list(world: FlaskClient, name: str) -> None:
    html = glance(world, f"/doc/actor/{name}")["What it offers and needs"]
    ((address, told),) = re.findall(r'<a href="(/matrix/cell[^"]*)">(.*?)</a>', html)
    page = world.get(unescape(address), headers=PAGE).text
    (number,) = re.findall(r"\d+", told)
    assert page.count('<span class="mark') == int(number) > 0


def test_each_project_names_the_role_and_the_partners(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/actor/coast-university")["Its projects"])
    assert "Beacon of the ports (lead), with North Institute, Small Cluster. Portal" in found
    assert "Lantern (partner), with North Institute. Old portal 2018" in found


def test_it_says_where_the_actor_and_where_its_region_takes_part(world: FlaskClient) -> None:
    found = text(glance(world, "/doc/actor/sea-network")["Partnerships"])
    assert "It takes part itself: supporting: Quiet Harbours, since 2018-03. Portal" in found
    assert found.endswith(f"Its region takes part: {NOT_KNOWN}")
    found = text(glance(world, "/doc/actor/navy-school")["Partnerships"])
    assert f"It takes part itself: {NOT_KNOWN}" in found
    assert "Coastland, leading: Quiet Harbours, since 2018-03. Old portal" in found
    assert "Smalldom, participating: Quiet Harbours. Portal" in found


def test_it_says_who_in_other_regions_goes_with_it_and_in_which_field(world: FlaskClient) -> None:
    def complements(name: str) -> str:
        return text(glance(world, f"/doc/actor/{name}")["Who in other regions complements it"])

    of_council, of_harbour = complements("coast-council"), complements("harbour-ltd")
    assert "Offers what it needs: Certification: North Institute (Northland)" in of_council
    assert "Offers what it needs: nothing of it is known that this could go with" in of_harbour
    assert "Needs what it offers: Transportation: a group in The Hills" in of_harbour
    assert "in the same field: Transportation: Small Citizens (Smalldom)" in of_harbour
    assert "our classification" in of_harbour


def test_its_matches_are_those_of_the_region_where_it_sits(world: FlaskClient) -> None:
    assert 'href="/matches/coastland"' in glance(world, "/doc/actor/navy-school")["Go on"]
    assert "/matches/" not in glance(world, "/doc/actor/sea-network")["Go on"]


def test_what_is_not_known_of_an_actor_is_not_said_to_be_none(world: FlaskClient) -> None:
    found = glance(world, "/doc/actor/roof-council")
    assert text(found["Where it is"]).startswith("Its region is not known. Portal")
    assert "Helix: not known; type: not known" in text(found["What it is"])
    for name in ("What it offers and needs", "Its projects"):
        assert text(found[name]) == NOT_KNOWN
    assert text(found["Who in other regions complements it"]).count("nothing of it is known") == 3


def test_an_actor_is_told_of_in_the_language_of_the_request(world: FlaskClient) -> None:
    found = glance(world, "/doc/actor/small-cluster", **{"Accept-Language": "fr"})
    assert "Université de la Côte (Terre des côtes" in text(
        found["Qui le complète dans d’autres régions"]
    )


def test_every_question_behind_an_actor_is_named_and_opens(world: FlaskClient) -> None:
    page = world.get("/doc/actor/coast-university", headers=PAGE).text
    behind = page[page.index('<details class="query">') :]
    links = Tables(behind[: behind.index("</details>")]).links
    assert len(links) == 12
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200
