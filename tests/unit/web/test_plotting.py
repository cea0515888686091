"""The map: places where they are, labels that cover nothing, a mark for each role."""

from __future__ import annotations

import pytest

from smartregions.web.finding.names import Text
from smartregions.web.plotting import (
    HEIGHT,
    WHOLE,
    WIDTH,
    Seat,
    around,
    mark,
    outline,
    points,
    projected,
)


def seat(name: str, latitude: float, longitude: float, role: str = "x/participating") -> Seat:
    return Seat(name, f"/{name}", Text(name), role, latitude, longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude", "east", "north"),
    [
        (52.0, 10.0, 4_321_000, 3_210_000),
        (50.0, 5.0, 3_962_799.45, 2_999_718.85),  # IOGP Guidance Note 7-2, LAEA Europe
    ],
)
def test_the_projection_is_that_of_epsg_3035(
    latitude: float, longitude: float, east: float, north: float
) -> None:
    x, y = projected(latitude, longitude)
    # a sphere stands for the ellipsoid: that moves no place by more than two units of 5 km
    assert abs(x * 5_000 + 2_500_000 - east) < 10_000
    assert abs(5_500_000 - y * 5_000 - north) < 10_000


def test_labels_cover_neither_marks_nor_each_other() -> None:
    crowd = [seat(f"Region number {i}", 48 + i / 20, 5 + i / 30) for i in range(40)]
    drawn = points(crowd)
    assert len(drawn) == 40
    labelled = [point for point in drawn if point.x_label is not None]
    assert 1 < len(labelled) < 40


def test_the_strongest_role_is_labelled_first_and_drawn_on_top() -> None:
    lead = seat("Lead", 48, 5, "x/leading")
    drawn = points([seat(f"Other {i}", 48, 5 + i / 100) for i in range(30)] + [lead])
    assert drawn[-1].seat == lead and drawn[-1].x_label is not None


def test_what_lies_outside_is_left_out() -> None:
    assert points([seat("Réunion", -21, 55), seat("Azores", 37.7, -25.7)]) == []


def test_each_role_has_a_mark_and_unknown_ones_share_one() -> None:
    assert mark("https://w3id.org/smart-regions/scheme/partnership-role/co-leading") == "co-leading"
    assert mark("http://elsewhere/role/sleeping") == mark("") == "other"


def test_the_outline_is_a_path_within_the_frame_and_its_margin() -> None:
    path = outline()
    assert path.startswith("M") and path.endswith("z") and set(path) <= set("0123456789-, Mlz")
    starts = [tuple(map(int, part.split("l")[0].split(","))) for part in path.split("M")[1:]]
    assert len(starts) > 30
    assert all(-21 <= x <= WIDTH + 21 and -21 <= y <= HEIGHT + 21 for x, y in starts)


def test_a_frame_around_one_seat_is_small_and_stays_on_the_map() -> None:
    for place in [(48.1, -1.7), (37.0, -8.0), (64.0, 29.0), (35.2, 33.3)]:
        only = seat("Only", *place)
        frame = around([only])
        assert frame.unit == 1 and frame.width < WIDTH / 2
        assert 0 <= frame.left <= WIDTH - frame.width and 0 <= frame.top <= HEIGHT - frame.height
        (point,) = points([only], frame)
        assert frame.holds(point.x, point.y) and point.x_label is not None


def test_a_frame_holds_all_seats_that_lie_on_the_map() -> None:
    spread = [seat("South", 37.0, -8.0), seat("North", 64.0, 29.0), seat("Far", -21, 55)]
    frame = around(spread)
    assert {point.seat.iri for point in points(spread, frame)} == {"South", "North"}
    assert frame.unit > 1 and frame.width == frame.height < WIDTH / 2


def test_without_a_seat_on_the_map_the_frame_is_the_whole() -> None:
    assert around([]) == around([seat("Far", -21, 55)]) == WHOLE
