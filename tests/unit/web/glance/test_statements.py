"""The statements of a page stand in the order that the shapes state."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

_PROPERTY = re.compile(r'<th scope="row"><a [^>]*ontology#(\w+)"')


def properties(client: FlaskClient, path: str) -> list[str]:
    """The properties of ours in the order of the page, each once."""
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    return list(dict.fromkeys(_PROPERTY.findall(page.text)))


def test_a_region_says_its_country_then_its_codes_then_its_seat(world: FlaskClient) -> None:
    assert properties(world, "/doc/region/coastland") == ["country", "nutsUnit", "seat"]


def test_a_capability_says_who_can_it_and_where_before_how_it_is_classified(
    world: FlaskClient,
) -> None:
    found = properties(world, "/doc/capability/c01")
    assert found == ["holder", "region", "segment", "capabilityKind", "field", "mappedBy"]


def test_a_change_says_what_was_before_what_came_after(world: FlaskClient) -> None:
    found = properties(world, "/doc/organisation-change/north-institute-merged")
    assert found == ["changeKind", "before", "after", "startDate"]
