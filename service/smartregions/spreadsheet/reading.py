"""A workbook to triples: each with the cell in which it stands, and every fault of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA, TYPE_NULL
from openpyxl.workbook.workbook import Workbook
from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.spreadsheet.book import Book, CellFault, Row
from smartregions.spreadsheet.cells import Cells, Plain, Value
from smartregions.spreadsheet.columns import Column
from smartregions.spreadsheet.fault import CellError, address
from smartregions.spreadsheet.headers import header, is_id, misplaced, unknown_sheet
from smartregions.spreadsheet.known import LABELS, Known
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.opening import opened
from smartregions.spreadsheet.sheets import CHOICES, ID, Sheet, by_title, is_about
from smartregions.validation.graph import TYPE

CLASS = NamedNode(ns.RDF + "type")


@dataclass
class _Reading:
    """What has been read so far."""

    triples: dict[Triple, str] = field(default_factory=dict)
    rows: dict[NamedNode, Row] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    unnamed: list[Row] = field(default_factory=list)
    """Rows whose id names nothing, or what another row describes: their cells are read for their
    faults alone."""


_NO_ID = CellError(
    Message("No column is called {name}.", name=ID), Message("write: {right}", right=ID)
)

Cell = tuple[Value, str]
"""A value, and its type as openpyxl names it."""
EMPTY: Cell = (None, TYPE_NULL)


@dataclass(frozen=True)
class _Table:
    """The rows of one sheet, under its columns."""

    sheet: Sheet
    columns: Mapping[int, Column]
    rows: Sequence[tuple[int, Sequence[Cell]]]
    id: int


def read(data: bytes, name: str, material: Material) -> Book:
    """Everything that the workbook says; raises InputError when it is refused as a whole."""
    workbook = opened(data, name)
    about = list(_about(workbook))
    prefixes = ns.PREFIXES | {row[1]: row[2] for row in about if row[0] == "prefix"}
    known = Known(material)
    cells = Cells(known, prefixes)
    reading = _Reading()
    tables = list(_tables(workbook, material, cells, reading))
    for table in tables:
        _introduce(table, cells, known, reading)
    for table in tables:
        _read_rows(table, cells, reading)
    return Book(
        triples=MappingProxyType(reading.triples),
        rows=MappingProxyType(reading.rows),
        faults=tuple(reading.faults),
        prefixes=prefixes,
        comments=tuple(row[1] for row in about if row[0] == "comment"),
        cells=cells,
    )


def _about(workbook: Workbook) -> Iterator[tuple[str, str, str]]:
    """The lines of the sheet that holds what no row can: prefixes and comments."""
    for title in filter(is_about, workbook.sheetnames):
        for row in _contents(workbook, title):
            texts = [str(value or "") for value, _ in row[:3]]
            what, first, second = (*texts, "", "", "")[:3]
            yield what, first, second


def _contents(workbook: Workbook, title: str) -> list[list[Cell]]:
    """The rows of a sheet, as long as they are and not as long as it says."""
    sheet = workbook[title]
    sheet.reset_dimensions()
    return [[_cell(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def _cell(value: object, kind: str) -> Cell:
    """The content of a cell; of what is neither text nor number nor time, how it is shown."""
    if value is None:
        return EMPTY
    if isinstance(value, Plain):
        return value, kind
    return str(value), kind


def _tables(
    workbook: Workbook, material: Material, cells: Cells, reading: _Reading
) -> Iterator[_Table]:
    known = by_title(material)
    for title in workbook.sheetnames:
        if title == CHOICES or is_about(title):
            continue
        contents = _contents(workbook, title)
        filled = [n for n, row in enumerate(contents, 1) if any(v is not None for v, _ in row)]
        sheet = known.get(title.casefold())
        if sheet is None and filled:
            error = unknown_sheet(title, material)
            reading.faults.append(CellFault(address(title, 1, 1), error.message, error.help))
        elif sheet and (below := misplaced(contents)):
            reading.faults.append(_fault(replace(sheet, title=title), below[0], 1, below[1]))
        elif sheet and filled:
            yield _table(replace(sheet, title=title), contents, filled, material, cells, reading)


def _table(
    sheet: Sheet,
    contents: Sequence[Sequence[Cell]],
    filled: Sequence[int],
    material: Material,
    cells: Cells,
    reading: _Reading,
) -> _Table:
    columns: dict[int, Column] = {}
    number_of_id = 0
    heads = [value for value, _ in contents[0]]
    heads += [None] * (max(map(len, contents)) - len(heads))
    for number, value in enumerate(heads, 1):
        title = str(value or "").strip()
        try:
            if is_id(title):
                number_of_id = number
            elif title:
                columns[number] = header(title, sheet, cells, material)
            elif any(len(row) >= number and row[number - 1][0] is not None for row in contents):
                none = Message("This column has no name.")
                raise CellError(none, Message("write the name of a property"))
        except CellError as error:
            reading.faults.append(_fault(sheet, 1, number, error))
    if not number_of_id:
        reading.faults.append(_fault(sheet, 1, 1, _NO_ID))
    rows = [(n, contents[n - 1]) for n in filled if n > 1] if number_of_id else []
    return _Table(sheet, columns, rows, number_of_id)


def _introduce(table: _Table, cells: Cells, known: Known, reading: _Reading) -> None:
    """Make the things of a sheet known, so that the rows of any may name them."""
    for number, row in table.rows:
        text = str(row[table.id - 1][0] or "").strip() if len(row) >= table.id else ""
        try:
            if not text:
                raise CellError(
                    Message("This row has no id."),
                    Message("write a short name: example-university"),
                )
            subject = cells.subject(text, table.sheet.folder)
            if subject in reading.rows:
                other = reading.rows[subject].cell()
                raise CellError(
                    Message("The id stands in {cell} already.", cell=other),
                    Message("give each row its own"),
                )
        except CellError as error:
            reading.faults.append(_fault(table.sheet, number, table.id, error))
            nobody = NamedNode(f"{table.sheet.folder}{number}")
            unnamed = Row(nobody, table.sheet.title, number, table.id, table.columns)
            reading.unnamed.append(unnamed)
            continue
        reading.rows[subject] = Row(subject, table.sheet.title, number, table.id, table.columns)
        local = subject.value.replace("#", "/").rpartition("/")[2]
        names = {local, text, *_labels(table, row, cells)}
        known.add(subject, table.sheet.one or CLASS, names)


def _labels(table: _Table, row: Sequence[Cell], cells: Cells) -> Iterator[str]:
    for number, each in table.columns.items():
        if each.predicate in LABELS and len(row) >= number:
            try:
                terms = list(cells.terms(row[number - 1][0], each))
            except CellError:
                continue  # told when the cell itself is read
            yield from (str(term.value) for term in terms)


def _read_rows(table: _Table, cells: Cells, reading: _Reading) -> None:
    title, faults = table.sheet.title, _Reading(faults=reading.faults)
    lines = {row.number: row for row in reading.rows.values() if row.sheet == title}
    unnamed = {row.number: row for row in reading.unnamed if row.sheet == title}
    for number, values in table.rows:
        if row := unnamed.get(number):
            _read_row(table, row, values, cells, faults)
        elif row := lines.get(number):
            if table.sheet.one:
                reading.triples.setdefault(Triple(row.subject, TYPE, table.sheet.one), row.cell())
            _read_row(table, row, values, cells, reading)


def _read_row(
    table: _Table, row: Row, values: Sequence[Cell], cells: Cells, reading: _Reading
) -> None:
    for at, cell in enumerate(values, 1):
        if at != table.id and cell[0] is not None:
            _read_cell(table, row, at, cell, cells, reading)


def _read_cell(
    table: _Table, row: Row, at: int, cell: Cell, cells: Cells, reading: _Reading
) -> None:
    value, kind = cell
    each = table.columns.get(at)
    if each is None:
        return  # told at its header
    try:
        if kind == TYPE_FORMULA:
            raise CellError(Message("This is a formula."), Message("write its value instead"))
        if kind == TYPE_ERROR:
            raise CellError(
                Message("This is the error {error}.", error=value),
                Message("write a value, or leave it empty"),
            )
        place = address(row.sheet, row.number, at)
        for term in cells.terms(value, each):
            reading.triples.setdefault(Triple(row.subject, each.predicate, term), place)
    except CellError as error:
        reading.faults.append(_fault(table.sheet, row.number, at, error))


def _fault(sheet: Sheet, row: int, number: int, error: CellError) -> CellFault:
    return CellFault(address(sheet.title, row, number), error.message, error.help)
