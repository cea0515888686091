"""The small map: where a thing is, or the regions that it belongs to, and how near that is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

PAGE = {"Accept": "text/html"}
LARGEST = 20_000
"""Bytes of a map."""


def figure(client: FlaskClient, path: str) -> str:
    page = client.get(path, headers=PAGE)
    assert page.status_code == 200, page.text
    found = re.search(r'<figure class="place">.*?</figure>', page.text, re.DOTALL)
    return unescape(found[0]) if found else ""


def test_a_region_has_a_pin_at_its_seat_with_its_name(world: FlaskClient) -> None:
    found = figure(world, "/doc/region/coastland")
    assert found.count('class="pin"') == 1 and 'class="near"' not in found
    assert re.search(r"<text [^>]*>Coastland</text>", found)
    assert 'role="img" aria-label="Map of a part of Europe with a mark at: Coastland"' in found
    assert '<a href="/doc/place/portville">Portville</a>, the seat of the region' in found
    assert 'href="/doc/source/portal"' in found


def test_an_actor_is_at_its_own_place_where_that_is_known(world: FlaskClient) -> None:
    found = figure(world, "/doc/actor/coast-university")
    assert 'class="pin"' in found and ">Portville</text>" in found


def test_an_actor_without_a_place_has_a_ring_at_the_seat_of_its_region(world: FlaskClient) -> None:
    found = figure(world, "/doc/actor/harbour-ltd")
    assert 'class="near"' in found and 'class="pin"' not in found
    assert "No point of its own is known" in found and ">Coastland</text>" in found


@pytest.mark.parametrize("path", ["/doc/project/beacon", "/doc/partnership/quiet-harbours"])
def test_the_regions_that_take_part_are_rings_on_one_map(world: FlaskClient, path: str) -> None:
    found = figure(world, path)
    assert found.count('class="near"') == 2
    assert ">Coastland</text>" in found and ">Northland</text>" in found


@pytest.mark.parametrize(
    "path",
    [
        "/doc/region/westmoor",  # no seat is known
        "/doc/region/smalldom",  # no point of its seat is known
        "/doc/region/island",  # it lies elsewhere
        "/doc/source/portal",
    ],
)
def test_there_is_no_map_without_a_point_on_it(world: FlaskClient, path: str) -> None:
    assert figure(world, path) == ""


def test_a_map_is_small(world: FlaskClient) -> None:
    assert 0 < len(figure(world, "/doc/partnership/quiet-harbours").encode()) < LARGEST


def test_a_place_has_a_pin_of_its_own(world: FlaskClient) -> None:
    found = figure(world, "/doc/place/frostby")
    assert 'class="pin"' in found and ">Frostby</text>" in found
