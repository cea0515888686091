"""Answers in CSV whose IRIs have commas (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

Such a field stands between quotes (RFC 4180, section 2), where the engine writes it bare: a reader
then finds one field more in that line than there are names in the first.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import islice
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

_QUOTED = re.compile(rb'"[^"]*"')
_END = b"\r\n"
_ROWS = 500


def is_torn(body: bytes) -> bool:
    """Whether a line of an answer as the engine writes it has more fields than the first."""
    lines = _QUOTED.sub(b"", body).split(_END)
    return any(line.count(b",") != lines[0].count(b",") for line in lines if line)


def write_quoted(found: QuerySolutions, stream: IO[bytes]) -> None:
    """Write solutions with quotes wherever a field needs them, some hundred at a time."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator=_END.decode())
    writer.writerow([variable.value for variable in found.variables])
    solutions = iter(found)
    while True:
        stream.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
        some = list(islice(solutions, _ROWS))
        if not some:
            return
        writer.writerows([_told(term) for term in solution] for solution in some)


def _told(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if isinstance(term, (NamedNode, Literal)):  # of a union, one would be made for each term
        return term.value
    return "" if term is None else str(term)
