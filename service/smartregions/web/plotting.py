"""Regions on the map of Europe, drawn on the server: marks by role, labels where there is room.

The outline is vendored (`outlines/README.md`): coasts without borders, so that the map claims none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from smartregions.web.finding.names import Text

_OUTLINE = Path(__file__).parent / "outlines" / "europe.path"
WIDTH, HEIGHT = 826, 840
"""The whole map in its units."""
_SIDE = 360
"""Of the frame around a few seats, in its own units; as many of the map's at the least."""
_MARGIN = 70  # of the map's
_WEST, _NORTH, _UNIT = 2_500_000, 5_500_000, 5_000  # metres of EPSG:3035, as in europe.mjs
_LONGITUDE, _LATITUDE, _RADIUS = 10.0, 52.0, 6_371_007.0
_FALSE_EAST, _FALSE_NORTH = 4_321_000, 3_210_000

SHAPES = ("leading", "co-leading", "participating", "interested", "associated")
"""Roles that have a mark of their own, by the end of their IRI; the others share one."""
_OTHER = "other"
_LETTER, _LINE = 10.8, 20.0  # size of a label's letter and line, in units
_AWAY = 13.0
_MARK = 20.0


@dataclass(frozen=True, slots=True)
class Seat:
    """A region with the place of its seat, in degrees, and its role."""

    iri: str
    address: str
    label: Text
    role: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the map that is drawn: its corner and its units, in those of the map."""

    left: float = 0.0
    top: float = 0.0
    unit: float = 1.0
    width: int = WIDTH
    height: int = HEIGHT

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Degrees to units of the frame."""
        x, y = projected(latitude, longitude)
        return round((x - self.left) / self.unit, 1), round((y - self.top) / self.unit, 1)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies in the frame."""
        return 0 <= x <= self.width and 0 <= y <= self.height


WHOLE = Frame()


@dataclass(frozen=True, slots=True)
class Point:
    """A region in the frame; `x_label` is where its label is anchored, None for want of room."""

    seat: Seat
    mark: str
    x: float
    y: float
    x_label: float | None = None
    y_label: float = 0.0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return not (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )


@lru_cache(maxsize=1)
def outline() -> str:
    """The coasts, as the data of an SVG path."""
    return _OUTLINE.read_text("ascii").strip()


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the map (Snyder, Map Projections, 1987, equations 24-2 to 24-4)."""
    phi, phi_0 = math.radians(latitude), math.radians(_LATITUDE)
    turn = math.radians(longitude - _LONGITUDE)
    scale = _RADIUS * math.sqrt(
        2 / (1 + math.sin(phi_0) * math.sin(phi) + math.cos(phi_0) * math.cos(phi) * math.cos(turn))
    )
    east = _FALSE_EAST + scale * math.cos(phi) * math.sin(turn)
    rise = math.cos(phi_0) * math.sin(phi) - math.sin(phi_0) * math.cos(phi) * math.cos(turn)
    north = _FALSE_NORTH + scale * rise
    return (east - _WEST) / _UNIT, (_NORTH - north) / _UNIT


def around(seats: Iterable[Seat]) -> Frame:
    """A square frame around seats that lie on the map; the whole map where there is none."""
    places = [WHOLE.place(seat.latitude, seat.longitude) for seat in seats]
    inside = [place for place in places if WHOLE.holds(*place)]
    if not inside:
        return WHOLE
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*inside, strict=True))
    side = max(_SIDE, right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN)
    return Frame(
        _start((left + right) / 2, side, WIDTH),
        _start((top + bottom) / 2, side, HEIGHT),
        round(side / _SIDE, 3),
        _SIDE,
        _SIDE,
    )


def _start(middle: float, side: float, whole: float) -> float:
    """Where a side begins that has a middle, as far as it stays on the map."""
    return round(max(0.0, min(middle - side / 2, whole - side)), 1)


def points(seats: Iterable[Seat], frame: Frame = WHOLE) -> list[Point]:
    """The seats that lie in the frame, those of stronger roles labelled first.

    No label covers another or a mark; one that has no room is left out (the table has it).
    """
    drawn = [_point(seat, frame) for seat in seats]
    drawn.sort(key=lambda point: (_rank(point.mark), point.y))
    inside = [point for point in drawn if frame.holds(point.x, point.y)]
    taken = [_around(point) for point in inside]
    labelled = []
    for point in inside:
        place = next(iter(_free(point, taken, frame)), None)
        if place is not None:
            box, labelled_point = place
            taken.append(box)
            labelled.append(labelled_point)
        else:
            labelled.append(point)
    return labelled[::-1]


def mark(role: str) -> str:
    """The mark of a role: the end of its IRI, or that of all that have none of their own."""
    name = role.rpartition("/")[2]
    return name if name in SHAPES else _OTHER


def _point(seat: Seat, frame: Frame) -> Point:
    return Point(seat, mark(seat.role), *frame.place(seat.latitude, seat.longitude))


def _rank(name: str) -> int:
    return (*SHAPES, _OTHER).index(name)


def _around(point: Point) -> _Box:
    half = _MARK / 2
    return _Box(point.x - half, point.y - half, point.x + half, point.y + half)


def _free(point: Point, taken: Sequence[_Box], frame: Frame) -> Iterator[tuple[_Box, Point]]:
    """The places for a label in which it covers nothing, the best first."""
    width = len(point.seat.label.text) * _LETTER
    for across, down, anchor in (
        (_AWAY, 6.0, "start"),
        (-_AWAY, 6.0, "end"),
        (0.0, -_AWAY, "middle"),
        (0.0, _AWAY + _LINE - 4, "middle"),
    ):
        x, y = point.x + across, point.y + down
        left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
        box = _Box(left, y - _LINE + 4, left + width, y + 4)
        is_inside = box.left >= 0 and box.right <= frame.width and box.top >= 0
        if is_inside and not any(box.meets(other) for other in taken):
            yield box, Point(point.seat, point.mark, point.x, point.y, x, y, anchor)
