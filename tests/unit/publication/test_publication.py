"""The corpus enters the registry once per text, and never over what somebody else changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import smallworld
from smartregions import corpus
from smartregions.corpus import Corpus
from smartregions.errors import ServiceError
from smartregions.index import Delta, Query, Revision
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.index.quads import quads
from smartregions.publication import enter, follow, gather
from smartregions.registry.change import REPOSITORY, Proposal
from smartregions.registry.log import Registry, open_registry

GRAPH = "https://w3id.org/smart-regions/graph/"


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    return corpus.find(smallworld.write(tmp_path / "corpus"))


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = open_registry(tmp_path / "registry.sqlite3")
    yield opened
    opened.close()


def count(index: MemoryIndex, pattern: str) -> int:
    text = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    return int(index.query(Query(text, ("csv",))).body.split()[1])


def fill(index: MemoryIndex, registry: Registry) -> None:
    following = follow(registry, 0)
    standing = (quads(delta.added, delta.graph) for delta in following.deltas)
    index.refresh(following.revision, chain.from_iterable(standing))


def partner(graph: str, quads: bytes | None) -> Proposal:
    return Proposal(GRAPH + graph, "partner", b"theirs", quads, "o", "s")


def test_each_graph_of_the_corpus_is_one_change_by_the_repository(
    small: Corpus, registry: Registry
) -> None:
    entry = enter(small, registry)
    assert [change.graph.removeprefix(GRAPH) for change in entry.changes] == [
        "ontology", "partnerships", "regions", "schemes", "shapes",
    ]  # fmt: skip
    assert {change.agent for change in entry.changes} == {REPOSITORY}
    assert {change.kind for change in entry.changes} == {"create"}


def test_what_did_not_change_enters_once(small: Corpus, registry: Registry) -> None:
    enter(small, registry)
    assert enter(small, registry).changes == ()


def test_a_new_text_is_a_change_even_when_it_says_the_same(
    small: Corpus, registry: Registry
) -> None:
    enter(small, registry)
    with (small.data / "regions.ttl").open("a") as file:
        file.write("# a comment\n")
    (change,) = enter(small, registry).changes
    assert (change.kind, change.added, change.removed) == ("update", 0, 0)


def test_files_of_one_kind_make_one_graph(small: Corpus, registry: Registry) -> None:
    (small.ontology / "more.ttl").write_text("<http://e/a> <http://e/b> _:x .\n")
    (small.ontology / "again.ttl").write_text("<http://e/a> <http://e/b> _:x .\n")
    enter(small, registry)
    (graph,) = [g for g in registry.graphs() if g.change.graph == GRAPH + "ontology"]
    assert graph.change.triples == 3 + 2, "a blank node belongs to its file"


def test_a_source_that_left_the_corpus_is_deleted(small: Corpus, registry: Registry) -> None:
    enter(small, registry)
    (small.data / "regions.ttl").unlink()
    (change,) = enter(small, registry).changes
    assert (change.graph, change.kind) == (GRAPH + "regions", "delete")
    assert enter(small, registry).changes == ()


def test_a_source_that_came_back_is_created_again(small: Corpus, registry: Registry) -> None:
    enter(small, registry)
    (small.data / "regions.ttl").rename(small.data / "regions.off")
    enter(small, registry)
    (small.data / "regions.off").rename(small.data / "regions.ttl")
    (change,) = enter(small, registry).changes
    assert change.kind == "create"


def test_what_a_partner_changed_is_kept_and_an_upgrade_of_it_is_told(
    small: Corpus, registry: Registry
) -> None:
    enter(small, registry)
    theirs = registry.commit(partner("regions", b"<http://e/a> <http://e/b> <http://e/c> .\n"))
    assert enter(small, registry).conflicts == ()
    with (small.data / "regions.ttl").open("a") as file:
        file.write("<http://e/x> <http://e/y> 1 .\n")
    entry = enter(small, registry)
    assert entry.conflicts == (GRAPH + "regions",)
    assert entry.changes == ()
    assert registry.last_of(GRAPH + "regions") == theirs


def test_a_graph_of_a_partner_that_the_corpus_never_had_is_not_deleted(
    small: Corpus, registry: Registry
) -> None:
    registry.commit(partner("theirs", b""))
    enter(small, registry)
    assert GRAPH + "theirs" in [graph.change.graph for graph in registry.graphs()]


def test_a_syntax_error_names_its_file_and_line(small: Corpus, registry: Registry) -> None:
    (small.data / "broken.ttl").write_text("\n<http://e/a> <http://e/b> .\n")
    with pytest.raises(ServiceError, match=r"broken\.ttl:2:\d+: "):
        enter(small, registry)


def test_the_index_is_filled_from_the_registry(small: Corpus, registry: Registry) -> None:
    last = enter(small, registry).changes[-1]
    index = MemoryIndex(Limits(), 10, 1)
    fill(index, registry)
    assert index.revision == Revision(last.sequence, last.hash)
    assert count(index, f"GRAPH <{GRAPH}regions> {{ ?s ?p ?o }}") == 10
    assert count(index, "?s ?p ?o") == sum(graph.change.triples for graph in registry.graphs())


def test_an_index_gathered_without_a_registry_answers_alike(
    small: Corpus, registry: Registry
) -> None:
    enter(small, registry)
    filled, gathered = MemoryIndex(Limits(), 10, 1), MemoryIndex(Limits(), 10, 1)
    fill(filled, registry)
    gather(small, gathered)
    text = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
    assert filled.query(Query(text, ("tsv",))) == gathered.query(Query(text, ("tsv",)))


def test_the_packaged_corpus_enters_and_is_whole(registry: Registry) -> None:
    entry = enter(corpus.find(), registry)
    index = MemoryIndex(Limits(), 60, 1)
    fill(index, registry)
    assert registry.verify() == len(entry.changes)
    assert count(index, "GRAPH ?g { ?s ?p ?o }") == sum(c.triples for c in entry.changes)


def test_what_followed_a_change_is_what_graphs_gained_and_lost(
    small: Corpus, registry: Registry
) -> None:
    last = enter(small, registry).changes[-1].sequence
    assert list(follow(registry, last).deltas) == []
    a, b, c = (f"<http://e/{name}> <http://e/p> 1 .\n".encode() for name in "abc")
    registry.commit(partner("x", a + b))
    registry.commit(partner("x", b + c))
    registry.commit(partner("y", a))
    registry.commit(partner("y", None))
    registry.commit(partner("x", c))
    following = follow(registry, last + 1)
    assert following.revision.change == last + 5
    assert [d for d in following.deltas if d.added or d.removed] == [Delta(GRAPH + "x", c, a + b)]
    assert following.triples == 3
