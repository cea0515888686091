"""Where the corpus is found, and which graph each file fills."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import smallworld
from smartregions import corpus
from smartregions.corpus import Corpus
from smartregions.errors import ServiceError

GRAPH = "https://w3id.org/smart-regions/graph/"


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    return corpus.find(smallworld.write(tmp_path))


def test_each_file_fills_the_graph_of_its_kind(small: Corpus) -> None:
    found = [(s.graph, s.kind, s.path.relative_to(small.root).as_posix()) for s in small.sources()]
    assert found == [
        (GRAPH + "ontology", "ontology", "ontology/core.ttl"),
        (GRAPH + "partnerships", "data", "data/deep/partnerships.ttl"),
        (GRAPH + "regions", "data", "data/regions.ttl"),
        (GRAPH + "schemes", "schemes", "ontology/schemes/role.ttl"),
        (GRAPH + "shapes", "shapes", "shapes/core.ttl"),
    ]  # fmt: skip


def test_a_source_carries_the_digest_of_its_bytes(small: Corpus) -> None:
    (shapes,) = [source for source in small.sources() if source.kind == "shapes"]
    assert shapes.sha256 == hashlib.sha256(smallworld.SHAPES.encode()).hexdigest()


def test_two_data_files_of_one_name_are_refused(small: Corpus) -> None:
    (small.root / "data" / "deep" / "regions.ttl").write_text("")
    with pytest.raises(ServiceError, match="rename one"):
        small.sources()


@pytest.mark.parametrize("name", ["ontology", "schemes", "shapes"])
def test_a_data_file_cannot_take_the_name_of_a_graph_of_ours(small: Corpus, name: str) -> None:
    (small.root / "data" / f"{name}.ttl").write_text("")
    with pytest.raises(ServiceError, match=name):
        small.sources()


def test_a_folder_without_an_ontology_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="no corpus"):
        corpus.find(tmp_path)


def test_the_digest_of_sources_changes_with_any_of_them(small: Corpus) -> None:
    before = corpus.digest(small.sources())
    assert corpus.digest(reversed(small.sources())) == before
    with (small.root / "shapes" / "core.ttl").open("a") as file:
        file.write("# more\n")
    assert corpus.digest(small.sources()) != before


def test_the_corpus_of_the_installation_is_found_and_has_every_kind() -> None:
    packaged = corpus.find()
    assert {source.kind for source in packaged.sources()} == {
        "ontology", "schemes", "shapes", "data",
    }  # fmt: skip
