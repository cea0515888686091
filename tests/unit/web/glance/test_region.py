"""What the page of a region says first, and that each number is that of the list it leads to."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

import glances
from glances import PAGE, text
from madeupworld import Tables
from smartregions.errors import Busy, DeadlineReached
from smartregions.web.glance import asking


def glance(client: FlaskClient, name: str, **headers: str) -> dict[str, str]:
    """The items of the glance of a region, as HTML."""
    return glances.glance(client, f"/doc/region/{name}", **headers)


def test_it_says_where_the_region_is_and_by_whom_that_is_known(world: FlaskClient) -> None:
    where = text(glance(world, "coastland")["Where it is"])
    assert where.startswith("France; NUTS codes of 2024: FRH, FRH0; seat: Portville")
    assert "Portal 2024-03-15" in where
    assert "no NUTS code is known" in text(glance(world, "fjord")["Where it is"])
    assert "NUTS codes of 2021: UKL" in text(glance(world, "westmoor")["Where it is"])


def test_it_says_each_role_with_its_dates_and_sources(world: FlaskClient) -> None:
    roles = text(glance(world, "hills")["Its roles"])
    assert "interested: Quiet Harbours, since 2021. Portal 2024-03-15" in roles
    assert "leading: Warm Roofs, since 2019, until 2023-12-31." in roles
    assert "participating: Warm Roofs, since 2024-01-01." in roles
    assert "since when is not known" in text(glance(world, "smalldom")["Its roles"])


def test_offers_and_needs_are_counted_by_segment_and_field(world: FlaskClient) -> None:
    found = text(glance(world, "hills")["What it offers and needs"])
    assert "insulation: 1 offer + 1 need" in found
    assert "demand side and end users: 1 need" in found
    assert "our classification" in found and "not “none”" in found


@pytest.mark.parametrize("name", ["coastland", "hills", "northland", "smalldom"])
def test_each_number_of_capabilities_is_that_of_its_list(world: FlaskClient, name: str) -> None:
    found = glance(world, name)["What it offers and needs"]
    links = re.findall(r'<a href="(/matrix/cell[^"]*)">(.*?)</a>', found)
    assert links
    for address, told in links:
        page = world.get(unescape(address), headers=PAGE).text
        listed = sum(map(int, re.findall(r"\d+", told)))
        assert page.count('<span class="mark') == listed, (address, told)


@pytest.mark.parametrize("name", ["coastland", "northland", "smalldom"])
def test_each_number_of_actors_and_projects_is_that_of_its_list(
    world: FlaskClient, name: str
) -> None:
    found = glance(world, name)
    html = found["Its actors"] + found["Its projects"]
    links = re.findall(r'<a href="(/(?:actors|projects)\?[^"]*)"[^>]*>(\d+)', html)
    assert len(links) >= 3
    for address, number in links:
        told = world.get(unescape(address), headers={"Accept": "application/json"}).json
        assert told is not None and told["total"] == int(number), address


def test_matches_name_the_other_regions(world: FlaskClient) -> None:
    found = glance(world, "coastland")
    assert "Who offers what it needs: Northland (in 2 fields and segments)" in text(
        found["Closest matches"]
    )
    assert 'href="/matches/coastland"' in found["Go on"]
    assert 'href="/matrix#coastland"' in found["Go on"]
    assert 'id="coastland"' in world.get("/matrix", headers=PAGE).text


def test_what_is_not_known_is_not_said_to_be_none(world: FlaskClient) -> None:
    found = glance(world, "island")
    for name in ("Its roles", "What it offers and needs", "Its actors", "Its projects"):
        assert text(found[name]) == glances.NOT_KNOWN


def test_it_is_told_in_the_language_of_the_request(world: FlaskClient) -> None:
    found = glance(world, "northland", **{"Accept-Language": "fr"})
    assert "Terre des côtes" in text(found["Correspondances les plus proches"])
    assert "essais, validation et certification : 1 offre" in text(
        found["Ce qu’elle offre et ce dont elle a besoin"]
    ).replace(": ", " : ").replace("  ", " ")


def test_every_question_behind_it_is_named_and_opens(world: FlaskClient) -> None:
    page = world.get("/doc/region/coastland", headers=PAGE).text
    behind = page[page.index('<details class="query">') :]
    links = Tables(behind[: behind.index("</details>")]).links
    assert len(links) == 16
    for link in links:
        assert world.get(link, headers=PAGE).status_code == 200


def test_labels_are_shown_and_never_obeyed(hostile: FlaskClient) -> None:
    page = hostile.get("/doc/region/evil", headers=PAGE).text
    read = Tables(page)
    assert "&lt;script&gt;alert(1)" in page and "{{7*7}}" in page
    assert all(source.startswith("/static/") for source in filter(None, read.scripts))
    assert not read.handlers
    assert not any(link.lower().startswith("javascript:") for link in read.links)


def test_what_takes_too_long_is_said_and_the_page_is_not_kept(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(_query: str, seconds: float) -> list[dict[str, str]]:
        raise DeadlineReached(f"{seconds} seconds are over.")

    monkeypatch.setattr(asking, "rows", too_long)
    page = world.get("/doc/region/coastland", headers=PAGE)
    assert page.status_code == 200
    assert "It took too long" in page.text and "no source was found" not in page.text
    assert page.headers["Cache-Control"] == "no-store" and "ETag" not in page.headers
    monkeypatch.undo()
    again = world.get("/doc/region/coastland", headers=PAGE)
    assert "It took too long" not in again.text and again.headers["ETag"]


def test_a_service_that_is_busy_says_so(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_query: str, seconds: float) -> list[dict[str, str]]:
        raise Busy("Too many.", round(seconds))

    monkeypatch.setattr(asking, "rows", busy)
    assert world.get("/doc/region/coastland?lang=en", headers=PAGE).status_code == 503
