"""A template is told in any language, and what is filled in is read whatever its names are in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from smartregions.messages import languages
from smartregions.spreadsheet.judging import turtle_of
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.reading import read
from smartregions.spreadsheet.sheets import Sheet, by_title, sheets
from smartregions.spreadsheet.writing import template, workbook_of

ROOT = Path(__file__).parents[3]
ACTOR = {
    "id": "universite-exemple",
    "libellé": "Université de l’exemple | Example University@en",
    "source": "la page",
    "type d’acteur": "université",
    "hélice": "monde académique",
    "établi dans": "Bretagne",
}
SOURCE = {
    "id": "page-exemple",
    "libellé": "la page",
    "page": "https://university.example.org/about",
}


@pytest.fixture(scope="module")
def made(stuff: Material) -> bytes:
    return template(stuff, "fr")


@pytest.fixture
def workbook(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def fill(sheet: Worksheet, row: dict[str, str]) -> None:
    names = {str(c.value).split(" *")[0].split(" @")[0]: c.column for c in sheet[1]}
    for name, value in row.items():
        sheet.cell(2, names[name], value)


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_no_help_speaks_of_turtle_in_french_either(workbook: Workbook) -> None:
    comments = [c.comment.text for sheet in workbook for c in sheet[1] if c.comment]
    foreign = re.compile(r"\b[\w-]+:[\w-]|\^\^|\bIRI\b|chevrons")
    assert [text for text in comments if foreign.search(text)] == []
    assert any("une «\N{NO-BREAK SPACE}source\N{NO-BREAK SPACE}»" in text for text in comments)


def test_sheets_headers_help_and_lists_are_french(workbook: Workbook) -> None:
    sheet = workbook["acteur"]
    assert [cell.value for cell in sheet[1]][:2] == ["id *", "libellé * @fr"]
    cell = next(cell for cell in sheet[1] if cell.value == "établi dans")
    assert cell.comment.text.endswith("Un libellé ou un id.") and "région" in cell.comment.text
    assert workbook["à propos de ce classeur"]["B1"].value.startswith("Un classeur pour contribuer")
    offered = {cell.value for column in workbook["choices"].columns for cell in column}
    assert {"monde académique", "Bretagne"} <= offered and "academia" not in offered


def test_a_french_workbook_reads_back_and_its_texts_are_french(
    workbook: Workbook, stuff: Material
) -> None:
    fill(workbook["acteur"], ACTOR)
    fill(workbook["source"], SOURCE)
    book = read(saved(workbook), "partenaire.xlsx", stuff)
    assert book.faults == ()
    text = turtle_of(book, "partenaire.xlsx")
    assert '"Example University"@en, "Université de l’exemple"@fr ;' in text
    for said in ("sr:helix helix:academia", "sr:locatedIn region:bretagne", '"la page"@fr'):
        assert said in text


def test_names_of_two_languages_may_stand_in_one_sheet(stuff: Material) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("actors")
    sheet.append(["id", "libellé @fr", "helix", "établi dans", "label @en"])
    sheet.append(["a", "Exemple", "monde académique", "Brittany", "Example"])
    book = read(saved(workbook), "partner.xlsx", stuff)
    assert book.faults == ()
    assert '"Example"@en, "Exemple"@fr' in turtle_of(book, "partner.xlsx")


@pytest.mark.parametrize("file", ["data/actors.ttl", "examples/new-actor.ttl"])
def test_what_is_written_in_french_says_the_same(file: str, stuff: Material) -> None:
    data = (ROOT / file).read_bytes()
    book = read(workbook_of(data, file, stuff, "fr"), file, stuff)
    assert turtle_of(book, file) == data.decode()


def test_a_name_means_one_property_whatever_its_language(stuff: Material) -> None:
    """Else a column would be read as another one than the template meant."""
    every = [sheet for tag in languages() for sheet in sheets(stuff, tag)]
    assert len(by_title(stuff)) == len({sheet.title.casefold() for sheet in every})
    classes = {sheet.one for sheet in every}
    for one in classes:
        assert not ambiguous([sheet for sheet in every if sheet.one == one])


def ambiguous(known: list[Sheet]) -> set[str]:
    """The names that mean several properties."""
    meant: dict[str, set[str]] = {}
    for sheet in known:
        for column in sheet.columns:
            meant.setdefault(column.name.casefold(), set()).add(column.predicate.value)
    return {name for name, properties in meant.items() if len(properties) > 1}


def test_titles_fit_and_no_two_classes_share_one(stuff: Material) -> None:
    for tag in languages():
        titles = [sheet.title.casefold() for sheet in sheets(stuff, tag)]
        assert len(set(titles)) == len(titles) and max(map(len, titles)) <= 31
