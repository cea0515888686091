"""The first row of a sheet: names of columns, as a template writes them or a person does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from pyoxigraph import NamedNode

from smartregions.messages import Message, Written, languages
from smartregions.spreadsheet.cells import Cells
from smartregions.spreadsheet.columns import Column, column, prefixed
from smartregions.spreadsheet.fault import CellError
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.sheets import ID, Sheet, sheets
from smartregions.validation.nearest import nearest

_TITLE = re.compile(r"(.*?)\s*\*?\s*(?:@([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*))?\s*")
_DEEPEST = 20
"""Rows in which the names of columns are looked for: people put a title above them."""


def header(title: str, sheet: Sheet, cells: Cells, material: Material) -> Column:
    """The column that a header names: a property by its name, prefixed name or IRI.

    Raises CellError when there is no such property.
    """
    match = _TITLE.fullmatch(title)
    assert match
    name, language = match[1], match[2]
    found = sheet.named(name) or _by_iri(name, sheet, cells, material)
    return replace(found, language=language) if language else found


def _by_iri(name: str, sheet: Sheet, cells: Cells, material: Material) -> Column:
    predicate = cells.iri(name)
    if predicate is None:
        names = [each.name for each in sheet.columns]
        near = nearest(name, names)
        raise CellError(
            Message("There is no column “{name}” here.", name=name),
            Message("did you mean “{name}”?", name=near)
            if near
            else Message(
                "one of: {names}; or a property, such as dcterms:description",
                names=", ".join(names),
            ),
        )
    own = next((c for c in sheet.columns if c.predicate == predicate), None)
    return own or column(material, predicate)


def unknown_sheet(title: str, material: Material) -> CellError:
    """What is wrong with a sheet whose name is none that is read, in any language."""
    titles = {tag: [each.title for each in sheets(material, tag)] for tag in languages()}
    near = nearest(title, chain.from_iterable(titles.values()))
    names = Written({tag: ", ".join(each) for tag, each in titles.items()})
    return CellError(
        Message("No sheet is called “{title}” here, so nothing of it is read.", title=title),
        Message("did you mean “{name}”?", name=near)
        if near
        else Message("name it one of: {names}; or take it out of the workbook", names=names),
    )


def misplaced(contents: Sequence[Sequence[tuple[object, str]]]) -> tuple[int, CellError] | None:
    """The row below the first in which the names of the columns stand, if they do."""
    for number, row in enumerate(contents[:_DEEPEST], 1):
        if any(is_id(value) for value, _ in row):
            told = Message("The names of the columns stand in row {n}.", n=number)
            right = Message("delete the rows above: the names belong in row 1")
            return (number, CellError(told, right)) if number > 1 else None
    return None


def is_id(value: object) -> bool:
    """Whether a header is that of the ids."""
    return str(value or "").rstrip("* ").strip().casefold() == ID


def plain(predicate: NamedNode, material: Material) -> Column:
    """The column of a property for which a sheet has none, under its prefixed name."""
    return replace(column(material, predicate), name=prefixed(predicate.value), required=False)
