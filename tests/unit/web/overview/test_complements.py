"""What regions offer and need is counted once: the page of one says what the questions do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import madeupworld
from smartregions.errors import SmartRegionsError
from smartregions.library.choices import choices
from smartregions.web import ahead, create_app
from smartregions.web.answers import AnsweringIndex
from smartregions.web.overview.compared import compared
from smartregions.web.overview.complements import complements
from smartregions.web.overview.matches import _REGIONS
from smartregions.web.overview.matching import Matches, matches

PARTS = ("offers", "needs", "similar", "shared")
TWICE = """
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix id: <https://w3id.org/smart-regions/id/> .
@prefix kind: <https://w3id.org/smart-regions/scheme/capability-kind/> .
@prefix jrc: <http://data.jrc.ec.europa.eu/ontology/cybersecurity/> .
id:capability\\/both sr:region id:region\\/hills , id:region\\/coastland ;
  sr:capabilityKind kind:supply , kind:demand ; sr:field jrc:transportation , jrc:assurance ;
  sr:segment jrc:transportation .
"""
"""A capability of two regions and two kinds, whose segment is its field."""


@pytest.fixture(scope="module", params=["", TWICE], ids=["world", "twice"])
def compared_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(madeupworld.service(tmp_path_factory.mktemp("world"), request.param))


def each_region(app: Flask, told: Callable[[str, str], Matches]) -> dict[str, Matches]:
    """What is told of each region in English."""
    with app.test_request_context("/matches?lang=en"):
        regions = list(choices(AnsweringIndex(), _REGIONS))
        return {each.iri: told(each.iri, each.label) for each in regions}


@pytest.mark.parametrize("part", PARTS)
def test_the_page_of_a_region_has_the_rows_of_the_question(part: str, compared_app: Flask) -> None:
    page = each_region(compared_app, lambda iri, label: complements(iri, label, None))
    asked = each_region(compared_app, lambda iri, label: matches(iri, label, None))
    assert len(page) > 4 and any(getattr(each, part).rows for each in asked.values())
    for region, known in asked.items():
        rows, found = getattr(known, part).rows, getattr(page[region], part).rows
        assert sorted(map(str, map(_row, found))) == sorted(map(str, map(_row, rows)))
        assert getattr(page[region], part).source == getattr(known, part).source


def _row(row: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(row.items())


def test_the_most_similar_come_first(compared_app: Flask) -> None:
    for known in each_region(
        compared_app, lambda iri, label: complements(iri, label, None)
    ).values():
        shares = [int(row["shared"]) / int(row["either"]) for row in known.similar.rows]
        assert shares == sorted(shares, reverse=True)


def test_what_is_counted_has_one_number_for_each_region_and_concept(compared_app: Flask) -> None:
    """However many capabilities there are; so what is kept of it is bounded."""
    with compared_app.test_request_context("/matches"):
        known = compared(None)
    for numbers in (known.offers, known.needs):
        assert all(type(each) is int for of_one in numbers.values() for each in of_one.values())


def test_the_capabilities_of_now_are_counted_once_for_all_processes(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (tmp_path / "world").mkdir()
    service = replace(madeupworld.service(tmp_path / "world"), run=run)
    ahead.prepare(create_app(service))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smartregions.web.overview.compared._counts", _counted_again)
        client = create_app(service).test_client()
        page = client.get("/matches/coastland", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "Northland" in page.text


def _counted_again(at: int | None, seconds: float | None) -> None:
    raise SmartRegionsError(f"counted again, at {at}")
