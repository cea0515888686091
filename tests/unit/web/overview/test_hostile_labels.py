"""Labels, dates and addresses of the data are shown, and never obeyed."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from madeupworld import Tables

PAGES = [
    "/matrix",
    "/matrix?by=helix",
    "/matrix?by=kind",
    "/matrix/cell",
    "/matrix/cell?region=evil",
    "/matrix/cell?region=evil&kind=demand&segment=http://x/%22%3E%3Cscript%3Ealert(9)%3C/script%3E",
    "/matches",
    "/matches/evil",
    "/matches/hills",
    "/consortia?segment=integration-services",
    "/network",
    "/network?of=actors",
    "/monitoring?partnership=quiet-harbours",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_holds_no_script_and_no_address_that_the_data_bring(
    address: str, hostile: FlaskClient
) -> None:
    page = hostile.get(address, headers={"Accept": "text/html"}).text
    read = Tables(page)
    assert "alert(" in page
    assert "\u202e" not in page
    assert all(source.startswith("/static/") for source in read.scripts)
    assert not read.handlers
    assert not any(link.lower().startswith("javascript:") for link in read.links)


def test_a_hostile_label_is_shown_as_it_is(hostile: FlaskClient) -> None:
    page = hostile.get("/matrix", headers={"Accept": "text/html"}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "{{7*7}}" in page


def test_csv_changes_no_cell_and_the_one_for_spreadsheets_guards_formulas(
    hostile: FlaskClient,
) -> None:
    plain = hostile.get("/matches/evil.csv").text
    guarded = hostile.get("/matches/evil?format=spreadsheet").text
    label = "=HYPERLINK(1)]]></script><script>alert(6)</script>"
    assert label in [row["projectLabel"] for row in csv.DictReader(io.StringIO(plain))]
    assert label in plain and "'" + label in guarded
