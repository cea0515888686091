"""Monitoring: a timeline, with what is missing, and what is not known."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from madeupworld import Tables
from smartregions.web.overview.timeline import RIGHT, Event, chart, moment

PAGE = {"Accept": "text/html"}
QUIET = "/monitoring?partnership=quiet-harbours"


def test_each_partnership_has_its_periods_reports_and_missing_reports(world: FlaskClient) -> None:
    rows = Tables(world.get("/monitoring", headers=PAGE).text).tables[0]
    assert rows[1:] == [
        ["Quiet Harbours", "4", "4", "4", "2020-06-30"],
        ["Warm Roofs", "2", "2", "2", "2020-12-31"],
    ]


def test_missing_reports_of_a_partnership_are_named_and_drawn(world: FlaskClient) -> None:
    page = world.get(QUIET, headers=PAGE).text
    missing = re.findall(r"<li><strong>(.*?)</strong>: <a [^>]*>(.*?)</a>", page)
    assert missing == [
        ("progress report", "Quiet Harbours, first half of 2019"),
        ("management report", "Quiet Harbours, second half of 2019"),
        ("progress report", "Quiet Harbours, second half of 2019"),
        ("management report", "Quiet Harbours, first half of 2020"),
    ]
    assert page.count('class="bar missing"') == 4 and page.count('class="bar there"') == 4
    assert page.count('class="bar period"') == 4


def test_what_came_after_the_last_period_is_not_known(world: FlaskClient) -> None:
    assert "ends on 2020-06-30" in world.get(QUIET, headers=PAGE).text


def test_membership_and_projects_are_drawn_where_dated_and_always_listed(
    world: FlaskClient,
) -> None:
    page = world.get(QUIET, headers=PAGE).text
    assert page.count('class="bar region"') == 6 and page.count('class="bar project"') == 1
    rows = Tables(page).tables[0]
    assert ["project", "Lantern", "learn", "not known"] in [row[:4] for row in rows]
    assert ["region", "Westmoor", "participating", "2018-03 – 2022-12"] in [r[:4] for r in rows]


def test_it_is_csv_by_the_end_of_the_address(world: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world.get("/monitoring.csv").text)))
    assert sum(row["what"] == "missing report" for row in rows) == 6


def test_a_partnership_that_does_not_exist_is_refused(world: FlaskClient) -> None:
    assert world.get("/monitoring?partnership=nobody").status_code == 400


def test_dates_that_are_none_do_not_break_the_drawing(hostile: FlaskClient) -> None:
    page = hostile.get(QUIET, headers=PAGE).text
    assert "&lt;b&gt; – ?" in page and "<b>" not in page


@pytest.mark.parametrize(
    ("date", "begins", "ends"),
    [
        ("2018", 2018.0, 2019.0),
        ("2018-07", 2018.5, 2018 + 7 / 12),
        ("2018-01-01", 2018.0, 2018 + 1 / 372),
    ],
)
def test_a_date_means_all_of_its_year_or_month_or_day(
    date: str, begins: float, ends: float
) -> None:
    assert moment(date) == pytest.approx(begins)
    assert moment(date, is_end=True) == pytest.approx(ends)


@pytest.mark.parametrize("date", ["", "soon", "2018-7", "12018", "2018-01-01T00:00:00Z"])
def test_what_is_no_date_has_no_place(date: str) -> None:
    assert moment(date) is None


def test_one_date_that_is_a_mistake_does_not_hide_the_others() -> None:
    events = [
        Event("p", "P", "project", "a", "A", "", "2020", "2021", ""),
        Event("p", "P", "project", "b", "B", "", "2020", "9999", ""),
    ]
    drawn = chart([(event.label, [(event, "project", "")]) for event in events])
    first, second = (lane.bars[0] for lane in drawn.lanes)
    assert first.width > 14 and second.x + second.width <= RIGHT
    assert len(drawn.years) < 20
