"""`smartregions convert`: what a partner sees who fills in a workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from smartregions import cli, corpus
from smartregions.cli.convert import command
from smartregions.errors import InputError, ServiceError
from smartregions.turtle.format import canonical
from smartregions.turtle.read import read
from smartregions.validation import judge, packaged

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("convert") / "template.xlsx"
    assert CliRunner().invoke(command, ["template", "-o", str(file)]).exit_code == 0
    return file


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Path:
    """A template with an actor and the page that tells of it, as a partner types them."""
    return fill(
        template,
        tmp_path / "partner.xlsx",
        actors={
            "id": "example-university",
            "label": "Example University | Université de l’exemple@fr",
            "source": "the page",
            "actor type": "university",
            "helix": "academia",
            "located in": "Brittany",
            "home page": "https://university.example.org/",
        },
        sources={
            "id": "example-page",
            "label": "the page",
            "page": "https://university.example.org/about",
            "date of issue": "2025-03",
        },
    )


def fill(template: Path, file: Path, **sheets: dict[str, object]) -> Path:
    workbook = openpyxl.load_workbook(template)
    for title, row in sheets.items():
        sheet = workbook[title]
        names = {str(c.value).split(" *")[0].split(" @")[0]: c.column for c in sheet[1]}
        number = sheet.max_row + 1
        for name, value in row.items():
            sheet.cell(number, names[name], value)
    workbook.save(file)
    return file


def run(*args: Path | str) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args])


def test_a_filled_template_gives_canonical_turtle_that_is_accepted(filled: Path) -> None:
    target = filled.with_suffix(".ttl")
    result = run(filled, "-o", target)
    assert result.exit_code == 0, result.output
    text = target.read_text("utf-8")
    assert canonical(text.encode(), "x") == text
    assert 'rdfs:label "Example University"@en, "Université de l’exemple"@fr ;' in text
    assert "sr:helix helix:academia ;" in text
    assert "sr:locatedIn region:bretagne ;" in text
    assert "dcterms:source source:example-page ;" in text
    assert 'dcterms:issued "2025-03"^^xsd:gYearMonth .' in text
    report = judge([read(text.encode(), "x")], packaged(corpus.find()))
    assert report.exit_code == 0
    printed = run(filled)
    assert (printed.stdout, printed.stderr) == (text, "")


def test_a_french_template_is_filled_in_and_accepted_too(tmp_path: Path) -> None:
    file, target = tmp_path / "partenaire.xlsx", tmp_path / "partenaire.ttl"
    made = run("template", "--lang", "fr", "-o", file)
    assert made.stdout.startswith(
        f"{file} est écrit. Remplissez-le, puis\u00a0: smartregions convert"
    )
    actor = {"id": "exemple", "libellé": "Exemple", "source": "la page", "hélice": "industrie"}
    page = {"id": "page-exemple", "libellé": "la page", "page": "https://e.example.org/a"}
    fill(file, file, acteur=actor, source=page | {"date de parution": "2025-03"})
    result = run(file, "-o", target, "--lang", "fr")
    assert result.exit_code == 0, result.output
    assert f"{target} est écrit\u00a0: 8 triplets, 2 choses." in result.stdout
    text = target.read_text("utf-8")
    assert 'rdfs:label "Exemple"@fr ;' in text and "sr:helix helix:industry ;" in text


@pytest.mark.parametrize(
    ("language", "told"), [("en", "No row is filled in"), ("fr", "Aucune ligne n’est remplie")]
)
def test_an_empty_template_is_told_in_terms_of_sheets(
    template: Path, language: str, told: str
) -> None:
    result = run(template, "-o", template.with_suffix(".ttl"), "--lang", language)
    assert (result.exit_code, template.with_suffix(".ttl").exists()) == (2, False)
    assert f"{template}: violation[no-focus-node]: {told}" in result.stderr
    assert " a sr:" not in result.stderr and "#Actor>" not in result.stderr


def test_a_missing_value_is_told_at_its_empty_cell(filled: Path) -> None:
    fill(filled, filled, actors={"id": "second", "source": "the page"})
    target = filled.with_suffix(".ttl")
    result = run(filled, "-o", target)
    assert (result.exit_code, target.exists()) == (1, False)
    assert f"{filled} actors!B3: violation[MinCountConstraintComponent]:" in result.stderr
    assert "help: write here a text" in result.stderr
    assert '"cell": "actors!B3"' in run(filled, "--format", "json").stderr
    assert "actor:second a sr:Actor ;" in run(filled, "--unjudged").stdout


def test_a_value_that_shapes_reject_is_told_at_its_cell(filled: Path) -> None:
    fill(
        filled,
        filled,
        events={
            "id": "e",
            "label": "e",
            "source": "the page",
            "start date": "2024-05-17",
            "end date": "2023",
        },
    )
    result = run(filled)
    assert result.exit_code == 1
    assert "events!" in result.stderr
    assert "comes before the start" in result.stderr
    workbook = openpyxl.load_workbook(filled)
    letter = next(c.column_letter for c in workbook["events"][1] if c.value == "end date")
    assert f"events!{letter}2: violation" in result.stderr


FAULTS = (
    ("helix", "akademia", "did you mean “academia”, helix:academia?"),
    ("helix", "=A1", "This is a formula."),
    ("located in", "Nowhere in the world", "Nothing is called “Nowhere in the world” here."),
    ("home page", "university.example.org", "write: https://university.example.org"),
    ("home page", "our page", "write it in full: https://..."),
    ("actor type", "univ", "did you mean “university”, actor-type:university?"),
    ("helix", "the state", "one of: academia, civil society, government, industry"),
    ("source", '"x"^^nix:y', "is not a term of Turtle"),
    ("id", "a b", "“a b” is no id."),
    ("id", "The Lab (Rennes)", "write: the-lab-rennes"),
    ("id", "()", "write a short name of letters"),
    ("id", "", "This row has no id."),
    ("id", "example-university", "The id stands in actors!A2 already."),
)


def test_each_cell_that_means_nothing_is_told_with_what_to_write(filled: Path) -> None:
    for number, (name, value, _) in enumerate(FAULTS):
        row = {"id": f"row{number}", "label": "A row", "source": "the page"} | {name: value}
        fill(filled, filled, actors=row)
    workbook = openpyxl.load_workbook(filled)
    letters = {str(c.value).split(" *")[0]: c.column_letter for c in workbook["actors"][1]}
    workbook.create_sheet("aktors").append(["id"])
    sheet = workbook["actors"]
    last = sheet.max_column
    sheet.cell(1, last + 1, "helyx")
    sheet.cell(2, last + 2, "no name above")
    workbook.save(filled)
    result = run(filled, "--unjudged")
    assert result.exit_code == 2
    lines = result.stderr.split("\n\n")
    for number, (name, _, told) in enumerate(FAULTS, 3):
        (block,) = (line for line in lines if f" actors!{letters[name]}{number}: " in line)
        assert told in block
    assert "No sheet is called “aktors” here, so nothing of it is read." in result.stderr
    assert "did you mean “actors”?" in result.stderr
    assert "did you mean “helix”?" in result.stderr
    assert "This column has no name." in result.stderr
    assert result.stderr.count("violation[cell]") == len(FAULTS) + 3


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("17/05/2024", "write: 2024-05-17\n"),
        ("May 2024", "write: 2024-05\n"),
        ("03/04/2024", "what is meant: 2024-04-03 or 2024-03-04\n"),
        ("soon", "write a day, a month or a year"),
    ],
)
def test_a_date_that_is_written_otherwise_is_told_as_it_may_be_meant(
    filled: Path, written: str, told: str
) -> None:
    row = {"id": "e", "label": "e", "source": "the page", "start date": written}
    fill(filled, filled, events=row)
    result = run(filled)
    assert f"“{written}” is no date." in result.stderr
    assert told in result.stderr


@pytest.mark.parametrize("name", ["no id", "", "example-university"])
def test_the_other_cells_of_a_row_without_an_id_of_its_own_are_read_too(
    filled: Path, name: str
) -> None:
    row = {"id": name, "label": "A", "helix": "akademia", "located in": "Britanny"}
    fill(filled, filled, actors=row)
    assert run(filled).stderr.count("violation[cell]") == 3


def test_a_name_that_is_like_no_other_is_told_with_all_there_are(filled: Path) -> None:
    workbook = openpyxl.load_workbook(filled)
    workbook.create_sheet("My notes").append(["ask again in May"])
    sheet = workbook["actors"]
    sheet.cell(1, sheet.max_column + 1, "telephone")
    workbook.save(filled)
    notes, column = sorted(run(filled).stderr.split("\n\n")[:2])
    assert "'My notes'!A1" in notes and "capabilities, contacts, documents" in notes
    assert "take it out of the workbook" in notes
    assert "“telephone”" in column and "one of: label, alternative name, description" in column


def test_a_title_above_the_names_of_the_columns_is_told_once_with_what_to_do(filled: Path) -> None:
    workbook = openpyxl.load_workbook(filled)
    workbook["actors"].insert_rows(1)
    workbook["actors"]["A1"] = "The actors of our region"
    workbook.save(filled)
    result = run(filled)
    assert result.exit_code == 2
    assert "actors!A2: violation[cell]: The names of the columns stand in row 2." in result.stderr
    assert "delete the rows above" in result.stderr
    assert result.stderr.count("violation[cell]") == 1


def test_two_names_in_one_language_are_not_asked_to_be_written_once_more(filled: Path) -> None:
    row = {"id": "twice", "label": "One | Two", "source": "the page", "helix": "academia"}
    fill(filled, filled, actors=row)
    (block,) = (b for b in run(filled).stderr.split("\n\n") if "UniqueLang" in b)
    assert "write here" not in block


def test_what_is_wrong_with_a_cell_is_told_in_french(filled: Path) -> None:
    row = {"id": "row", "label": "A row", "source": "the page", "helix": "akademia"}
    fill(filled, filled, actors=row)
    fill(filled, filled, actors={"id": "row"})
    result = run(filled, "--lang", "fr")
    assert result.exit_code == 2
    assert "Rien ne s’appelle «\u00a0akademia\u00a0» ici." in result.stderr
    assert "vouliez-vous dire «\u00a0academia\u00a0», helix:academia\u00a0?" in result.stderr
    assert "L’identifiant figure déjà dans actors!A" in result.stderr
    assert "N’a pas pu être jugé\u00a0: " in result.stderr


def test_a_workbook_of_published_data_is_judged_without_what_it_replaces(tmp_path: Path) -> None:
    workbook, turtle = tmp_path / "events.xlsx", tmp_path / "events.ttl"
    assert run(ROOT / "data" / "events.ttl", "-o", workbook).exit_code == 0
    assert run(workbook, "-o", turtle).exit_code == 0
    assert turtle.read_bytes() == (ROOT / "data" / "events.ttl").read_bytes()


@pytest.mark.parametrize("args", [["x.csv"], ["x.ttl"], ["none.xlsx"], ["x.ttl", "-o", "x.csv"]])
def test_what_cannot_be_converted_is_said(args: list[str]) -> None:
    with pytest.raises(InputError):
        CliRunner().invoke(command, args, catch_exceptions=False)


@pytest.mark.parametrize("wrong", ["same", "template"])
def test_nothing_is_written_under_a_name_that_says_otherwise(filled: Path, wrong: str) -> None:
    before = filled.read_bytes()
    if wrong == "same":
        args = [str(filled), "-o", str(filled)]
    else:
        args = ["template", "-o", str(filled.with_suffix(".ttl"))]
    with pytest.raises(InputError, match="let its name end so"):
        CliRunner().invoke(command, args, catch_exceptions=False)
    assert filled.read_bytes() == before and not filled.with_suffix(".ttl").exists()


def test_without_the_library_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [n for n in sys.modules if n.startswith(("openpyxl", "smartregions.spreadsheet"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "smartregions.cli.convert")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ServiceError, match=r"pip install 'smartregions\[spreadsheet\]'"):
        CliRunner().invoke(cli.table, ["convert", "template"], catch_exceptions=False)
