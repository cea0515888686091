"""The corpus enters the registry once per text, and never over what somebody else changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

import pytest

import smallworld
from proposals import put
from smartregions import corpus
from smartregions.corpus import Corpus
from smartregions.errors import ServiceError
from smartregions.index import Delta, Query, Revision
from smartregions.index.evaluation import Limits
from smartregions.index.holding import Holding
from smartregions.index.memory import MemoryIndex
from smartregions.index.quads import quads
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.publication.agreement import disagreements
from smartregions.publication.entry import enter, gather
from smartregions.publication.following import follow
from smartregions.registry.change import REPOSITORY
from smartregions.registry.log import Registry, open_registry

THEIRS = b"<http://e/a> <http://e/b> <http://e/c> .\n"
MORE = b"<http://e/x> <http://e/b> <http://e/y> .\n"
AGAIN = b"<http://e/w> <http://e/b> <http://e/y> .\n"
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
    theirs = put(registry, GRAPH + "regions", THEIRS, agent="partner")
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
    put(registry, GRAPH + "theirs", b"", agent="partner")
    enter(small, registry)
    assert GRAPH + "theirs" in [graph.change.graph for graph in registry.graphs()]


@pytest.mark.parametrize("name", ["a?b", "a b", "regions.ttl", "default.json"])
def test_a_file_gives_no_graph_a_name_under_which_it_would_not_open(
    small: Corpus, registry: Registry, name: str
) -> None:
    (small.data / f"{name}.ttl").write_bytes(THEIRS)
    with pytest.raises(ServiceError, match=re.escape(str(small.data / f"{name}.ttl:"))):
        enter(small, registry)
    assert registry.last() is None


def test_but_a_graph_that_has_such_a_name_already_keeps_it(
    small: Corpus, registry: Registry
) -> None:
    put(registry, GRAPH + "a?b", MORE, agent=REPOSITORY)
    (small.data / "a?b.ttl").write_bytes(THEIRS)
    assert GRAPH + "a?b" in [change.graph for change in enter(small, registry).changes]


def test_a_syntax_error_names_its_file_and_line(small: Corpus, registry: Registry) -> None:
    (small.data / "broken.ttl").write_text("\n<http://e/a> <http://e/b> .\n")
    with pytest.raises(ServiceError, match=r"broken\.ttl:2:\d+: "):
        enter(small, registry)


def test_the_index_is_filled_from_the_registry(small: Corpus, registry: Registry) -> None:
    last = enter(small, registry).changes[-1]
    index = MemoryIndex(Limits(), 60, 1)
    fill(index, registry)
    assert index.revision == Revision(last.sequence, last.hash)
    assert count(index, f"GRAPH <{GRAPH}regions> {{ ?s ?p ?o }}") == 10
    graphs = sum(graph.change.triples for graph in registry.graphs())
    said = count(index, f"GRAPH <{PROVENANCE_GRAPH}> {{ ?s ?p ?o }}")
    assert said > 5 * len(list(registry.history()))
    assert count(index, "?s ?p ?o") == graphs + said
    assert follow(registry, 0).triples == graphs + said


def test_an_index_gathered_without_a_registry_answers_alike(
    small: Corpus, registry: Registry
) -> None:
    enter(small, registry)
    filled, gathered = MemoryIndex(Limits(), 60, 1), MemoryIndex(Limits(), 60, 1)
    fill(filled, registry)
    gather(small, gathered)
    text = (
        f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{PROVENANCE_GRAPH}>) }}"
        "ORDER BY ?g ?s ?p ?o"
    )
    assert filled.query(Query(text, ("tsv",))) == gathered.query(Query(text, ("tsv",)))


def test_the_packaged_corpus_enters_and_is_whole(registry: Registry) -> None:
    entry = enter(corpus.find(), registry)
    index = MemoryIndex(Limits(), 60, 1)
    fill(index, registry)
    assert registry.verify() == len(entry.changes)
    others = f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{PROVENANCE_GRAPH}>)"
    assert count(index, others) == sum(c.triples for c in entry.changes)


def test_what_followed_a_change_is_what_graphs_gained_and_lost(
    small: Corpus, registry: Registry
) -> None:
    last = enter(small, registry).changes[-1].sequence
    assert list(follow(registry, last).deltas) == []
    a, b, c = (f"<http://e/{name}> <http://e/p> 1 .\n".encode() for name in "abc")
    put(registry, GRAPH + "x", a + b)
    put(registry, GRAPH + "x", b + c)
    put(registry, GRAPH + "y", a)
    put(registry, GRAPH + "y", None)
    put(registry, GRAPH + "x", c)
    following = follow(registry, last + 1)
    *graphs, said = following.deltas
    assert following.revision.change == last + 5
    assert graphs == [Delta(GRAPH + "x", c, a + b)]
    assert said.graph == PROVENANCE_GRAPH and not said.removed
    assert following.triples == 3 + len(said.added.splitlines())


def test_who_followed_before_a_redaction_is_given_the_graph_whole(
    small: Corpus, registry: Registry
) -> None:
    last = enter(small, registry).changes[-1].sequence
    change = put(registry, GRAPH + "theirs", THEIRS)
    put(registry, GRAPH + "theirs", THEIRS + MORE)
    held = Holding(lambda after: nullcontext(follow(registry, after)))
    held.catch_up()
    registry.redact(change.sequence, "asked for")
    put(registry, GRAPH + "theirs", MORE + AGAIN)
    assert Delta(GRAPH + "theirs", AGAIN + MORE, is_whole=True) in follow(registry, last).deltas
    held.catch_up()
    assert not list(disagreements(registry, held.store))
    assert b"http://e/c" not in b"".join(delta.added for delta in follow(registry, 0).deltas)


def test_an_upgrade_enters_whole_or_not_at_all(small: Corpus, registry: Registry) -> None:
    (small.data / "zzz.ttl").write_text("<http://e/a> <http://e/b> .\n")
    with pytest.raises(ServiceError):
        enter(small, registry)
    assert registry.last() is None


def test_the_versions_of_ontology_and_shapes_are_recorded(
    small: Corpus, registry: Registry
) -> None:
    with (small.shapes / "core.ttl").open("a") as file:
        file.write('<http://e/shapes> <http://www.w3.org/2002/07/owl#versionInfo> "7.1" .\n')
    change = enter(small, registry).changes[0]
    assert (change.ontology_version, change.shapes_version) == ("", "7.1")
    assert change.verdict == "unjudged"


def test_an_index_that_follows_comes_to_what_one_that_is_filled_holds(
    small: Corpus, registry: Registry
) -> None:
    def quads_of(deltas: Iterable[Delta]) -> set[tuple[str, bytes]]:
        return {(delta.graph, line) for delta in deltas for line in delta.added.splitlines()}

    first = enter(small, registry).changes[-1].sequence
    held = quads_of(follow(registry, 0).deltas)
    (small.data / "regions.ttl").unlink()
    enter(small, registry)
    put(registry, GRAPH + "theirs", THEIRS, agent="partner")
    deltas = list(follow(registry, first).deltas)
    held -= {(delta.graph, line) for delta in deltas for line in delta.removed.splitlines()}
    held |= quads_of(deltas)
    assert held == quads_of(follow(registry, 0).deltas)
