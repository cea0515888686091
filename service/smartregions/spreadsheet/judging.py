"""A workbook judged as the Turtle that it gives; each finding names the cell that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode

from smartregions.messages import Message
from smartregions.spreadsheet.book import Book, Row
from smartregions.spreadsheet.columns import Column
from smartregions.turtle.format import canonical
from smartregions.turtle.locate import locate
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Context, FileReport, Finding, Report, judge
from smartregions.validation.graph import ntriples
from smartregions.validation.paths import Alternative, Path, Predicate

CODE = "cell"
LACKING = "MinCountConstraintComponent"
_ADDRESS = re.compile(r"(.*)!([A-Z]+)(\d+)")
_SAMPLES = {
    "text": Message("a text, followed by @ and its language if that is not the header's"),
    "string": Message("a text"),
    "number": "8000",
    "date": Message("2024-05-17, 2024-05 or 2024"),
    "address": "https://example.org/",
    "concept": Message("one of the list"),
    "reference": Message("a label or an id"),
}


def turtle_of(book: Book, name: str) -> str:
    """What a workbook says, in canonical Turtle."""
    lines = (line if line.startswith("#") or not line else f"# {line}" for line in _lines(book))
    declared = "".join(f"@prefix {n}: <{iri}> .\n" for n, iri in book.prefixes.items())
    text = "\n".join(lines) + "\n" + declared + ntriples(book.triples)
    return canonical(text.encode(), name)


def _lines(book: Book) -> Iterator[str]:
    for comment in book.comments:
        yield from comment.splitlines() or [""]


def judged(book: Book, name: str, context: Context) -> Report:
    """The verdict on a workbook; one with faulty cells, or without a row, is not judged further.

    Raises CannotJudge and LimitReached.
    """
    found = list(_faults(book, name)) if book.faults or book.rows else [_no_row(name)]
    if found:
        report = FileReport(name, tuple(sorted(found, key=_order)), len(book.triples))
        return Report((report,), "fast", context.shapes.version, context.shapes.sha256)
    contribution = read(turtle_of(book, name).encode(), name)
    report_of_text = judge([contribution], context)
    cells = dict(_cells(contribution, book))
    return replace(
        report_of_text,
        files=tuple(
            replace(
                file,
                findings=tuple(
                    sorted((_placed(f, book, cells) for f in file.findings), key=_order)
                ),
                lines={},
            )
            for file in report_of_text.files
        ),
    )


def _faults(book: Book, name: str) -> Iterator[Finding]:
    for fault in book.faults:
        yield Finding("violation", CODE, fault.message, name, help=fault.help, cell=fault.cell)


def _no_row(name: str) -> Finding:
    return Finding(
        "violation",
        "no-focus-node",
        Message("No row is filled in, so there is nothing to judge."),
        name,
        help=Message("fill in a row below the names of the columns, its id first"),
    )


Start = tuple[int, int]


def _cells(contribution: Contribution, book: Book) -> Iterator[tuple[Start, str]]:
    """The cell of what begins at each place of the text."""
    positions = locate(contribution)
    for triple, cell in book.triples.items():
        place = positions.triple(triple)
        assert place and isinstance(triple.subject, NamedNode)
        yield (place.subject.line, place.subject.column), book.rows[triple.subject].cell()
        yield (place.predicate.line, place.predicate.column), cell
        yield (place.object.line, place.object.column), cell


def _placed(finding: Finding, book: Book, cells: dict[Start, str]) -> Finding:
    """The finding at its cell: that of the value, or the empty one where a value is missing."""
    focus = finding.focus_node
    row = book.rows.get(focus) if isinstance(focus, NamedNode) else None
    start = (finding.span.line, finding.span.column) if finding.span else None
    cell = cells.get(start, "") if start else ""
    if finding.cause:
        finding = replace(finding, cause=_placed(finding.cause, book, cells))
    wanted = _column(row, finding.path) if row and finding.value is None else None
    if row and wanted:
        cell = row.cell(wanted.predicate.value)
        lacks = finding.code == LACKING
        help = _advice(wanted, book, finding.help) if lacks else finding.help
        return replace(finding, span=None, cell=cell, help=help)
    return replace(finding, span=None, cell=cell or (row.cell() if row else ""))


def _column(row: Row, path: Path | None) -> Column | None:
    """The column of the property that a path takes first, if the row has one."""
    choices = path.choices if isinstance(path, Alternative) else (path,)
    found = (row.column(step.iri) for step in choices if isinstance(step, Predicate))
    return next((column for column in found if column), None)


def _advice(column: Column, book: Book, otherwise: Message) -> Message:
    """What to write into a cell that lacks something."""
    if column.example is not None:
        sample = book.cells.written(column.example, column)
        return Message("write here, for example: {example}", example=sample)
    if column.kind == "any":
        return otherwise
    return Message("write here {sample}", sample=_SAMPLES[column.kind])


def _order(finding: Finding) -> tuple[str, int, int, str]:
    match = _ADDRESS.fullmatch(finding.cell)
    if not match:
        return "", 0, 0, finding.message
    return match[1], int(match[3]), len(match[2]), match[2] + finding.message
