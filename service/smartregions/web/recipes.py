"""The same query from a terminal, from Python and from R, ready to be copied."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass


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
    return f"""import csv, io, urllib.parse, urllib.request

query = {json.dumps(query)}
request = urllib.request.Request(
    {json.dumps(endpoint)},
    data=urllib.parse.urlencode({{"query": query}}).encode(),
    headers={{"Accept": "text/csv"}},
)
with urllib.request.urlopen(request) as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))"""


def _r(query: str, endpoint: str) -> str:
    return f"""query <- {json.dumps(query)}
file <- tempfile(fileext = ".csv")
address <- paste0({json.dumps(endpoint)}, "?format=csv&query=", URLencode(query, reserved = TRUE))
download.file(address, file, quiet = TRUE)
rows <- read.csv(file, encoding = "UTF-8")"""
