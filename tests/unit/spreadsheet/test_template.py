"""The template: sheets, columns, lists and help are what the shapes and schemes say."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.reading import read
from smartregions.spreadsheet.sheets import sheets
from smartregions.spreadsheet.writing import template


@pytest.fixture(scope="module")
def made(stuff: Material) -> bytes:
    return template(stuff)


@pytest.fixture(scope="module")
def workbook(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def headers(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def choices(workbook: Workbook, sheet: str, title: str) -> list[str]:
    """The list that is offered in a column."""
    letter = next(c.column_letter for c in workbook[sheet][1] if c.value == title)
    rules = workbook[sheet].data_validations.dataValidation
    (rule,) = (r for r in rules if str(r.sqref).startswith(f"{letter}2:"))
    assert rule.type == "list"
    name, _, cells = rule.formula1.partition("!")
    return [str(row[0].value) for row in workbook[name][cells.replace("$", "")]]


def test_each_class_that_is_judged_has_a_sheet_and_a_class_to_be_specialised_has_none(
    workbook: Workbook,
) -> None:
    titles = set(workbook.sheetnames)
    assert {"actors", "capabilities", "projects", "sources", "region participations"} <= titles
    assert not {"participations", "datasets", "concepts"} & titles


def test_a_column_for_each_property_in_the_order_of_the_shapes(workbook: Workbook) -> None:
    found = headers(workbook["actors"])
    assert found[:2] == ["id *", "label * @en"]
    ordered = ["actor type", "helix", "located in", "acts for", "place", "home page", "source *"]
    assert [title for title in found if title in ordered] == ordered
    assert {"helix", "actor type", "located in", "acts for", "home page", "place"} <= set(found)
    assert len(set(found)) == len(found)


def test_what_only_whoever_states_something_else_must_state_is_not_required(
    workbook: Workbook,
) -> None:
    """Who estimates a date says how; nobody has to estimate one."""
    assert "date note @en" in headers(workbook["events"])


def test_a_concept_is_chosen_by_label_from_its_scheme(workbook: Workbook) -> None:
    assert len(choices(workbook, "actors", "helix")) == 4
    assert "test infrastructure" in choices(workbook, "capabilities", "capability kind")


def test_a_thing_is_chosen_by_label_from_what_is_published(workbook: Workbook) -> None:
    assert "Brittany" in choices(workbook, "actors", "located in")


def test_help_stands_at_the_header_and_shows_when_a_cell_is_chosen(workbook: Workbook) -> None:
    sheet = workbook["actors"]
    cell = next(cell for cell in sheet[1] if cell.value == "located in")
    assert "For a town write “place”" in cell.comment.text
    rules = sheet.data_validations.dataValidation
    (rule,) = (r for r in rules if str(r.sqref).startswith(f"{cell.column_letter}2:"))
    assert "The region in which the actor works." in rule.prompt
    assert all(len(r.prompt or "") <= 255 and len(r.promptTitle or "") <= 32 for r in rules)


def test_help_tells_nothing_of_what_only_terms_schemes_or_datasets_are_asked(
    workbook: Workbook,
) -> None:
    for title, header in (("sources", "label @en"), ("actors", "description @en")):
        (cell,) = (cell for cell in workbook[title][1] if cell.value == header)
        for foreign in ("scheme", "shape", "term", "graph"):
            assert foreign not in cell.comment.text
        assert "with its language" in cell.comment.text or "their language" in cell.comment.text


def test_a_class_is_called_by_its_label(workbook: Workbook) -> None:
    (cell,) = (cell for cell in workbook["actors"][1] if cell.value == "source *")
    assert "Where the statement was read: a “source”, described" in cell.comment.text


def test_no_help_speaks_of_turtle_or_its_prefixes(workbook: Workbook) -> None:
    """Who fills a workbook in need not know what an IRI is."""
    comments = [c.comment.text for sheet in workbook for c in sheet[1] if c.comment]
    prompts = [r.prompt for sheet in workbook for r in sheet.data_validations.dataValidation]
    assert len(comments) > 100
    foreign = re.compile(r"\b[\w-]+:[\w-]|\^\^|\bIRI\b|angle brackets|chevrons")
    assert [text for text in (*comments, *filter(None, prompts)) if foreign.search(text)] == []


def test_a_date_stays_as_it_is_typed(workbook: Workbook) -> None:
    """A spreadsheet program makes of 2024-05 the first of May, unless the column is text."""
    sheet = workbook["events"]
    cell = next(cell for cell in sheet[1] if cell.value == "start date")
    assert sheet.column_dimensions[cell.column_letter].number_format == "@"


def test_the_empty_template_says_nothing(made: bytes, stuff: Material) -> None:
    book = read(made, "template.xlsx", stuff)
    assert (list(book.triples), list(book.faults)) == ([], [])


def test_every_column_has_a_name_of_its_own_and_every_sheet_a_short_one(stuff: Material) -> None:
    for sheet in sheets(stuff):
        names = [column.name.casefold() for column in sheet.columns]
        assert len(set(names)) == len(names)
        assert len(sheet.title) <= 31
