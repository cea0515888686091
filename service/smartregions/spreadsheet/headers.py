"""The first row of a sheet: names of columns, as a template writes them or a person does."""

from __future__ import annotations

import re
from dataclasses import replace

from pyoxigraph import NamedNode

from smartregions.messages import Message
from smartregions.spreadsheet.cells import Cells
from smartregions.spreadsheet.columns import Column, column, prefixed
from smartregions.spreadsheet.fault import CellError
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.sheets import Sheet
from smartregions.validation.nearest import nearest

_TITLE = re.compile(r"(.*?)\s*\*?\s*(?:@([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*))?\s*")


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
        names = {each.name for each in sheet.columns}
        near = nearest(name, names)
        raise CellError(
            Message("There is no column “{name}” here.", name=name),
            Message("did you mean “{name}”?", name=near)
            if near
            else Message("write the property, such as dcterms:description"),
        )
    own = next((c for c in sheet.columns if c.predicate == predicate), None)
    return own or column(material, predicate)


def plain(predicate: NamedNode, material: Material) -> Column:
    """The column of a property for which a sheet has none, under its prefixed name."""
    return replace(column(material, predicate), name=prefixed(predicate.value), required=False)
