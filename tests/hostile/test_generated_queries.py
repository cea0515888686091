"""Queries made at random over our vocabulary: the service answers each as the bare engine does.

Through HTTP, with all that the service does to a query on the way. Rows are compared as a multiset,
and in their order where the query fixes it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from random import Random
from urllib.parse import quote

import pyoxigraph
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from live.asking import Request, client, query
from live.evaluating import Plain
from live.service import Service
from live.writing import Writer, Written
from smartregions.corpus import Corpus
from smartregions.index.dataset import with_merge
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import measure
from soak.soak import hurried

ROOT = Path(__file__).parents[2]
QUERIES = 300
LIMITS = ("deadline", "memory", "answer-too-large")
ACCEPT = "application/sparql-results+json, application/n-triples"

WORDS = ("OPTIONAL", "MINUS", "NOT EXISTS", "BIND", "UNION", "GRAPH")
"""What a pattern may not be moved across without thought."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The ontology, and a few hundred triples of made-up data in its terms."""
    root = tmp_path_factory.mktemp("world")
    (root / "ontology").symlink_to(ROOT / "ontology")
    (root / "shapes").symlink_to(ROOT / "shapes")
    (root / "data").symlink_to(ROOT / "tests" / "queries" / "fixture")
    (root / "queries").mkdir()
    return Corpus(root)


@pytest.fixture(scope="module")
def graphs(world: Corpus) -> Mapping[Path, str]:
    return {source.path: source.graph for source in world.sources() if source.kind != "shapes"}


@pytest.fixture(scope="module")
def quads(graphs: Mapping[Path, str]) -> list[Quad]:
    """The data, and of the ontology and the schemes some, so that the data are most."""
    found = []
    for path, graph in graphs.items():
        read = pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE)
        own = [Quad(q.subject, q.predicate, q.object, NamedNode(graph)) for q in read]
        found += own if "graph/" in graph and len(own) < 2000 else own[::10]
    return found


@pytest.fixture(scope="module")
def plain(
    world: Corpus, service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plain]:
    """On the same files, and on what the service says of its changes."""
    said = tmp_path_factory.mktemp("said") / "provenance.ttl"
    answer = service.ask(Request(f"/graphs?graph={quote(PROVENANCE_GRAPH, safe='')}"), client())
    said.write_bytes(answer.body)
    sources = {source.path: source.graph for source in world.sources()}
    with Plain(sources | {said: PROVENANCE_GRAPH}) as started:
        yield started


@pytest.fixture(scope="module")
def service(world: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    chosen = {"corpus": str(world.root), "query_seconds": "60", "max_answer_bytes": str(16 << 20)}
    with Service(tmp_path_factory.mktemp("service"), chosen) as started:
        yield started


def shown(body: bytes, written: Written) -> Hashable:
    """An answer in a form that says what it must, and nothing that it need not."""
    if not body.lstrip().startswith(b"{"):
        return frozenset(re.sub(r"(?m)(^| )_:\w+", "_:", body.decode()).split("\n"))
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    names = document["head"]["vars"]
    rows = [
        tuple(_term(row.get(name)) for name in names) for row in document["results"]["bindings"]
    ]
    ordered = tuple(
        tuple(term[1] if term else None for term in row) for row in rows if written.keys
    )
    return (frozenset() if written.is_cut else frozenset(Counter(rows).items()), ordered)


def _term(term: Mapping[str, str] | None) -> tuple[str, ...] | None:
    if term is None or term["type"] == "bnode":
        return term and ("bnode", "")
    return (term["type"], term["value"], term.get("datatype", ""), term.get("xml:lang", ""))


class Both:
    """The service and the bare engine, asked alike."""

    def __init__(self, quads: list[Quad], plain: Plain, service: Service) -> None:
        self._quads, self._plain, self._service = quads, plain, service
        self.answered: Counter[str] = Counter()
        store = Store()
        store.bulk_extend(with_merge(quads))
        self._statistics = measure(store)

    def compare(self, seed: int) -> None:
        """Ask both the query that the seed makes."""
        written = Writer(self._quads, Random(seed)).query()
        expected = self._plain.answer(written.text, written.default, written.named)
        if expected is None:
            self._expect_no_fault(written)
            return
        answer = self._service.ask(query(written.whole(), ACCEPT), client())
        self.answered[f"{answer.status} {answer.type}".strip()] += 1
        if answer.type == "answer-too-large":
            return
        assert answer.status == 200, f"{written.whole()}\n{answer.text}"
        has_rows = b'"value"' in expected or expected.startswith(b"<") or b"true" in expected
        self.answered["rows" if has_rows else "no row"] += 1
        if reorder(written.text, self._statistics) != written.text:
            self.answered["reordered"] += 1
            self.answered.update(f"reordered {word}" for word in WORDS if word in written.text)
        assert shown(answer.body, written) == shown(expected, written), written.whole()

    def _expect_no_fault(self, written: Written) -> None:
        """Of a query that takes the bare engine long, only whether it is answered or refused."""
        self.answered["unknown"] += 1
        answer = self._service.ask(hurried(query(written.whole(), ACCEPT), "1"), client())
        assert answer.status == 200 or answer.type in LIMITS, f"{written.whole()}\n{answer.text}"


@pytest.fixture(scope="module")
def both(quads: list[Quad], plain: Plain, service: Service) -> Both:
    return Both(quads, plain, service)


def test_queries_through_the_service_are_answered_as_by_the_bare_engine(both: Both) -> None:
    """Most of them are answered, and have answers."""
    _compare(both)
    answered = both.answered
    assert answered["200"] > 0.9 * QUERIES, answered
    assert answered["rows"] > 0.2 * answered["200"], answered
    assert answered["reordered"] > 0.5 * answered["200"], answered
    for word in WORDS:
        assert answered[f"reordered {word}"] > 0.03 * answered["200"], (word, answered)


@settings(
    max_examples=QUERIES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def _compare(both: Both, seed: int) -> None:
    both.compare(seed)
