"""Answers in CSV whose IRIs have commas (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

Such a field stands between quotes (RFC 4180, section 2), where the engine writes it bare: a reader
then finds one field more in that line than there are names in the first.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

_QUOTED = re.compile(rb'"[^"]*"')
_END = b"\r\n"


def is_torn(body: bytes) -> bool:
    """Whether a line of an answer as the engine writes it has more fields than the first."""
    lines = _QUOTED.sub(b"", body).split(_END)
    return any(line.count(b",") != lines[0].count(b",") for line in lines if line)


def write_quoted(found: QuerySolutions, stream: IO[bytes]) -> None:
    """Write solutions line by line, with quotes wherever a field needs them."""
    line = StringIO(newline="")
    writer = csv.writer(line, lineterminator=_END.decode())
    names = [variable.value for variable in found.variables]
    writer.writerow(names)
    for solution in found:
        stream.write(_taken(line))
        writer.writerow([_told(solution[name]) for name in names])
    stream.write(_taken(line))


def _taken(line: StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


def _told(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
