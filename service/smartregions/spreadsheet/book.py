"""What a workbook says: triples with their cells, rows with their things, faults of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from smartregions.messages import Message
from smartregions.spreadsheet.cells import Cells
from smartregions.spreadsheet.columns import Column
from smartregions.spreadsheet.fault import address


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell, and what to write instead."""

    cell: str
    message: Message
    help: Message = Message()


@dataclass(frozen=True)
class Row:
    """A row that describes a thing."""

    subject: NamedNode
    sheet: str
    number: int
    id: int
    """The number of the column of ids."""
    columns: Mapping[int, Column]

    def cell(self, predicate: str = "") -> str:
        """The cell of a property; that of the id where the sheet has no such column."""
        found = (n for n, each in self.columns.items() if each.predicate.value == predicate)
        return address(self.sheet, self.number, next(found, self.id))

    def column(self, predicate: str) -> Column | None:
        """The column of a property, if the sheet has one."""
        return next((c for c in self.columns.values() if c.predicate.value == predicate), None)


@dataclass(frozen=True)
class Book:
    """What a workbook says."""

    triples: Mapping[Triple, str]
    """Each with its cell."""
    rows: Mapping[NamedNode, Row]
    faults: Sequence[CellFault]
    prefixes: Mapping[str, str]
    comments: Sequence[str]
    """Lines that stand above the Turtle, without their `#`."""
    cells: Cells
