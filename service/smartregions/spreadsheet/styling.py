"""How a workbook looks and helps: headers, comments, prompts, lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from smartregions import namespaces as ns
from smartregions.messages import SOURCE, Message
from smartregions.spreadsheet.columns import Column
from smartregions.spreadsheet.known import Known
from smartregions.spreadsheet.sheets import CHOICES, ID, Sheet, about

MOST_CHOICES = 1_000
LAST_ROW = 10_000
"""The row up to which lists and prompts are offered."""
MOST_PROMPT = 255
MOST_PROMPT_TITLE = 32

_BOLD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FFE9B8")
_OPTIONAL = PatternFill("solid", fgColor="E4EBF2")
_FORMULA_STARTS = ("=", "+", "-", "@")
_HOW_TO = Message("how")
_HOW = (
    Message(
        "A workbook to contribute to Smart Regions. Turn it into Turtle with: smartregions convert"
    ),
    Message(
        "One sheet for each kind of thing, one row for each thing. Leave sheets empty as you like."
    ),
    Message("id: a short name of your own, of letters, digits and hyphens: example-university"),
    Message("* in a header: without a value the row is rejected."),
    Message("Several values in one cell: put | between them."),
    Message(
        "A reference is the label or the id of a thing, published or in a row of this workbook."
    ),
    Message(
        "A text is in the language of its header; another one is stated behind it: Bretagne@fr"
    ),
    Message(
        "A date is a day, a month or a year, as the source has it: 2024-05-17, 2024-05 or 2024"
    ),
    Message("Any other property: a column of its own, named as in Turtle: dcterms:description"),
    Message(
        'What has no other way is written as in Turtle: <https://example.org/>, "1.10"^^xsd:decimal'
    ),
)
_EXPECTED = {
    "text": Message("Text, in the language of the header unless it ends in @ and a language."),
    "string": Message("Text."),
    "number": Message("A number, without unit or thousands separator."),
    "date": Message("2024-05-17, 2024-05 or 2024."),
    "address": Message("A web address: https://..."),
    "concept": Message("One of the list."),
    "reference": Message("A label or an id."),
    "any": Message(),
}


class Styling:
    """Lays out the sheets of one workbook, its help in a language."""

    def __init__(self, workbook: Workbook, known: Known, language: str = SOURCE) -> None:
        self._workbook = workbook
        self._known = known
        self._language = language
        self._expected = {kind: text.told(language) for kind, text in _EXPECTED.items()}
        first = workbook.active
        assert isinstance(first, Worksheet)
        first.title = about(language)
        self._choices = workbook.create_sheet(CHOICES)
        self._choices.sheet_state = "hidden"
        self._lists: dict[tuple[str, ...], str] = {}

    def about(self, comments: Iterable[str], prefixes: Mapping[str, str]) -> None:
        """The first sheet: how to fill in the others, and what no row of theirs holds."""
        sheet = self._sheet(about(self._language))
        for line in _HOW:
            sheet.append([_HOW_TO.told(self._language), line.told(self._language)])
        for comment in comments:
            _append(sheet, ["comment", comment])
        for name, iri in prefixes.items():
            if ns.PREFIXES.get(name) != iri:
                _append(sheet, ["prefix", name, iri])
        sheet.column_dimensions["B"].width = 100

    def sheet(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        """An empty sheet with its headers, their help, and lists to choose from."""
        made = self._workbook.create_sheet(sheet.title)
        made.freeze_panes = "B2"
        self._header(made, 1, f"{ID} *", sheet.help, required=True)
        for number, column in enumerate(columns, 2):
            help = " ".join(filter(None, (column.help, self._expected[column.kind])))
            self._header(made, number, column.title, help, column.required)
            self._offer(made, number, column)

    def row(self, sheet: Sheet, values: Sequence[str | int | float]) -> None:
        """One more row; nothing in it is a formula, whatever it begins with."""
        _append(self._sheet(sheet.title), values)

    def finish(self) -> None:
        """Put the lists behind everything else."""
        self._workbook.move_sheet(self._choices, len(self._workbook.sheetnames))

    def _sheet(self, title: str) -> Worksheet:
        found = self._workbook[title]
        assert isinstance(found, Worksheet)
        return found

    def _header(self, sheet: Worksheet, number: int, title: str, help: str, required: bool) -> None:
        cell = sheet.cell(1, number, title)
        cell.font = _BOLD
        cell.fill = _REQUIRED if required else _OPTIONAL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if help:
            cell.comment = Comment(help, "Smart Regions", width=320, height=160)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(18, len(title) + 2)

    def _offer(self, sheet: Worksheet, number: int, column: Column) -> None:
        """The prompt that shows when a cell is chosen, and its list; texts stay as typed."""
        letter = get_column_letter(number)
        if column.kind not in ("number", "any"):
            sheet.column_dimensions[letter].number_format = "@"
        labels = tuple(self._known.choices(column, MOST_CHOICES))
        if labels:
            rule = DataValidation(type="list", formula1=self._list(labels), allow_blank=True)
            rule.showErrorMessage = False  # several values, ids and IRIs are welcome too
        elif column.kind == "number" and column.most == 1:
            rule = DataValidation(type="decimal", operator="greaterThan", formula1="-1E+15")
            rule.errorStyle, rule.showErrorMessage = "warning", True
            rule.error = self._expected["number"]
        else:
            rule = DataValidation()
        help = " ".join(filter(None, (column.help, self._expected[column.kind])))
        rule.promptTitle = column.name[:MOST_PROMPT_TITLE]
        rule.prompt = help if len(help) <= MOST_PROMPT else help[: MOST_PROMPT - 1] + "…"
        rule.showInputMessage = True
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)

    def _list(self, labels: tuple[str, ...]) -> str:
        """The range of the hidden sheet that holds the labels."""
        if labels not in self._lists:
            number = len(self._lists) + 1
            for row, label in enumerate(labels, 1):
                _put(self._choices, row, number, label)
            letter = get_column_letter(number)
            self._lists[labels] = f"{CHOICES}!${letter}$1:${letter}${len(labels)}"
        return self._lists[labels]


def _append(sheet: Worksheet, values: Sequence[str | int | float]) -> None:
    row = sheet.max_row + 1
    for number, value in enumerate(values, 1):
        if value != "":
            _put(sheet, row, number, value)


def _put(sheet: Worksheet, row: int, number: int, value: str | int | float) -> None:
    cell = sheet.cell(row, number, value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
