"""The small map of a thing that has a place, or whose regions have one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartregions import namespaces as ns
from smartregions.things.description import Description
from smartregions.web.finding.names import Text
from smartregions.web.glance.asking import Asked, answers
from smartregions.web.overview.stored import Row, Source
from smartregions.web.plotting import Frame, Point, Seat, around, outline, points

QUESTION = "places/of-thing"
NEAREST = ("itself", "place", "seat", "region", "regions")
"""What a point is of, as the question calls it; the first that is known is shown."""
_GEO = ns.PREFIXES["wgs84"]
_SAYING = frozenset(
    {_GEO + "lat", *(ns.SR + name for name in ("place", "seat", "locatedIn", "actsFor", "region"))}
)
"""Properties of a thing by which it has a point."""
_NAMED = frozenset({ns.SR + "project", ns.SR + "partnership"})
"""Properties of others that lead to it, by which its regions are known."""


@dataclass(frozen=True, slots=True)
class Map:
    """A part of Europe with the points of a thing."""

    by: str
    points: Sequence[Point]
    frame: Frame
    rows: Sequence[Row]
    """Of the points that are shown: `near`, `place` and `source` with their labels."""
    missing: int
    """Points that lie outside the map."""
    source: Source
    outline: str

    @property
    def is_near(self) -> bool:
        """Whether the points are those of regions, and not of the thing."""
        return self.by in NEAREST[3:]


def place_map(found: Description) -> Map | None:
    """The map of what is described; None where no point is known, or none that it shows."""
    said = {each.triple.predicate.value for each in found.outgoing}
    if found.page > 1 or not (said & _SAYING or _NAMED & set(found.arriving)):
        return None
    told = answers({"map": Asked(QUESTION, {"thing": found.iri})})
    if told is None or not told.rows["map"]:
        return None
    by = next(each for each in NEAREST if any(row["by"] == each for row in told.rows["map"]))
    return _map(by, [row for row in told.rows["map"] if row["by"] == by], told.sources["map"])


def _map(by: str, rows: Sequence[Row], behind: Source) -> Map | None:
    seats = list(_seats(by, rows))
    frame = around(seats)
    shown = points(seats, frame)
    drawn = {point.seat.iri for point in shown}
    if not shown:
        return None
    known = [row for row in rows if row["place"] in drawn]
    return Map(by, shown, frame, known, len(seats) - len(drawn), behind, outline())


def _seats(by: str, rows: Iterable[Row]) -> Iterable[Seat]:
    """Each place once; called like the region where the point stands for that."""
    for row in {row["place"]: row for row in rows}.values():
        own = row.get("placeLabel", "")
        label = own if by in NEAREST[:2] else row.get("nearLabel", own)
        yield Seat(
            row["place"],
            "",
            Text(label),
            "",
            float(row["latitude"]),
            float(row["longitude"]),
        )
