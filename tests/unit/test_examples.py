"""Every shape is shown by examples: data, and in the same file the report that it must give.

`tests/examples/<Shape>/valid.ttl` gives no result at all; each other file holds one fault. A file
added there is a test. Compared are focus node, path, severity, component and shape; messages and
values may be worded anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from smartregions import corpus
from smartregions.namespaces import SH, SHAPE
from smartregions.validation import paths
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import TYPE, Graph, Node, Term
from smartregions.validation.judge import results
from smartregions.validation.shapes import Shapes, sh

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
FOLDER = Path(__file__).parent.parent / "examples"
FILES = sorted(FOLDER.glob("*/*.ttl"))
SOURCES = corpus.find().sources()

Key = tuple[str, str, str, str, str]


def triples_of(path: Path) -> list[Triple]:
    quads = pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return [quad.triple for quad in quads]


@cache
def shapes() -> Shapes:
    return Shapes(tuple(t for s in SOURCES if s.kind == "shapes" for t in triples_of(s.path)))


@cache
def vocabulary() -> tuple[Triple, ...]:
    words = [source for source in SOURCES if source.kind in ("ontology", "schemes")]
    return tuple(triple for source in words for triple in triples_of(source.path))


def words_of(data: Iterable[Triple]) -> list[Triple]:
    """What ontology and schemes say of the terms in the data, and of the terms in that.

    The reference engine judges whatever it is given, at about 4 ms a concept: with the whole
    vocabulary beside each example the tests would take hours.
    """
    near = {term for triple in data for term in triple}
    far = near | {triple.object for triple in vocabulary() if triple.subject in near}
    return [triple for triple in vocabulary() if triple.subject in far]


def key(result: Result) -> Key:
    path = "" if result.path is None else paths.write(result.path, "<{}>".format)
    shape = str(result.shape)
    return str(result.focus_node), path, result.severity, result.component, shape


def told(graph: Graph, node: Term) -> Key:
    """What an expected `sh:ValidationResult` says."""

    def one(predicate: NamedNode) -> Term:
        (value,) = graph.objects(node, predicate)
        return value

    stated = graph.value(node, sh("resultPath"))
    path = "" if stated is None else paths.write(paths.from_graph(graph, stated), "<{}>".format)
    component, severity = one(sh("sourceConstraintComponent")), one(sh("resultSeverity"))
    shape = one(sh("sourceShape"))
    return str(one(sh("focusNode"))), path, severity.value, component.value, str(shape)


def expected_of(graph: Graph) -> Counter[Key]:
    nodes = graph.subjects(TYPE, sh("ValidationResult"))
    return Counter(told(graph, node) for node in nodes)


def shown(keys: Counter[Key]) -> list[str]:
    """The keys as sorted lines: what a failing test prints."""
    return sorted(" ".join(key).replace(SH, "sh:").replace(SHAPE, "") for key in keys.elements())


def identify(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("path", FILES, ids=identify)
def test_the_data_gives_exactly_the_report_beside_it(path: Path, engine: str) -> None:
    data = triples_of(path)
    words = vocabulary() if engine == "fast" else words_of(data)
    focus_nodes = {str(triple.subject) for triple in data}
    found = Counter(map(key, results([data, words], shapes(), engine)))
    of_the_example = Counter({key: n for key, n in found.items() if key[0] in focus_nodes})
    assert shown(of_the_example) == shown(expected_of(Graph(data)))


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_a_file_is_one_manifest_that_says_whether_the_data_conforms(path: Path) -> None:
    graph = Graph(triples_of(path))
    (manifest,) = graph.subjects(TYPE, NamedNode(MF + "Manifest"))
    (head,) = graph.objects(manifest, NamedNode(MF + "entries"))
    (entry,) = graph.items(head)
    (report,) = graph.objects(entry, NamedNode(MF + "result"))
    (conforms,) = graph.objects(report, sh("conforms"))
    assert isinstance(conforms, Literal)
    assert set(graph.objects(report, sh("result"))) == set(
        graph.subjects(TYPE, sh("ValidationResult"))
    )
    assert (conforms.value == "true") == (not expected_of(graph)) == (path.stem == "valid")


def targeted() -> set[Node]:
    """The node shapes that select focus nodes themselves."""
    targets = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
    graph = shapes().graph
    return {shape for name in targets for shape, _ in graph.pairs(sh(name))}  # type: ignore[misc]


def reporting() -> set[Node]:
    """The shapes that a report can name: targeted node shapes with a constraint, and theirs."""
    graph = shapes().graph
    own = {s for s in targeted() if graph.objects(s, sh("class")) or graph.objects(s, sh("or"))}
    properties = {p for shape in targeted() for p in graph.objects(shape, sh("property"))}
    return own | properties  # type: ignore[operator]


def test_there_is_a_folder_for_each_shape_with_targets_and_no_other() -> None:
    folders = {path.name for path in FOLDER.iterdir()}
    assert folders == {shape.value.removeprefix(SHAPE) for shape in targeted()}


@pytest.mark.parametrize("folder", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_each_shape_has_a_valid_example_and_one_with_a_fault_at_least(folder: Path) -> None:
    names = {path.stem for path in folder.glob("*.ttl")}
    assert "valid" in names
    assert len(names) > 1


@pytest.mark.parametrize("folder", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_the_faults_in_a_folder_are_those_of_its_shape(folder: Path) -> None:
    for path in set(folder.glob("*.ttl")) - {folder / "valid.ttl"}:
        shapes_named = {key[4].strip("<>") for key in expected_of(Graph(triples_of(path)))}
        owners = {iri.removeprefix(SHAPE).split("-")[0] for iri in shapes_named}
        assert folder.name in owners, identify(path)


def test_each_shape_that_a_report_can_name_is_named_by_an_example() -> None:
    named = {key[4] for path in FILES for key in expected_of(Graph(triples_of(path)))}
    assert {str(shape) for shape in reporting()} - named == set()


def test_each_sparql_constraint_is_named_by_an_example() -> None:
    seen = {
        key[4]
        for path in FILES
        for key in expected_of(Graph(triples_of(path)))
        if key[3] == SH + "SPARQLConstraintComponent"
    }
    assert {str(shape) for shape, _ in shapes().graph.pairs(sh("sparql"))} == seen


def test_no_valid_example_is_valid_for_want_of_focus_nodes() -> None:
    graph = shapes().graph
    for shape in targeted():
        name = shape.value.removeprefix(SHAPE)
        data = Graph(triples_of(FOLDER / name / "valid.ttl"))
        classes = graph.objects(shape, sh("targetClass"))
        below = Graph(vocabulary()).subclasses(classes)
        chosen = [node for one in below for node in data.subjects(TYPE, one)]
        for predicate in graph.objects(shape, sh("targetSubjectsOf")):
            assert isinstance(predicate, NamedNode)
            chosen.extend(subject for subject, _ in data.pairs(predicate))  # type: ignore[misc]
        assert chosen or name == "Person", name  # no person is valid
