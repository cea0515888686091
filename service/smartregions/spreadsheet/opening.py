"""A workbook from anywhere, opened within bounds.

An XLSX file is a ZIP of XML parts (ECMA-376). Before the library reads it: the declared sizes are
bounded (zipfile reads no more than they say), and every part is parsed once to refuse what
multiplies: document types (so entities of any kind), and rows or columns out of all proportion.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

import openpyxl
from openpyxl.workbook.workbook import Workbook

from smartregions.errors import InputError
from smartregions.messages import Message

MOST_BYTES = 16 * 1024 * 1024
MOST_UNPACKED = 128 * 1024 * 1024
MOST_PARTS = 1_000
MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
"""Of one sheet, the empty ones before others included."""
MOST_ELEMENTS = 3_000_000
MOST_DEPTH = 100
CHUNK = 64 * 1024

_CELL = re.compile(r"([A-Z]{1,3})?(\d{1,7})?")


def opened(data: bytes, file: str) -> Workbook:
    """The workbook, read as a stream; raises InputError with the reason when it is refused."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise InputError(
            Message(
                "{file} is longer than {most} MB, which is the most: divide it.",
                file=file,
                most=most,
            )
        )
    try:
        _check(data)
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except _Refused as error:
        raise InputError(
            Message("{file} is refused: {error}", file=file, error=error.args[0])
        ) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            Message("{file} is not a whole XLSX file: {error}.", file=file, error=error)
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        # What openpyxl raises, without a class of its own, for parts that are missing or odd.
        raise InputError(
            Message(
                "{file} cannot be read as a workbook: save it as .xlsx with a spreadsheet program.",
                file=file,
            )
        ) from error


class _Refused(Exception):
    """Why a workbook is not read."""


def _check(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        entries = parts.infolist()
        if len(entries) > MOST_PARTS:
            raise _Refused(
                Message("it has {n} parts; the most is {most}.", n=len(entries), most=MOST_PARTS)
            )
        size = sum(entry.file_size for entry in entries)
        if size > MOST_UNPACKED:
            most = MOST_UNPACKED // 1024 // 1024
            raise _Refused(
                Message(
                    "unpacked it is {value} MB; the most is {most} MB.",
                    value=size // 1024 // 1024,
                    most=most,
                )
            )
        elements = 0
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                elements += _Part(entry.filename, MOST_ELEMENTS - elements).read(parts, entry)


class _Part:
    """One XML part, looked through without keeping anything of it."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._elements = 0
        self._area = 0
        self._sheet = "worksheets/" in name
        self._depth = 0
        self._rows = 0
        self._across = 0

    def read(self, parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
        """Look through the part; the number of its elements. Raises _Refused."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            with parts.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _Refused(
                Message("{name} is not XML: {error}.", name=self._name, error=error)
            ) from error
        return self._elements

    def _doctype(self, *_: object) -> None:
        raise _Refused(
            Message("{name} has a document type, which no workbook needs.", name=self._name)
        )

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._elements > self._most:
            raise _Refused(
                Message("it has more than {most} elements of XML: divide it.", most=MOST_ELEMENTS)
            )
        if self._depth > MOST_DEPTH:
            raise _Refused(
                Message(
                    "{name} nests deeper than {most} elements.", name=self._name, most=MOST_DEPTH
                )
            )
        tag = name.rpartition(":")[2]
        if self._sheet and tag in ("row", "c"):
            self._place(tag, attributes.get("r", ""))

    def _place(self, tag: str, place: str) -> None:
        """Count rows and columns, as they are stated and as they come."""
        match = _CELL.fullmatch(place)
        if not match:
            raise _Refused(
                Message("{name} has a cell at “{place}”.", name=self._name, place=place[:20])
            )
        if tag == "row":
            self._area += self._across
            self._rows, self._across = max(self._rows + 1, int(match[2] or 0)), 0
        else:
            self._across = max(self._across + 1, _number(match[1] or ""))
        if self._rows > MOST_ROWS:
            raise _Refused(
                Message(
                    "{name} has more than {most} rows: divide it.", name=self._name, most=MOST_ROWS
                )
            )
        if self._across > MOST_COLUMNS:
            raise _Refused(
                Message("{name} has more than {most} columns.", name=self._name, most=MOST_COLUMNS)
            )
        if self._area > MOST_CELLS:
            raise _Refused(
                Message(
                    "{name} has more than {most} cells: divide it.",
                    name=self._name,
                    most=MOST_CELLS,
                )
            )

    def _end(self, _: str) -> None:
        self._depth -= 1


def _number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
