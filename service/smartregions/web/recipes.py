"""The same query from a terminal, from Python and from R, ready to be copied."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

_R_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to ask a query in one language."""

    name: str
    text: str


def recipes(query: str, endpoint: str, form: str) -> tuple[Recipe, ...]:
    """What to type to have the answer, as a table where it is one; the form is of an `Answer`."""
    if form != "select":
        media_type = "text/turtle" if form == "graph" else "application/sparql-results+json"
        return (Recipe("curl", _curl(query, endpoint, media_type)),)
    return (
        Recipe("curl", _curl(query, endpoint, "text/csv")),
        Recipe("Python", _python(query, endpoint)),
        Recipe("R", _r(query, endpoint)),
    )


def _curl(query: str, endpoint: str, media_type: str) -> str:
    # --data-urlencode takes what stands behind the first `=` as it is
    sent = f"--data-urlencode {shlex.quote(f'query={query}')} {shlex.quote(endpoint)}"
    return f"curl --silent --header 'Accept: {media_type}' {sent}"


def _python(query: str, endpoint: str) -> str:
    # DictReader leaves out empty lines, which are rows where a table has one column
    return f"""import csv, io, urllib.parse, urllib.request

query = {json.dumps(query, ensure_ascii=False)}
request = urllib.request.Request(
    {json.dumps(endpoint)},
    data=urllib.parse.urlencode({{"query": query}}).encode(),
    headers={{"Accept": "text/csv"}},
)
with urllib.request.urlopen(request) as answer:
    head, *lines = csv.reader(io.TextIOWrapper(answer, "utf-8", newline=""))
rows = [dict(zip(head, line or [""])) for line in lines]"""


def _r(query: str, endpoint: str) -> str:
    # repeated: else a text that has %41 in it counts as coded already, and is sent as it is
    return f"""query <- paste0(
  {_in_r(query)})
address <- paste0({_in_r(endpoint)}, "?format=csv&query=",
  URLencode(query, reserved = TRUE, repeated = TRUE))
file <- tempfile(fileext = ".csv")
download.file(address, file, mode = "wb", quiet = TRUE)
rows <- read.csv(file, encoding = "UTF-8", colClasses = "character", na.strings = character(),
  check.names = FALSE, blank.lines.skip = FALSE)"""


def _in_r(text: str) -> str:
    """The text as strings of R, one for each line (`?Quotes`): it bears no long one with escapes.

    In ASCII, so that it means the same whatever the encoding of a script is taken to be.
    """
    pieces = [
        line[at : at + _R_LONGEST]
        for line in text.splitlines(keepends=True)
        for at in range(0, len(line), _R_LONGEST)
    ]
    return ",\n  ".join(f'"{"".join(map(_escaped, piece))}"' for piece in pieces) or '""'


def _escaped(letter: str) -> str:
    plain = json.dumps(letter)[1:-1]
    return plain if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
