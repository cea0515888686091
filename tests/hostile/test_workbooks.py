"""Workbooks made to harm: each is refused with its reason, before it is read."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest

from smartregions.errors import InputError
from smartregions.spreadsheet import opening
from smartregions.spreadsheet.opening import opened

SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HEAD = b'<?xml version="1.0"?>'
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"
WIDE = ('<?xml version="1.0" encoding="utf-16"?>' + (ENTITY + OPEN + CLOSE).decode()).encode(
    "utf-16"
)


def workbook(sheet: bytes | None = None, others: int = 0) -> bytes:
    """A workbook of one sheet, whose XML may be replaced, with parts of no use beside it."""
    stream = io.BytesIO()
    made = openpyxl.Workbook()
    made.active.append(["id", "label"])
    made.save(stream)
    if sheet is None:
        return stream.getvalue()
    result = io.BytesIO()
    with (
        zipfile.ZipFile(stream) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, sheet if name == SHEET else old.read(name))
        for number in range(others):
            new.writestr(f"other{number}.txt", b"")
    return result.getvalue()


@cache
def bomb() -> bytes:
    """A workbook of 200 KB whose sheet is of 200 MB."""
    return workbook(OPEN + b" " * 200_000_000 + CLOSE)


def lying(data: bytes) -> bytes:
    """The same, its directory stating that the sheet is of a hundred bytes."""
    at = data.rindex(SHEET.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    return data[: at + 24] + struct.pack("<I", 100) + data[at + 28 :]


def rows(count: int, cells: bytes = b"") -> bytes:
    return OPEN + b"".join(b"<row>%s</row>" % cells for _ in range(count)) + CLOSE


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"", "is not a whole XLSX file"),
        (lambda: b"id;label", "is not a whole XLSX file"),
        (lambda: workbook()[:-40], "is not a whole XLSX file"),
        (lambda: bytes(17 * 1024 * 1024), "longer than 16 MB"),
        (lambda: bomb(), "unpacked it is 190 MB"),
        (lambda: lying(bomb()), "is not"),
        (lambda: workbook(HEAD + ENTITY + OPEN + CLOSE), "has a document type"),
        (lambda: workbook(HEAD + EXTERNAL + OPEN + CLOSE), "has a document type"),
        (lambda: workbook(WIDE), "has a document type"),
        (lambda: workbook(OPEN + b"<row"), "is not XML"),
        (lambda: workbook(OPEN + b"<a>" * 5000), "nests deeper"),
        (lambda: workbook(OPEN + b'<row r="1048576"/>' + CLOSE), "more than 100000 rows"),
        (lambda: workbook(OPEN + b'<row><c r="XFD1"/></row>' + CLOSE), "more than 500 columns"),
        (lambda: workbook(OPEN + b'<row r="-1"/>' + CLOSE), "has a cell at"),
        (lambda: workbook(rows(5_000, b'<c r="RZ1"/>')), "more than 2000000 cells"),
        (lambda: workbook(rows(1, b"<v/>" * 10_001)), "elements of XML"),
        (lambda: workbook(OPEN + CLOSE, others=1_001), "the most is 1000"),
        (lambda: workbook().replace(b"workbook.xml", b"workbaak.xml"), "read as a workbook"),
    ],
)  # fmt: skip
def test_a_workbook_is_refused_for_a_reason(
    make: Callable[[], bytes], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_ELEMENTS", 10_000)
    with pytest.raises(InputError) as error:
        opened(make(), "x.xlsx")
    assert reason in str(error.value)
    assert str(error.value).startswith("x.xlsx ")


def test_a_bomb_takes_no_memory() -> None:
    data = lying(bomb())
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            opened(data, "x.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
