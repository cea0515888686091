"""CSV for who opens it in a spreadsheet program, which takes some texts for formulas.

It is for people alone: text/csv itself is as SPARQL 1.1 says, and changes nothing. A cell may be as
long as an answer, and is looked at in one step: where queries are evaluated, nobody waits for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BYTE_ORDER_MARK = "\ufeff".encode()  # without it, programs take UTF-8 for an older character set
_CELL = re.compile(rb'(?:"((?:[^"]|"")*+)"|([^,\r\n]*+))(?:,|\r\n?|\n|\Z)')
_WIDE = "|".join("\uff1d\uff0b\uff0d\uff20").encode()  # the same signs, full width
_FORMULA = re.compile(rb"[=+\-@\t\r\n]|" + _WIDE)
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def guarded(body: bytes) -> Iterator[bytes]:
    """The same cells, with an apostrophe before each that a program could evaluate, in pieces.

    Numbers stay as they are. See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    yield _BYTE_ORDER_MARK
    written = 0
    for cell in _CELL.finditer(body):
        first, last = cell.span(cell.lastindex or 0)
        if _FORMULA.match(body, first, last) and not _NUMBER.fullmatch(body, first, last):
            yield body[written:first]
            yield b"'"
            written = first
    yield body[written:]
