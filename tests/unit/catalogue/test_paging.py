"""How three harvesters read one page's paging (harvest.md, section 1)."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

import madeup
from smartregions.catalogue.harvest.paging import READINGS, by_piveau
from smartregions.catalogue.statements import Statements

C, V, D = "http://e/collection", "http://e/view", "http://e/other"
COLLECTION = f"<http://e/c> a hydra:PagedCollection ; hydra:totalItems 7 ; hydra:nextPage <{C}> ."
VIEW = f"<http://e/v> a hydra:PartialCollectionView ; hydra:next <{V}> ."


def said(text: str) -> Statements:
    return Statements(q.triple for q in parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("client", "text", "following"),
    [
        ("piveau", COLLECTION + VIEW, C),
        ("uData", COLLECTION + VIEW, V),
        ("CKAN", COLLECTION + VIEW, V),
        ("piveau", COLLECTION, C),
        ("uData", COLLECTION, C),
        ("CKAN", COLLECTION, C),
        ("piveau", VIEW, V),
        ("uData", VIEW, V),
        ("CKAN", VIEW, V),
        ("piveau", VIEW.replace("hydra:next ", "hydra:nextPage "), None),
        ("uData", VIEW.replace("hydra:next ", "hydra:nextPage "), None),
        ("CKAN", VIEW.replace("hydra:next ", "hydra:nextPage "), V),
        ("piveau", COLLECTION.replace(f"<{C}>", f'"{C}"'), C),
        ("piveau", "", None),
    ],
)
def test_each_harvester_takes_its_own_next_page(
    client: str, text: str, following: str | None
) -> None:
    assert READINGS[client](said(text)).next == following


def test_on_the_node_of_all_kinds_every_harvester_goes_the_same_way() -> None:
    statements = said(madeup.paging("http://e/1", 9, "http://e/2"))
    assert {reading(statements).next for reading in READINGS.values()} == {"http://e/2"}
    assert {reading(statements).total for reading in READINGS.values()} == {9}


def test_piveau_reads_the_total_of_a_collection_on_its_own_node_only() -> None:
    elsewhere = (
        COLLECTION.replace("hydra:totalItems 7 ; ", "") + "<http://e/x> hydra:totalItems 7 ."
    )
    assert by_piveau(said(COLLECTION)).total == 7
    assert by_piveau(said(elsewhere)).total is None


def test_piveau_reads_the_total_of_a_view_anywhere() -> None:
    assert by_piveau(said(VIEW + "<http://e/x> hydra:totalItems 7 .")).total == 7
    assert by_piveau(said(VIEW)).total is None


def test_a_total_that_is_no_number_is_none() -> None:
    assert by_piveau(said(COLLECTION.replace("7", '"many"'))).total is None
