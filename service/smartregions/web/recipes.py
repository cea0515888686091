"""The same query from a terminal, from Python and from R, to be copied and run as it stands."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass

from smartregions.sparql.edits import edited
from smartregions.sparql.facts import LINE_END
from smartregions.sparql.tokens import tokens

_MEDIA_TYPES = {
    "select": "text/csv",
    "graph": "text/turtle",
    "ask": "application/sparql-results+json",
}
"""What is asked for, by the form of an answer."""

# csv leaves a row without letters without cells, where a table has one column
_TABLE_IN_PYTHON = """\
    head, *rows = csv.reader(io.TextIOWrapper(answer, "utf-8", newline=""))
rows = [row or [""] for row in rows]

widths = [max(map(len, column)) for column in zip(head, *rows)]
for row in [head, *rows]:
    print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

# To go on with pandas (pip install pandas): table = pandas.DataFrame(rows, columns=head)"""
_GRAPH_IN_PYTHON = """\
    turtle = answer.read().decode()
print(turtle)

# To go on with rdflib (pip install rdflib): graph = rdflib.Graph().parse(data=turtle)"""
_IN_PYTHON = {
    "select": ("csv, io, ", _TABLE_IN_PYTHON),
    "graph": ("", _GRAPH_IN_PYTHON),
    "ask": ("json, ", '    print(json.load(answer)["boolean"])'),
}
"""Modules, and what becomes of an answer."""
_TABLE_IN_R = """\
rows <- read.csv(file, encoding = "UTF-8", colClasses = "character", na.strings = character(),
  check.names = FALSE, blank.lines.skip = FALSE)
print(rows, right = FALSE, row.names = FALSE)"""
_TEXT_IN_R = 'cat(readLines(file, encoding = "UTF-8", warn = FALSE), sep = "\\n")'
_IN_R = {"select": ("csv", _TABLE_IN_R), "graph": ("ttl", _TEXT_IN_R), "ask": ("csv", _TEXT_IN_R)}
"""The format, and what becomes of a file in it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to ask a query in one language."""

    name: str
    text: str


def recipes(query: str, endpoint: str, form: str) -> tuple[Recipe, ...]:
    """What to type to see the answer, as a table where it is one; the form is of an `Answer`.

    The endpoint may have parameters, which say of which data and which state the answer is.
    """
    query = with_plain_ends(query)
    return (
        Recipe("curl", _curl(query, endpoint, _MEDIA_TYPES[form])),
        Recipe("Python", _python(query, endpoint, form)),
        Recipe("R", _r(query, endpoint, form)),
    )


def with_plain_ends(query: str) -> str:
    r"""The same query with a line feed at the end of each line; browsers send two characters.

    Inside a string, where they count, a carriage return is written as `\r` (SPARQL 1.1, 19.7).
    """
    strings = [token for token in tokens(query) if token.kind == "string" and "\r" in token.content]
    ends = [0, *(token.end for token in strings)]
    starts = [*(token.start for token in strings), len(query)]
    between = [
        (end, start, LINE_END.sub("\n", query[end:start]))
        for end, start in zip(ends, starts, strict=True)
    ]
    inside = [(each.start, each.end, each.content.replace("\r", "\\r")) for each in strings]
    return edited(query, sorted([*between, *inside]))


def _curl(query: str, endpoint: str, media_type: str) -> str:
    end = "END"
    while end in query.split("\n"):
        end += "_"
    return f"""curl --silent --show-error --header 'Accept: {media_type}' \\
  --data-urlencode query@- {shlex.quote(endpoint)} <<'{end}'
{query.removesuffix(chr(10))}
{end}"""


def _python(query: str, endpoint: str, form: str) -> str:
    modules, shown = _IN_PYTHON[form]
    return f"""# Python 3.8 or newer, and nothing to install
import {modules}urllib.parse, urllib.request

query = {_in_python(query)}
request = urllib.request.Request(
    {json.dumps(endpoint)},
    data=urllib.parse.urlencode({{"query": query}}).encode(),
    headers={{"Accept": "{_MEDIA_TYPES[form]}"}},
)
with urllib.request.urlopen(request) as answer:
{shown}"""


def _in_python(text: str) -> str:
    """The text as a string in triple quotes, with its own line ends; what is not seen is escaped
    (https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals)."""
    escaped = "".join(map(_seen, text.replace("\\", "\\\\")))
    escaped = re.sub(r'"""|"+\Z', lambda quotes: '\\"' * len(quotes[0]), escaped)
    return f'"""\\\n{escaped}"""'


def _seen(letter: str) -> str:
    return letter if letter.isprintable() or letter in "\n\t" else ascii(letter)[1:-1]


def _r(query: str, endpoint: str, form: str) -> str:
    # repeated: else a text that has %41 in it counts as coded already, and is sent as it is
    joint = "&" if "?" in endpoint else "?"
    ending, shown = _IN_R[form]
    return f"""# R 4.0 or newer, and nothing to install
query <- {_in_r(query)}
address <- paste0({_in_r(f"{endpoint}{joint}format={ending}&query=")},
  URLencode(query, reserved = TRUE, repeated = TRUE))
file <- tempfile(fileext = ".{ending}")
download.file(address, file, mode = "wb", quiet = TRUE)
{shown}"""


def _in_r(text: str) -> str:
    """The text as a raw string of R (`?Quotes`), with so many dashes that nothing in it ends it."""
    dashes = "-" * (1 + max((len(found) for found in re.findall(r'\)(-*)"', text)), default=-1))
    return f'r"{dashes}({text}){dashes}"'
