"""The W3C SPARQL 1.1 suite as entries, and an app of ours over the data of one entry."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from smartregions.index import Revision
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

ROOT = Path(__file__).parents[1]
SUITE = Path(os.environ.get("SMARTREGIONS_SUITES", ROOT.parent / "shared" / "suites")) / "sparql"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"

Node = NamedNode | pyoxigraph.BlankNode | Literal


class Manifest:
    """One manifest, its relative IRIs resolved against its own place."""

    def __init__(self, path: Path) -> None:
        self._store = Store()
        self._store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=path.resolve().as_uri())
        self._this = NamedNode(path.resolve().as_uri())

    def all(self, subject: object, predicate: str) -> list[Node]:
        found = self._store.quads_for_pattern(subject, NamedNode(predicate), None)  # type: ignore[arg-type]
        return [quad.object for quad in found]  # type: ignore[misc]

    def one(self, subject: object, predicate: str) -> Node:
        (found,) = self.all(subject, predicate)
        return found

    def entries(self) -> Iterator[Node]:
        for entries in self.all(self._this, MF + "entries"):
            yield from self.items(entries)

    def items(self, head: Node) -> Iterator[Node]:
        while head != NamedNode(RDF + "nil"):
            yield self.one(head, RDF + "first")
            head = self.one(head, RDF + "rest")


@dataclass(frozen=True)
class Entry:
    """One test of a query: its text, its data, what must come of it."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None


@cache
def manifest(folder: str) -> Manifest:
    return Manifest(SUITE / folder / "manifest.ttl")


def entries(folder: str) -> Iterator[Entry]:
    """The entries of one folder's manifest."""
    of = manifest(folder)
    for node in of.entries():
        assert isinstance(node, NamedNode)
        kind = str(of.one(node, RDF + "type").value).removeprefix(MF)
        action = of.one(node, MF + "action")
        query = action if isinstance(action, NamedNode) else of.one(action, QT + "query")
        result = of.all(node, MF + "result")
        yield Entry(
            name=f"{folder}/{node.value.rpartition('#')[2]}",
            kind=kind,
            query=as_path(query),
            data=tuple(map(as_path, of.all(action, QT + "data"))),
            graphs=tuple(map(as_path, of.all(action, QT + "graphData"))),
            result=as_path(result[0]) if result else None,
        )


def names(folder: str) -> list[str]:
    """The IRIs of the entries of one folder's manifest; none when the suite is absent."""
    found = manifest(folder).entries() if SUITE.is_dir() else ()
    return [node.value for node in found]


def client(graphs: Iterable[tuple[str, Path]]) -> FlaskClient:
    """A client of an app whose index holds the named graphs, each from a file."""
    index = MemoryIndex(Limits(), seconds=60, at_once=1)
    index.refresh(Revision(1, ""), (quad for name, path in graphs for quad in _quads(name, path)))
    return create_app(Service(Settings(), index, Library([]))).test_client()


def _quads(name: str, path: Path) -> Iterator[Quad]:
    graph = NamedNode(name)
    for quad in pyoxigraph.parse(path=str(path), base_iri=path.resolve().as_uri()):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def as_path(node: Node) -> Path:
    assert isinstance(node, NamedNode)
    return Path(node.value.removeprefix("file://"))
