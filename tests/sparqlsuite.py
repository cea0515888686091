"""The W3C SPARQL 1.1 suites as entries, and our own service over the data of one entry.

The service is the app over the forked index, as `smartregions serve` runs it, without the socket
of HTTP. Started as a program, this module is the keeper of that index.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from changing import running
from smartregions.index import Delta, Following, Revision
from smartregions.index.evaluation import Limits
from smartregions.index.forked import ForkedIndex, keep
from smartregions.index.guard import Guard
from smartregions.index.pool import Pool
from smartregions.index.quads import stored_form
from smartregions.index.worker import WorkerLimits
from smartregions.library.shelf import Library
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

ROOT = Path(__file__).parents[1]
SUITE = Path(os.environ.get("SMARTREGIONS_SUITES", ROOT.parent / "shared" / "suites")) / "sparql"
PUBLIC_URL = "http://localhost/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"

EVALUATION = {
    "aggregates": 47, "bind": 10, "bindings": 11, "cast": 6, "construct": 7, "exists": 6,
    "functions": 75, "grouping": 6, "negation": 12, "project-expression": 7, "property-path": 33,
    "subquery": 14,
}  # fmt: skip
RESULTS = {"csv-tsv-res": 6, "json-res": 4}
SYNTAX = {"syntax-query": 94}
PROTOCOL = {"protocol": 34}
DESCRIPTION = {"service-description": 3}
TESTED = EVALUATION | RESULTS | SYNTAX | PROTOCOL | DESCRIPTION
"""The folders that are run, with the number of their entries."""

CHANGING = {
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert",
    "delete-where", "drop", "move", "syntax-update-1", "syntax-update-2", "update-silent",
    "graph-store-protocol", "http-rdf-update",
}  # fmt: skip
"""Run on a service of their own, which may be changed (`storing`)."""

LEFT_OUT = {*CHANGING, "entailment", "service", "syntax-fed"}
"""Not run on the service here; there is no entailment, and `SERVICE` is refused."""

GRAPH_SCOPE = "the engine binds the variable of GRAPH after the pattern and not for each graph"
EMPTY_PATH = "the engine finds no path of length zero at a term that the data do not hold"

EXCEPTIONS: Mapping[str, str] = {
    "aggregates/agg-empty-group-count-graph": GRAPH_SCOPE,
    "bindings/graph": GRAPH_SCOPE,
    "functions/bnode01": "the engine makes BNODE(text) one node in all rows, not one in each",
    "negation/graph-minus": GRAPH_SCOPE,
    "property-path/zero_or_more_set_end": EMPTY_PATH,
    "property-path/zero_or_more_set_start": EMPTY_PATH,
    "property-path/zero_or_one_set_end": EMPTY_PATH,
    "property-path/zero_or_one_set_start": EMPTY_PATH,
    "syntax-query/test_4": "a function that the engine does not know is told, not passed over",
}
"""Every entry that does not hold, and why; one that starts to hold fails until it leaves."""

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

    def entries(self) -> Iterator[NamedNode]:
        for entries in self.all(self._this, MF + "entries"):
            for node in self.items(entries):
                assert isinstance(node, NamedNode)
                yield node

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


def nodes(folder: str) -> list[NamedNode]:
    """The entries of one folder's manifest; none when the suite or the folder is absent."""
    return list(manifest(folder).entries()) if (SUITE / folder).is_dir() else []


def entries(folders: Iterable[str]) -> list[Entry]:
    """The entries of some folders whose action is a query."""
    return [_entry(folder, node) for folder in folders for node in nodes(folder)]


def _entry(folder: str, node: NamedNode) -> Entry:
    of = manifest(folder)
    action = of.one(node, MF + "action")
    query = action if isinstance(action, NamedNode) else of.one(action, QT + "query")
    result = of.all(node, MF + "result")
    return Entry(
        name=f"{folder}/{local(node)}",
        kind=as_text(of.one(node, RDF + "type")).removeprefix(MF),
        query=as_path(query),
        data=tuple(map(as_path, of.all(action, QT + "data"))),
        graphs=tuple(map(as_path, of.all(action, QT + "graphData"))),
        result=as_path(result[0]) if result else None,
    )


def local(node: NamedNode) -> str:
    return node.value.rpartition("#")[2]


def as_text(node: object) -> str:
    assert isinstance(node, Literal | NamedNode)
    return node.value


def as_path(node: Node) -> Path:
    assert isinstance(node, NamedNode)
    return Path(unquote(urlsplit(node.value).path))


def case(name: str, *values: object) -> object:
    """The parameters of one entry's test, which the table of exceptions may expect to fail."""
    reason = EXCEPTIONS.get(name)
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
    return pytest.param(*values, id=name, marks=marks)


needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"no W3C SPARQL suite in {SUITE}: set SMARTREGIONS_SUITES"
)


class Served:
    """Our service, as it is when it knows its data, over the graphs that it was last given."""

    def __init__(self, index: ForkedIndex, directory: Path) -> None:
        self._index, self._graphs = index, _graphs(directory)
        self._keeper = Pool(directory, size=1, waiting=0, patience=60)
        service = Service(Settings(public_url=PUBLIC_URL), index, Library([]))
        self.client: FlaskClient = create_app(service).test_client()

    def holds(self, graphs: Iterable[tuple[str, Path]]) -> None:
        """Have it hold these named graphs, each from a file, and nothing else."""
        quads = [quad for name, path in graphs for quad in _quads(name, path)]
        pyoxigraph.serialize(quads, str(self._graphs), RdfFormat.N_QUADS)
        self._index.refresh()
        while quads and not self._keeper.command({"ask": "state"})["measured"]:
            time.sleep(0.002)  # so that the patterns are reordered by statistics of these data


def _quads(name: str, path: Path) -> Iterator[Quad]:
    for quad in pyoxigraph.parse(path=str(path), base_iri=path.resolve().as_uri()):
        yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))


def _graphs(directory: Path) -> Path:
    return directory / "graphs.nq"


@contextmanager
def served(directory: Path) -> Iterator[Served]:
    """The service, its keeper running in a process of its own until the end."""
    _graphs(directory).touch()
    with (
        running(__file__, directory),
        closing(ForkedIndex(directory, seconds=60, at_once=1, waiting=1, patience=60)) as index,
    ):
        yield Served(index, directory)


class _Following:
    """What the file holds, each time that it is asked for, as a difference to the time before."""

    def __init__(self, file: Path) -> None:
        self._file, self._held = file, dict[str, frozenset[bytes]]()
        self._number = 0

    def __call__(self, after: int) -> nullcontext[Following]:
        found = _by_graph(pyoxigraph.parse(path=str(self._file), format=RdfFormat.N_QUADS))
        before, self._held = self._held, found
        deltas = [
            Delta(
                graph,
                b"".join(found.get(graph, frozenset()) - before.get(graph, frozenset())),
                b"".join(before.get(graph, frozenset()) - found.get(graph, frozenset())),
            )
            for graph in {**before, **found}
        ]
        if after == 0 or found != before:
            self._number += 1
        return nullcontext(Following(Revision(self._number, str(self._number)), deltas, 0))


def _by_graph(quads: Iterable[Quad]) -> dict[str, frozenset[bytes]]:
    triples: dict[str, list[Triple]] = {}
    for quad in quads:
        triples.setdefault(as_text(quad.graph_name), []).append(quad.triple)
    return {
        graph: frozenset(stored_form(held, f"g{number}").splitlines(keepends=True))
        for number, (graph, held) in enumerate(triples.items())
    }


def _keep(directory: Path) -> None:
    follow = _Following(_graphs(directory))
    Guard(partial(keep, follow, directory, Limits(), WorkerLimits(), 1, 0)).run()


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
