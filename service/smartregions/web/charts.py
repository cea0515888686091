"""A table as bars, where its columns allow it: names, and one number for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from smartregions.web.tables import Cell, Grid

MOST_BARS = 40
FEWEST_BARS = 2
WIDTH = 720
LABELS = 300
LINE = 24
ROOM = 90
"""For the number behind the longest bar."""
LONGEST = 44
"""Characters of a name."""
_NUMBERS = frozenset(f"xsd:{name}" for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its number, and how long it is drawn."""

    name: str
    number: str
    length: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of one column of numbers."""

    title: str
    bars: Sequence[Bar]
    width: int = WIDTH
    labels: int = LABELS

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return len(self.bars) * LINE + 8


def chart(grid: Grid) -> Chart | None:
    """The chart of the first column of numbers; None where the table is none, or too long."""
    if not FEWEST_BARS <= len(grid.rows) <= MOST_BARS or len(grid.rows) < grid.total:
        return None
    columns = [[row[n] for row in grid.rows] for n in range(len(grid.columns))]
    numeric = [n for n, cells in enumerate(columns) if all(map(_is_number, cells))]
    named = [n for n, cells in enumerate(columns) if n not in numeric and _tells(cells)]
    if not numeric or not named:
        return None
    numbers = [float(cell.text) for cell in columns[numeric[0]]]
    most = max(numbers)
    if most <= 0 or min(numbers) < 0:
        return None
    bars = [
        Bar(_short(name.text), number.text, round(float(number.text) / most * _room()), LINE * n)
        for n, (name, number) in enumerate(zip(columns[named[0]], columns[numeric[0]], strict=True))
    ]
    return Chart(grid.columns[numeric[0]], bars)


def _room() -> int:
    return WIDTH - LABELS - ROOM


def _is_number(cell: Cell) -> bool:
    """Whether it has a length: a literal may say of any text that it is a number."""
    if cell.title not in _NUMBERS:
        return False
    try:
        return math.isfinite(float(cell.text))
    except ValueError:
        return False


def _tells(cells: Sequence[Cell]) -> bool:
    """Whether the names tell the rows apart."""
    texts = [cell.text for cell in cells]
    return all(texts) and len(set(texts)) == len(texts)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
