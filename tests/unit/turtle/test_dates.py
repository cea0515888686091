"""What people write for a day or a month: one reading, two, or none."""

from __future__ import annotations

import pytest

from smartregions.turtle.dates import readings


@pytest.mark.parametrize(
    "text",
    [
        *("31/01/2024", "01/31/2024", "31.01.2024", "31. 1. 2024", "31-1-2024", "2024/1/31"),
        *("31 January 2024", "31st of January, 2024", "January 31, 2024", "Jan. 31 2024"),
        *("31 janvier 2024", "31. Januar 2024", "31 de enero de 2024", "31 gennaio 2024"),
        *(" 2024-01-31 ", "2024-01-31T00:00:00Z", "31 JAN 2024"),
    ],
)
def test_a_day_that_can_be_read_in_one_way_is_certain(text: str) -> None:
    assert [day.value for day in readings(text)] == ["2024-01-31"]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("August 2023", "2023-08"),
        ("août 2023", "2023-08"),
        ("08/2023", "2023-08"),
        ("März 2023", "2023-03"),
        ("déc. 2023", "2023-12"),
    ],
)
def test_a_month_is_read_as_one(text: str, month: str) -> None:
    assert [(r.value, r.datatype.value[-10:]) for r in readings(text)] == [(month, "gYearMonth")]


@pytest.mark.parametrize("text", ["03/04/2024", "3.4.2024", "03-04-2024"])
def test_day_and_month_that_may_be_each_other_are_two_readings(text: str) -> None:
    assert [day.value for day in readings(text)] == ["2024-04-03", "2024-03-04"]


def test_the_same_number_for_day_and_month_is_one_reading() -> None:
    assert [day.value for day in readings("05/05/2024")] == ["2024-05-05"]


@pytest.mark.parametrize(
    "text",
    [
        *("31/01/24", "32/01/2024", "29/02/2023", "31/13/2024", "31 jui 2024", "ju 2024"),
        *("2024", "soon", "", "January", "31 January", "1 / 2 / 3 / 2024", "9" * 1_000_000),
    ],
)
def test_what_is_no_day_or_not_one_year_is_not_guessed(text: str) -> None:
    assert not readings(text)
