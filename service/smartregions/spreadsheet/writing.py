"""Workbooks: a template to fill in, or the things of a Turtle file in the same sheets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import openpyxl
from openpyxl.workbook.workbook import Workbook
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.errors import NotFormattable
from smartregions.messages import SOURCE, Message
from smartregions.spreadsheet.cells import SEPARATOR, Cells
from smartregions.spreadsheet.columns import Column, prefixed
from smartregions.spreadsheet.fault import CellError
from smartregions.spreadsheet.headers import plain
from smartregions.spreadsheet.known import Known
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.reading import read
from smartregions.spreadsheet.sheets import Sheet, sheets
from smartregions.spreadsheet.styling import Styling
from smartregions.turtle.format import canonical, leading_comments
from smartregions.turtle.locate import locate
from smartregions.turtle.read import Contribution
from smartregions.turtle.read import read as read_turtle
from smartregions.validation.graph import TYPE, Graph, Term, object_of, subject_of

LONGEST = 32_767
"""Characters that a cell holds (Excel specifications and limits)."""


def template(material: Material, language: str = SOURCE) -> bytes:
    """An empty workbook with every sheet, its names and help in a language."""
    workbook = openpyxl.Workbook()
    styling = Styling(workbook, Known(material, language), language)
    styling.about((), {})
    for sheet in sheets(material, language):
        styling.sheet(sheet, sheet.columns)
    styling.finish()
    return _bytes(workbook)


def workbook_of(data: bytes, name: str, material: Material, language: str = SOURCE) -> bytes:
    """The workbook that says what a Turtle file says; read again, it gives the same file.

    Its names and help are in the language.

    Raises TurtleSyntaxError, and NotFormattable for what a sheet cannot hold.
    """
    text = canonical(data, name)
    contribution = read_turtle(text.encode(), name)
    _refuse_blank_nodes(read_turtle(data, name))
    comments, _ = leading_comments(text)
    workbook = openpyxl.Workbook()
    known = Known(material, language)
    styling = Styling(workbook, known, language)
    styling.about(comments.splitlines(), contribution.prefixes)
    cells = Cells(known, ns.PREFIXES | contribution.prefixes)
    for sheet, things in _by_sheet(contribution, sheets(material, language)):
        _fill(styling, sheet, things, cells, material)
    styling.finish()
    written = _bytes(workbook)
    _refuse_loss(contribution, written, material)
    return written


def _bytes(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


Things = Mapping[NamedNode, Sequence[Triple]]


def _by_sheet(contribution: Contribution, known: Sequence[Sheet]) -> Iterator[tuple[Sheet, Things]]:
    """The sheets that the things of a file fill, each with its things in order."""
    by_class = {sheet.one: sheet for sheet in known}
    graph = Graph(contribution.triples)
    placed: dict[str, dict[NamedNode, Sequence[Triple]]] = {}
    for subject in sorted({subject_of(t) for t in contribution.triples}, key=str):
        assert isinstance(subject, NamedNode)
        own = sorted((c for c in graph.objects(subject, TYPE) if c in by_class), key=str)
        sheet = by_class[own[0] if own else None]  # type: ignore[index]
        statements = [
            triple
            for triple in graph.statements(subject)
            if triple.predicate != TYPE or triple.object != sheet.one
        ]
        placed.setdefault(sheet.title, {})[subject] = statements
    for sheet in known:
        if sheet.title in placed:
            yield sheet, placed[sheet.title]


def _fill(styling: Styling, sheet: Sheet, things: Things, cells: Cells, material: Material) -> None:
    said = {t.predicate for statements in things.values() for t in statements}
    beside = said - {column.predicate for column in sheet.columns}
    extra = [plain(predicate, material) for predicate in sorted(beside, key=str)]
    columns = [*sheet.columns, *extra]
    styling.sheet(sheet, columns)
    for thing, statements in things.items():
        values = {p: list(group) for p, group in groupby(statements, lambda t: t.predicate)}
        row = [_id(thing, sheet, cells)]
        for column in columns:
            terms = [object_of(triple) for triple in values.get(column.predicate, ())]
            row.append(_value(terms, column, cells))
        _refuse_long(thing, row)
        styling.row(sheet, row)


def _id(thing: NamedNode, sheet: Sheet, cells: Cells) -> str | int | float:
    """The short name in the sheet's own folder; else a prefixed name, else the IRI."""
    short = thing.value.removeprefix(sheet.folder)
    for text in (short, prefixed(thing.value)):
        try:
            if cells.subject(text, sheet.folder) == thing:
                return text
        except (ValueError, CellError):
            continue
    return str(thing)


def _value(terms: Sequence[Term], column: Column, cells: Cells) -> str | int | float:
    """What to put into one cell: a number where that says it all, else words."""
    ordered = sorted(terms, key=str)
    texts = [cells.written(term, column) for term in ordered]
    if len(ordered) == 1 and isinstance(ordered[0], Literal) and column.kind in ("number", "any"):
        for number in (int, float):
            try:
                if list(cells.terms(number(texts[0]), column)) == ordered:
                    return number(texts[0])
            except ValueError:
                continue
    return SEPARATOR.join(texts)


def _refuse_long(thing: NamedNode, row: Iterable[object]) -> None:
    for value in row:
        if isinstance(value, str) and len(value) > LONGEST:
            raise NotFormattable(
                Message(
                    "{name}: a cell holds {most} characters, and this takes {n}: “{text}…”. "
                    "Keep this thing in Turtle.",
                    name=prefixed(thing.value),
                    most=LONGEST,
                    n=len(value),
                    text=value[:40],
                )
            )


def _refuse_blank_nodes(contribution: Contribution) -> None:
    for triple in contribution.triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            place = locate(contribution).triple(triple)
            assert place
            span = place.object if isinstance(triple.object, BlankNode) else place.subject
            raise NotFormattable(
                Message(
                    "{name}:{line}:{column}: a thing without an IRI has no row in a sheet: give it "
                    "one.",
                    name=contribution.name,
                    line=span.line,
                    column=span.column,
                ),
                span.line,
                span.column,
            )


def _refuse_loss(contribution: Contribution, written: bytes, material: Material) -> None:
    """Read again what was written: a workbook that says anything else is not handed out."""
    book = read(written, contribution.name, material)
    before, after = set(contribution.triples), set(book.triples)
    for fault in book.faults:
        raise NotFormattable(
            Message(
                "{name}: {cell}: {message}",
                name=contribution.name,
                cell=fault.cell,
                message=fault.message,
            )
        )
    for triple in before ^ after:
        raise NotFormattable(
            Message(
                "{name}: a sheet cannot hold this: {triple} .",
                name=contribution.name,
                triple=triple,
            )
        )
