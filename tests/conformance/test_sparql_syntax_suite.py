"""The W3C SPARQL 1.1 syntax suites: what is a query is answered, and what is none is told where.

Each text is sent as the bytes of its file. The federation suites need services to ask; ours refuses
to ask any, which is tested on the forms that the specification shows.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

import sparqlsuite
from problemdoc import problem
from sparqlsuite import EVALUATION, RESULTS, SYNTAX, Entry, Served, case, needs_suite

POSITIVE = "PositiveSyntaxTest11"
NEGATIVE = "NegativeSyntaxTest11"
ENTRIES = sparqlsuite.entries(EVALUATION | RESULTS | SYNTAX)

AMBIGUOUS = {
    "syntax-query/test_codepoint_escape_bad_02",
    "syntax-query/test_codepoint_escape_bad_03",
}
"""Refused by the rule about escapes before the engine sees them."""


def cases(chosen: Iterable[Entry]) -> list[object]:
    return [case(entry.name, entry) for entry in chosen]


def send(served: Served, query: bytes) -> TestResponse:
    served.holds([])
    return served.client.post("/sparql", data=query, content_type="application/sparql-query")


def placed(document: Mapping[str, Any], query: bytes) -> bool:
    """Whether the problem names a place of the query or its end, as its sentence does."""
    line, column = int(document["line"]), int(document["column"])
    lines = re.split(r"\r\n|\r|\n", query.decode("utf-8"))
    assert document["detail"].startswith(f"Line {line}, column {column}: ")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


@needs_suite
@pytest.mark.parametrize("entry", cases(e for e in ENTRIES if e.kind == POSITIVE))
def test_a_query_is_answered(served: Served, entry: Entry) -> None:
    response = send(served, entry.query.read_bytes())
    assert response.status_code == 200, response.text
    assert response.mimetype in ("text/csv", "application/sparql-results+json", "text/turtle")


@needs_suite
@pytest.mark.parametrize("entry", cases(e for e in ENTRIES if e.kind == NEGATIVE))
def test_what_is_no_query_is_told_where(served: Served, entry: Entry) -> None:
    query = entry.query.read_bytes()
    slug = "query-refused" if entry.name in AMBIGUOUS else "query-syntax"
    assert placed(problem(send(served, query), 400, slug), query)


@needs_suite
def test_both_kinds_were_found() -> None:
    kinds = [entry.kind for entry in ENTRIES]
    assert (kinds.count(POSITIVE), kinds.count(NEGATIVE)) == (63, 40)


EXAMPLES = {
    "one-endpoint": "SELECT ?name WHERE {\n  SERVICE <%s> { ?person foaf:name ?name . } }",
    "optional-endpoint": "SELECT ?person WHERE { ?person a foaf:Person .\n"
    "  OPTIONAL { SERVICE <%s> { ?person foaf:knows ?known . } } }",
    "silent": "SELECT ?name WHERE {\n  SERVICE SILENT <%s> { ?person foaf:name ?name . } }",
    "values-behind": "SELECT * WHERE { SERVICE <%s> { ?s foaf:knows ?o } } VALUES ?s { <x:y> }",
    "variable": "SELECT ?name WHERE { BIND(<%s> AS ?at)\n  SERVICE ?at { ?s foaf:name ?name } }",
}
"""The forms that SPARQL 1.1 Federated Query shows."""


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.mark.parametrize("form", EXAMPLES)
def test_a_federated_query_is_refused(served: Served, elsewhere: socket.socket, form: str) -> None:
    """Where it names another service, and that service hears nothing of it."""
    prologue = "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"
    text = prologue + EXAMPLES[form] % f"http://127.0.0.1:{elsewhere.getsockname()[1]}/sparql"
    document = problem(send(served, text.encode()), 400, "query-refused")
    at = text.index("SERVICE")
    line, column = text.count("\n", 0, at) + 1, at - text.rindex("\n", 0, at)
    assert (document["line"], document["column"]) == (line, column)
    with pytest.raises(BlockingIOError):
        elsewhere.accept()
