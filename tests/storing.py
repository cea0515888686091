"""A running service as the suites want one: it judges nothing, and its default graph is a graph.

A token that may do everything sends it graphs and updates over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from live.asking import Answer
from smartregions.namespaces import PROVENANCE_GRAPH
from writing.publishing import Publishing, publishing

SETTINGS = 'default_graph = "own"\nrejecting = []\n'
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
QUERY = {
    "Content-Type": "application/sparql-query",
    "Accept": "application/sparql-results+json",
}
UNSAID = dict.fromkeys(("publisher", "licence", "title", "description"), "")
EVERYTHING = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@dataclass(frozen=True)
class Storing:
    """The service, and the header of a token for all of it."""

    running: Publishing
    token: Mapping[str, str]

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """The answer to whoever holds the token."""
        return self.running.send(method, path, {**self.token, **(headers or {})}, body)

    def update(self, text: str | bytes) -> Answer:
        """The answer to a SPARQL Update, sent as it is."""
        body = text.encode() if isinstance(text, str) else text
        return self.send("POST", "/sparql", UPDATE, body)

    def put(self, graph: str | None, text: bytes) -> Answer:
        """The answer to a Turtle text for a graph; None is the default graph."""
        return self.send("PUT", address(graph), TURTLE, text)

    def quads(self) -> set[Quad]:
        """All that it answers from, but what is said of its changes."""
        answer = self.running.send("POST", "/sparql", QUERY, EVERYTHING.encode())
        assert answer.status == 200, answer.text
        rows = parse_query_results(answer.body, QueryResultsFormat.JSON)
        assert isinstance(rows, QuerySolutions)
        found = {Quad(r["s"], r["p"], r["o"], r["g"] or DefaultGraph()) for r in rows}  # type: ignore[arg-type]
        return {quad for quad in found if quad.graph_name != NamedNode(PROVENANCE_GRAPH)}

    def hold(self, graphs: Mapping[str | None, bytes]) -> None:
        """Have it hold these Turtle texts and nothing else."""
        for name in {_name(quad) for quad in self.quads()} - set(graphs):
            done = self.send("DELETE", address(name))
            assert done.status in (200, 204), done.text
        for name, text in graphs.items():
            done = self.put(name, text)
            assert done.status in (200, 201, 204), done.text


def address(graph: str | None) -> str:
    """Where a graph is, by indirect identification (Graph Store Protocol, section 4.2)."""
    return "/graphs?default" if graph is None else f"/graphs?graph={quote(graph, safe='')}"


def _name(quad: Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None


def in_graph(text: bytes, graph: str | None, base: str) -> Iterator[Quad]:
    """The quads of a Turtle text in a graph."""
    name = DefaultGraph() if graph is None else NamedNode(graph)
    for quad in parse(text, format=RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True):
        yield Quad(quad.subject, quad.predicate, quad.object, name)


def canonical(quads: Iterator[Quad] | set[Quad]) -> set[Quad]:
    """The quads with blank nodes named by what they are: equal for isomorphic datasets.

    One that two graphs share is another in each: the registry keeps each graph by itself.
    """
    dataset = Dataset(_apart(quad) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def _apart(quad: Quad) -> Quad:
    def of_graph(term: object) -> object:
        if not isinstance(term, BlankNode):
            return term
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        return BlankNode(f"{term.value}-{graph.encode().hex()}")

    return Quad(of_graph(quad.subject), quad.predicate, of_graph(quad.object), quad.graph_name)  # type: ignore[arg-type]


@contextmanager
def storing(folder: Path, token: Mapping[str, str] | None = None, **more: str) -> Iterator[Storing]:
    """The service over an empty corpus, with its own default graph, judging nothing.

    Started anew in the same folder it holds what it held, and knows the same tokens.
    """
    corpus = folder / "corpus"
    for name in ("ontology", "shapes", "data", "queries"):
        (corpus / name).mkdir(parents=True, exist_ok=True)
    (corpus / "dataset.toml").write_text(SETTINGS)
    with publishing(folder, corpus=str(corpus), **more) as running:
        operations = ("write", "delete", "update")
        yield Storing(running, token or running.token(*operations, graphs=("*",), **UNSAID))
