"""The W3C SHACL test suite, through our validation module, with each engine.

Every file that holds a test is a test, whether a manifest names it or not. Compared are focus
node, path, value, component, severity and source shape of every result.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions.errors import CannotJudge
from smartregions.validation import paths
from smartregions.validation.engines.compare import key
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import TYPE, Graph, Node, Term
from smartregions.validation.judge import results
from smartregions.validation.shapes import Shapes, sh

ROOT = Path(__file__).parents[2]
SUITES = Path(os.environ.get("SMARTREGIONS_SUITES", ROOT.parent / "shared" / "suites")).resolve()
SUITE = SUITES / "shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = NamedNode(SHT + "Failure")
ENTRIES = 121

KNOWN_FAILURES = {
    ("fast", "sparql/pre-binding/unsupported-sparql-004"): (
        "runs a sub-select that does not project $this, where SHACL 5.2.1 asks for a failure"
    ),
    ("reference", "sparql/node/prefixes-001"): (
        "pySHACL takes sh:declare of the named ontology, not of those that it imports"
    ),
    ("reference", "sparql/pre-binding/shapesGraph-001"): "pySHACL has no $shapesGraph",
}


@dataclass(frozen=True)
class Entry:
    """One test: what is judged by what, and what must come of it."""

    name: str
    file: Path

    def graph(self) -> Graph:
        return Graph(triples(self.file))

    def part(self, graph: Graph, role: str) -> tuple[Triple, ...]:
        action = graph.value(self.node(graph), NamedNode(MF + "action"))
        assert action is not None
        document = graph.value(action, NamedNode(SHT + role))
        assert isinstance(document, NamedNode)
        return triples(Path(document.value.removeprefix("file://")))

    def node(self, graph: Graph) -> Term:
        (node,) = graph.subjects(TYPE, NamedNode(SHT + "Validate"))
        return node

    def expected(self, graph: Graph) -> Term:
        report = graph.value(self.node(graph), NamedNode(MF + "result"))
        assert report is not None
        return report


@cache
def triples(file: Path) -> tuple[Triple, ...]:
    """A document; parsed once, so that its blank nodes are the same wherever it is used."""
    parsed = pyoxigraph.parse(file.read_bytes(), format=RdfFormat.TURTLE, base_iri=f"file://{file}")
    return tuple(quad.triple for quad in parsed)


def entries() -> list[Entry]:
    return [
        Entry(str(file.relative_to(SUITE).with_suffix("")), file)
        for file in sorted(SUITE.rglob("*.ttl"))
        if b"sht:Validate" in file.read_bytes()
    ]


def expected_results(graph: Graph, report: Term) -> Iterator[Result]:
    for node in graph.objects(report, sh("result")):
        path = graph.value(node, sh("resultPath"))
        focus, shape = graph.value(node, sh("focusNode")), graph.value(node, sh("sourceShape"))
        component = graph.value(node, sh("sourceConstraintComponent"))
        severity = graph.value(node, sh("resultSeverity"))
        assert focus and component and severity and isinstance(shape, Node)
        yield Result(
            focus_node=focus,
            path=None if path is None else paths.from_graph(graph, path),
            value=graph.value(node, sh("value")),
            component=component.value,
            severity=severity.value,
            shape=shape,
        )


def cases() -> Iterator[object]:
    for engine in ("fast", "reference"):
        for entry in entries():
            reason = KNOWN_FAILURES.get((engine, entry.name))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(engine, entry, id=f"{engine}:{entry.name}", marks=marks)


needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"no W3C SHACL suite in {SUITE}: set SMARTREGIONS_SUITES"
)


@needs_suite
def test_every_test_of_the_suite_is_collected() -> None:
    """A folder that is empty or half there must not pass for a suite that is green."""
    names = {entry.name for entry in entries()}
    assert len(names) == ENTRIES
    assert {name for _, name in KNOWN_FAILURES} <= names


@needs_suite
@pytest.mark.parametrize(("engine", "entry"), list(cases()))
def test_the_engine_finds_what_the_suite_expects(engine: str, entry: Entry) -> None:
    """The same results, as a multiset; where the suite asks for a failure, no verdict."""
    graph = entry.graph()
    data, shapes = entry.part(graph, "dataGraph"), Shapes(entry.part(graph, "shapesGraph"))
    expected = entry.expected(graph)
    if expected == FAILURE:
        with pytest.raises(CannotJudge):
            results([data], shapes, engine)
        return
    found = Counter(map(key, results([data], shapes, engine)))
    assert found == Counter(map(key, expected_results(graph, expected)))
