"""The W3C SPARQL 1.1 query evaluation and result format suites, through our own HTTP routes.

The data of an entry enter the index as named graphs, and the request states which of them are the
default graph and which are named, as the entry does. Every entry is asked for in four formats and
by three ways to send a query, and each answer must be the one that the suite expects. Expectations
and answers are read without the engine.

The suites of SPARQL Update, of the Graph Store Protocol and of entailment are left out: a query
is all that the service answers so far.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic
from werkzeug.test import TestResponse

import sparqlsuite
from smartregions.sparql.facts import facts
from sparqlresults import RS, Results, Solutions, cells, from_graph, from_json, from_tsv, from_xml
from sparqlsame import as_cell, plain, same
from sparqlsuite import EVALUATION, EXCEPTIONS, RESULTS, Entry, Served, case, needs_suite

Fields = list[tuple[str, str]]

EVALUATED = ("QueryEvaluationTest", "CSVResultFormatTest")
ENTRIES = [e for e in sparqlsuite.entries(EVALUATION | RESULTS) if e.kind in EVALUATED]
DIRECT = "application/sparql-query"
CSV = "text/csv"
SOLUTIONS: dict[str, Callable[[bytes], Results]] = {
    "application/sparql-results+json": from_json,
    "application/sparql-results+xml": from_xml,
    "text/tab-separated-values": from_tsv,
}
SELECT_ALL = re.compile(r"\bselect\s+(?:distinct\s+|reduced\s+)?\*", re.IGNORECASE)
GRAPHS = ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples")


@needs_suite
def test_the_whole_suite_was_found() -> None:
    """A folder that is empty or half there must not pass for a suite that is green."""
    found = {folder: len(sparqlsuite.nodes(folder)) for folder in sparqlsuite.TESTED}
    assert found == sparqlsuite.TESTED


@needs_suite
def test_every_folder_is_run_or_left_out_by_name() -> None:
    folders = {path.parent.name for path in sparqlsuite.SUITE.glob("*/manifest.ttl")}
    known = {*sparqlsuite.TESTED, *sparqlsuite.LEFT_OUT}
    assert folders <= known


@needs_suite
def test_every_exception_names_an_entry() -> None:
    names = {
        f"{folder}/{sparqlsuite.local(node)}"
        for folder in sparqlsuite.TESTED
        for node in sparqlsuite.nodes(folder)
    }
    assert EXCEPTIONS.keys() <= names


def is_graph(path: Path) -> bool:
    """Whether a result is a graph of its own, and not one that describes a result set."""
    return path.suffix in (".ttl", ".rdf") and str(RS) not in path.read_text("utf-8")


def cases(chosen: Iterable[Entry]) -> list[object]:
    return [case(entry.name, entry) for entry in chosen]


def ways(served: Served, entry: Entry) -> list[Callable[[str], TestResponse]]:
    """The ways to ask what the entry asks, each a function of the media type that is wanted.

    The query is preceded by a BASE, since it is relative to the place of its file.
    """
    named = [(path.resolve().as_uri(), path) for path in entry.graphs]
    default = [(path.resolve().as_uri() + "#default", path) for path in entry.data]
    served.holds([*named, *default])
    text = f"BASE <{entry.query.resolve().as_uri()}>\n{entry.query.read_bytes().decode('utf-8')}"
    known = facts(text)
    own = known.default_graphs or known.named_graphs
    dataset = [] if own else _dataset([n for n, _ in default], [n for n, _ in named])
    client = served.client
    return [
        lambda accept: _by_get(client, text, dataset, accept),
        lambda accept: _by_form(client, text, dataset, accept),
        lambda accept: _directly(client, text, dataset, accept),
    ]


def _dataset(default: Iterable[str], named: Iterable[str]) -> Fields:
    return [
        *(("default-graph-uri", name) for name in default),
        *(("named-graph-uri", name) for name in named),
    ]


def _by_get(client: FlaskClient, text: str, dataset: Fields, accept: str) -> TestResponse:
    query = urlencode([("query", text), *dataset])
    return client.get("/sparql", query_string=query, headers={"Accept": accept})


def _by_form(client: FlaskClient, text: str, dataset: Fields, accept: str) -> TestResponse:
    body = urlencode([*dataset, ("query", text)])
    kind = "application/x-www-form-urlencoded"
    return client.post("/sparql", data=body, content_type=kind, headers={"Accept": accept})


def _directly(client: FlaskClient, text: str, dataset: Fields, accept: str) -> TestResponse:
    address = f"/sparql?{urlencode(dataset)}"
    return client.post(address, data=text.encode(), content_type=DIRECT, headers={"Accept": accept})


def answered(response: TestResponse, media_type: str) -> bytes:
    """The body of an answer, after a look at what it says of itself."""
    assert response.status_code == 200, response.text
    assert response.mimetype == media_type
    return response.get_data()


def expected(path: Path) -> Results:
    if path.suffix in (".ttl", ".rdf"):
        return from_graph(graph(path.read_bytes(), rdflib.util.guess_format(path.name), path))
    readers = {".srj": from_json, ".srx": from_xml, ".tsv": from_tsv}
    return readers[path.suffix](path.read_bytes())


def graph(body: bytes, form: str | None, place: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=body, format=form, publicID=place.resolve().as_uri())


def is_ordered(query: str) -> bool:
    """Whether the outermost query orders its solutions, and not one inside."""
    return re.search(r"\border\s+by\b", query.rpartition("}")[2], re.IGNORECASE) is not None


@needs_suite
@pytest.mark.parametrize(
    "entry",
    cases(e for e in ENTRIES if e.result and e.result.suffix != ".csv" and not is_graph(e.result)),
)
def test_solutions(served: Served, entry: Entry) -> None:
    assert entry.result is not None
    wanted, text = expected(entry.result), entry.query.read_text("utf-8")
    is_document = entry.result.suffix != ".ttl"
    for ask, (media_type, read) in zip(ways(served, entry), SOLUTIONS.items(), strict=True):
        if isinstance(wanted, bool) and read is from_tsv:
            continue
        found = read(answered(ask(media_type), media_type))
        in_order = is_document and is_ordered(text)
        assert same(found, wanted, ordered=in_order), f"{found} is not {wanted}"
        if is_document and not SELECT_ALL.search(text):
            assert columns(found) == columns(wanted)
    if isinstance(wanted, Solutions):
        check_csv(answered(ask(CSV), CSV), wanted)


def columns(results: Results) -> tuple[str, ...]:
    return results.variables if isinstance(results, Solutions) else ()


def check_csv(body: bytes, wanted: Solutions) -> None:
    head, *rows = cells(body)
    assert set(head) == set(wanted.variables or [""])
    assert Counter(tuple(map(as_cell, row)) for row in rows) == plain(wanted, head)


@needs_suite
@pytest.mark.parametrize(
    "entry", cases(e for e in ENTRIES if e.result and e.result.suffix == ".csv")
)
def test_csv(served: Served, entry: Entry) -> None:
    """The same cells in the same order of rows; `SELECT *` gives its columns no order."""
    assert entry.result is not None
    for ask in ways(served, entry):
        body = answered(ask(CSV), CSV)
        assert by_column(body) == by_column(entry.result.read_bytes())
        assert as_rfc_4180(cells(body)) == body


def by_column(body: bytes) -> list[dict[str, str]]:
    head, *rows = cells(body)
    return [dict(zip(head, map(as_cell, row), strict=True)) for row in rows]


def as_rfc_4180(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as that says: each ends in CRLF, and what needs quotation marks has them."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()


@needs_suite
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("entry", cases(e for e in ENTRIES if e.result and is_graph(e.result)))
def test_graphs(served: Served, entry: Entry) -> None:
    assert entry.result is not None
    form = rdflib.util.guess_format(entry.result.name)
    wanted = graph(entry.result.read_bytes(), form, entry.result)
    asking = ways(served, entry)
    for ask, media_type in zip([*asking, asking[0]], GRAPHS, strict=True):
        found = graph(answered(ask(media_type), media_type), media_type, entry.query)
        assert isomorphic(found, wanted), f"{set(found)} is not {set(wanted)}"
