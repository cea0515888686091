"""The W3C SPARQL 1.1 Update suites, each entry over HTTP on the running service.

An entry's graphs are put, its update is sent with a token, and all that is held then is compared.
Left out of the comparison are empty graphs, which the service does not tell from absent ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import sparqlsuite
from sparqlsuite import MF, RDF, Manifest, Node, as_path, as_text, local, needs_suite
from storing import Storing, canonical, in_graph

UT = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

FOLDERS = {
    "add": 8, "basic-update": 13, "clear": 4, "copy": 6, "delete": 19, "delete-data": 6,
    "delete-insert": 17, "delete-where": 6, "drop": 4, "move": 6, "update-silent": 13,
    "syntax-update-1": 54, "syntax-update-2": 1,
}  # fmt: skip
"""The folders, with the number of their entries."""

FETCHED = "LOAD is refused, SILENT or not: nothing is fetched from elsewhere"

EXCEPTIONS: Mapping[str, str] = {
    "update-silent/load-into-silent": FETCHED,
    "update-silent/load-silent": FETCHED,
}
"""Every entry that does not hold, and why; one that starts to hold fails until it leaves."""

Graphs = dict[str | None, Path]


@dataclass(frozen=True)
class Entry:
    """One update, what is held before it, and what must be held after."""

    name: str
    kind: str
    request: Path
    before: Graphs
    after: Graphs

    @property
    def evaluates(self) -> bool:
        """Whether it is done, and not only read."""
        return self.kind == "UpdateEvaluationTest"


def entry(folder: str, node: NamedNode) -> Entry:
    of = sparqlsuite.manifest(folder)
    action = of.one(node, MF + "action")
    kind = as_text(of.one(node, RDF + "type")).removeprefix(MF)
    if not kind.endswith("EvaluationTest"):
        return Entry(f"{folder}/{local(node)}", kind, as_path(action), {}, {})
    request = as_path(of.one(action, UT + "request"))
    after = graphs(of, of.one(node, MF + "result"))
    return Entry(f"{folder}/{local(node)}", kind, request, graphs(of, action), after)


def graphs(of: Manifest, state: Node) -> Graphs:
    found: Graphs = {}
    for default in of.all(state, UT + "data"):
        found[None] = as_path(default)
    for named in of.all(state, UT + "graphData"):
        found[as_text(of.one(named, LABEL))] = as_path(of.one(named, UT + "graph"))
    return found


def entries(folders: Mapping[str, int]) -> list[Entry]:
    return [entry(folder, node) for folder in folders for node in sparqlsuite.nodes(folder)]


def case(entry: Entry) -> object:
    reason = EXCEPTIONS.get(entry.name)
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
    return pytest.param(entry, id=entry.name, marks=marks)


def text(path: Path) -> bytes:
    """The text, with its own place as the base that its relative IRIs have."""
    return f"@base <{path.resolve().as_uri()}> .\n".encode() + path.read_bytes()


@needs_suite
@pytest.mark.parametrize("entry", [case(entry) for entry in entries(FOLDERS) if entry.evaluates])
def test_an_update_leaves_what_it_must(storing: Storing, entry: Entry) -> None:
    storing.hold({name: text(path) for name, path in entry.before.items()})
    expected = canonical(
        quad
        for name, path in entry.after.items()
        for quad in in_graph(path.read_bytes(), name, path.resolve().as_uri())
    )
    done = storing.update(entry.request.read_bytes())
    assert done.status in (200, 201, 204), done.text
    assert canonical(storing.quads()) == expected


@needs_suite
@pytest.mark.parametrize(
    "entry", [case(entry) for entry in entries(FOLDERS) if not entry.evaluates]
)
def test_the_syntax_is_told_right(storing: Storing, entry: Entry) -> None:
    """What is an update may still be refused for what it does, and what is none, for that."""
    done = storing.update(entry.request.read_bytes())
    if entry.kind.startswith("Negative"):
        assert done.type in ("query-syntax", "query-refused"), done.text
    else:
        assert done.status < 500 and done.type != "query-syntax", done.text


@needs_suite
def test_every_entry_of_the_suites_is_collected() -> None:
    assert {folder: len(sparqlsuite.nodes(folder)) for folder in FOLDERS} == FOLDERS
    known = {entry.name for entry in entries(FOLDERS)}
    assert set(EXCEPTIONS) <= known
