"""CSV for who opens it in a spreadsheet program, which takes some texts for formulas.

It is for people alone: text/csv itself is as SPARQL 1.1 says, and changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator

NAME = "spreadsheet"

_BYTE_ORDER_MARK = "\ufeff"  # without it, the programs take UTF-8 for an older character set
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)


def guarded(body: bytes) -> bytes:
    """The same cells, with an apostrophe before each that a program could evaluate.

    Numbers stay as they are. See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    output = io.StringIO(_BYTE_ORDER_MARK)
    output.seek(0, io.SEEK_END)
    writer = csv.writer(output)
    for row in read(body):
        writer.writerow([_guarded(cell) for cell in row])
    return output.getvalue().encode()


def read(body: bytes) -> Iterator[list[str]]:
    """The rows of an answer in CSV; a cell may be as long as an answer."""
    csv.field_size_limit(sys.maxsize)  # of the whole process, and 131 072 characters by default
    return csv.reader(io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""))


def _guarded(cell: str) -> str:
    is_formula = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return "'" + cell if is_formula else cell
