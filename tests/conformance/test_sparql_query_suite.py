"""The W3C SPARQL 1.1 query suite, one test per entry, through our own HTTP routes.

Data enter the index as named graphs and the request states the dataset, so each entry tests the
protocol too. Results are compared as solutions, by value and up to the names of blank nodes.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import permutations
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Store,
)
from werkzeug.test import TestResponse

import sparqlsuite
from problemdoc import problem
from smartregions.sparql.facts import facts
from sparqlsuite import SUITE, Entry

FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions",
    "grouping", "json-res", "negation", "project-expression", "property-path", "subquery",
    "syntax-query",
)  # fmt: skip
EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")
ENTRIES = 338

REFUSED = {"syntax-query/test_4": "an unknown function is told, not taken for an error per row"}
FAILURES = {
    "aggregates/agg-empty-group-count-graph": "pyoxigraph leaves ?g unbound around a sub-select",
    "bindings/graph": "pyoxigraph leaves ?g unbound around VALUES",
    "aggregates/agg-groupconcat-04": "pyoxigraph joins texts of one language into one of it",
    "aggregates/agg-groupconcat-06": "pyoxigraph joins texts of one language into one of it",
    "functions/bnode01": "pyoxigraph gives BNODE(text) the same node in every solution",
    "negation/graph-minus": "pyoxigraph counts the variable of GRAPH as shared by MINUS",
    "property-path/zero_or_more_set_end": "pyoxigraph finds no empty path on an unknown node",
    "property-path/zero_or_more_set_start": "pyoxigraph finds no empty path on an unknown node",
    "property-path/zero_or_one_set_end": "pyoxigraph finds no empty path on an unknown node",
    "property-path/zero_or_one_set_start": "pyoxigraph finds no empty path on an unknown node",
}

NOTHING = "http://nothing.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMERIC = {XSD + name for name in ("integer", "negativeInteger", "decimal", "double", "float")}
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

ALL = [e for f in FOLDERS for e in sparqlsuite.entries(f)] if SUITE.is_dir() else []

pytestmark = pytest.mark.skipif(not ALL, reason=f"the W3C suite is not in {SUITE}")


def marked(chosen: Sequence[Entry]) -> list[object]:
    return [
        pytest.param(
            entry,
            id=entry.name,
            marks=[pytest.mark.xfail(reason=FAILURES[entry.name])]
            if entry.name in FAILURES
            else [],
        )
        for entry in chosen
    ]


def ask(entry: Entry, accept: str) -> TestResponse:
    """The response to the entry's query over the entry's dataset."""
    base = entry.query.resolve().as_uri()
    names = [(path.resolve().as_uri(), path) for path in entry.graphs]
    default = [(path.resolve().as_uri() + "#default", path) for path in entry.data]
    text = f"BASE <{base}>\n" + entry.query.read_text("utf-8")
    data: dict[str, str | list[str]] = {"query": text}
    known = facts(text)
    if (entry.data or entry.graphs) and not (known.default_graphs or known.named_graphs):
        data["default-graph-uri"] = [name for name, _ in default] or [NOTHING]
        data["named-graph-uri"] = [name for name, _ in names]
    client = sparqlsuite.client([*names, *default])
    return client.post("/sparql", data=data, headers={"Accept": accept})


def value(term: object) -> object:
    """The term by its value, as the engine stores it: `01` is `1`, an integer whatever its sign."""
    if not isinstance(term, Literal):
        return term
    datatype = term.datatype.value
    if datatype in NUMERIC:
        kind = "integer" if datatype.lower().endswith("integer") else datatype
        return kind, Decimal(term.value).normalize()
    if datatype == XSD + "boolean":
        return datatype, term.value in ("true", "1")
    return term


Row = tuple[tuple[str, object], ...]


def rows(solutions: pyoxigraph.QuerySolutions) -> list[Row]:
    names = [variable.value for variable in solutions.variables]
    return [
        tuple((n, value(row[n])) for n in sorted(names) if row[n] is not None) for row in solutions
    ]


def same(left: list[Row], right: list[Row]) -> bool:
    """Whether two lists hold the same solutions, up to the names of blank nodes."""
    ours, theirs = _blanks(left), _blanks(right)
    if not ours:
        return Counter(left) == Counter(right)
    if len(ours) != len(theirs):
        return False
    return any(
        Counter(_renamed(left, dict(zip(ours, names, strict=True)))) == Counter(right)
        for names in permutations(theirs)
    )


def _blanks(solutions: list[Row]) -> list[BlankNode]:
    found = {t: None for row in solutions for _, t in row if isinstance(t, BlankNode)}
    return list(found)


def _renamed(solutions: list[Row], names: dict[BlankNode, BlankNode]) -> list[Row]:
    return [
        tuple((n, names[t] if isinstance(t, BlankNode) else t) for n, t in row) for row in solutions
    ]


def results(body: bytes, form: QueryResultsFormat) -> bool | list[Row]:
    found = pyoxigraph.parse_query_results(body, form)
    return bool(found) if isinstance(found, pyoxigraph.QueryBoolean) else rows(found)


def expected(path: Path) -> bool | list[Row]:
    if path.suffix == ".ttl":
        return result_set(path)
    form = QueryResultsFormat.from_extension(path.suffix[1:])
    assert form is not None
    return results(path.read_bytes(), form)


def result_set(path: Path) -> list[Row]:
    """The solutions that a graph in the vocabulary of result sets describes."""
    of = Store()
    of.load(path=str(path), base_iri=path.resolve().as_uri())

    def objects(subject: object, name: str) -> list[object]:
        found = of.quads_for_pattern(subject, NamedNode(RS + name), None)  # type: ignore[arg-type]
        return [quad.object for quad in found]

    solutions = [
        quad.object for quad in of.quads_for_pattern(None, NamedNode(RS + "solution"), None)
    ]
    return [
        tuple(
            sorted(
                (objects(binding, "variable")[0].value, value(objects(binding, "value")[0]))  # type: ignore[attr-defined]
                for binding in objects(solution, "binding")
            )
        )
        for solution in solutions
    ]


def canonical(body: bytes, base: str, form: RdfFormat) -> Dataset:
    graph = Dataset(pyoxigraph.parse(body, format=form, base_iri=base))
    graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return graph


FORMATS = [
    ("application/sparql-results+json", QueryResultsFormat.JSON),
    ("application/sparql-results+xml", QueryResultsFormat.XML),
    ("text/tab-separated-values", QueryResultsFormat.TSV),
]


def test_the_whole_suite_was_found() -> None:
    assert len(ALL) == ENTRIES


def test_every_named_exception_exists() -> None:
    assert FAILURES.keys() | REFUSED.keys() <= {entry.name for entry in ALL}


def by(*suffixes: str) -> list[Entry]:
    """The evaluation tests whose result is in such a file."""
    found = [e for e in ALL if e.kind in EVALUATION and e.result and e.result.suffix in suffixes]
    return sorted(found, key=lambda entry: entry.name)


def is_result_set(entry: Entry) -> bool:
    assert entry.result is not None
    return "result-set#" in entry.result.read_text("utf-8")


SOLUTIONS = by(".srx", ".srj", ".tsv") + [e for e in by(".ttl", ".rdf") if is_result_set(e)]
GRAPHS = [e for e in by(".ttl", ".rdf") if not is_result_set(e)]
CSV = by(".csv")
POSITIVE = [e for e in ALL if e.kind == "PositiveSyntaxTest11"]
NEGATIVE = [e for e in ALL if e.kind == "NegativeSyntaxTest11"]


def test_every_entry_is_of_a_kind_that_is_tested() -> None:
    assert len(SOLUTIONS) + len(GRAPHS) + len(CSV) + len(POSITIVE) + len(NEGATIVE) == len(ALL)


@pytest.mark.parametrize("entry", marked(SOLUTIONS))
def test_solutions(entry: Entry) -> None:
    assert entry.result is not None
    wanted = expected(entry.result)
    for accept, form in FORMATS:
        if isinstance(wanted, bool) and form == QueryResultsFormat.TSV:
            continue
        response = ask(entry, accept)
        assert response.status_code == 200, response.text
        found = results(response.data, form)
        if isinstance(wanted, bool) or isinstance(found, bool):
            assert found == wanted
        else:
            assert same(found, wanted), f"{accept}: {found} is not {wanted}"


@pytest.mark.parametrize("entry", marked(GRAPHS))
def test_graphs(entry: Entry) -> None:
    assert entry.result is not None
    base = entry.result.resolve().as_uri()
    form = RdfFormat.from_extension(entry.result.suffix[1:])
    assert form is not None
    wanted = canonical(entry.result.read_bytes(), base, form)
    for known in (
        RdfFormat.TURTLE,
        RdfFormat.RDF_XML,
        RdfFormat.JSON_LD,
    ):
        response = ask(entry, known.media_type)
        assert response.status_code == 200, response.text
        assert canonical(response.data, base, known) == wanted


def cells(text: str) -> list[list[str]]:
    """The rows of a CSV file by column name; blank nodes without names, numbers by value."""
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    order = sorted(range(len(head)), key=lambda column: head[column])
    plain = [[_plain(row[column]) for column in order] for row in rows]
    return [sorted(head), *sorted(plain)]


def _plain(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return str(Decimal(cell).normalize())
    except InvalidOperation:
        return cell


@pytest.mark.parametrize("entry", marked(CSV))
def test_csv(entry: Entry) -> None:
    assert entry.result is not None
    assert cells(ask(entry, "text/csv").text) == cells(entry.result.read_text("utf-8"))


@pytest.mark.parametrize("entry", marked(POSITIVE))
def test_positive_syntax(entry: Entry) -> None:
    response = ask(entry, "*/*")
    if entry.name in REFUSED:
        problem(response, 400, "query-refused")
    else:
        assert response.status_code == 200, response.text


ESCAPES = {"syntax-query/test_codepoint_escape_bad_02", "syntax-query/test_codepoint_escape_bad_03"}
"""Refused before the engine sees them: an escape outside strings, or one for a delimiter."""


@pytest.mark.parametrize("entry", marked(NEGATIVE))
def test_negative_syntax(entry: Entry) -> None:
    slug = "query-refused" if entry.name in ESCAPES else "query-syntax"
    assert problem(ask(entry, "*/*"), 400, slug)["detail"]
