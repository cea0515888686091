"""The gap matrix: what is known of each region in each segment, helix or kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions.web.finding.words import collated
from smartregions.web.overview.stored import Row

STATES = ("supply", "demand", "both", "not known")
"""As the stored questions call them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A region or a column."""

    iri: str
    label: str

    @property
    def name(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Gap:
    """One cell: how many offers and needs, what states them, and who put them here."""

    row: Heading
    column: Heading
    state: str
    offers: int
    needs: int
    sources: int
    ours: int
    """Those that stand here by our own classification, which no source states."""
    address: str

    @property
    def is_known(self) -> bool:
        """Whether any source was found."""
        return self.state != STATES[-1]

    @property
    def is_thin(self) -> bool:
        """Whether all that is known rests on one source."""
        return self.sources == 1

    @property
    def is_ours(self) -> bool:
        """Whether nothing of it is classified by anybody but us."""
        return self.is_known and self.ours == self.offers + self.needs


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a region, one for each column, in their order; None where none is asked for."""

    heading: Heading
    cells: Sequence[Gap | None]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cells."""

    columns: Sequence[Heading]
    lines: Sequence[Line]

    @property
    def cells(self) -> Sequence[Gap]:
        """One after the other."""
        return [cell for line in self.lines for cell in line.cells if cell]

    def count(self, state: str) -> int:
        """How many cells are in a state."""
        return sum(cell.state == state for cell in self.cells)

    @property
    def thin(self) -> int:
        """How many cells rest on one source."""
        return sum(cell.is_thin for cell in self.cells)

    def offering(self, place: int) -> int:
        """How many regions offer something in a column."""
        return sum(bool(cell and cell.offers) for cell in self._column(place))

    def needing(self, place: int) -> int:
        """How many regions need something in a column."""
        return sum(bool(cell and cell.needs) for cell in self._column(place))

    def _column(self, place: int) -> Iterable[Gap | None]:
        return (line.cells[place] for line in self.lines)


def matrix(rows: Sequence[Row], by: str) -> Matrix:
    """From the rows of a question on regions by a column: region, column, state and counts."""
    gaps = [_gap(row, by) for row in rows]
    cells = {(gap.row, gap.column): gap for gap in gaps}
    columns = sorted({gap.column for gap in gaps}, key=_by_name)
    regions = dict.fromkeys(gap.row for gap in gaps)
    lines = [Line(row, [cells.get((row, column)) for column in columns]) for row in regions]
    return Matrix(columns, lines)


def _by_name(heading: Heading) -> tuple[object, ...]:
    return collated(heading.label), heading.iri


def _gap(row: Row, by: str) -> Gap:
    return Gap(
        row=Heading(row["region"], row.get("regionLabel", row["region"])),
        column=Heading(row[by], row.get(by + "Label", row[by])),
        state=row["state"],
        offers=int(row["offers"]),
        needs=int(row["needs"]),
        sources=int(row["sources"]),
        ours=int(row["classifiedByUs"]),
        address="/matrix/cell?" + urlencode({"region": row["region"], by: row[by]}),
    )
