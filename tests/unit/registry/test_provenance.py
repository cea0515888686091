"""PROV-O says of each change who, when, from which file, by which rules, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rdflib import PROV, RDF, Graph, URIRef

from proposals import RULES, proposal, put
from smartregions.index import Query
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.index.quads import quads
from smartregions.library.shelf import load, values
from smartregions.namespaces import ID
from smartregions.publication.following import follow
from smartregions.registry import provenance
from smartregions.registry.change import Change
from smartregions.registry.log import Registry, open_registry

ROOT = Path(__file__).parents[3]
A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
GRAPH = "https://w3id.org/smart-regions/graph/theirs"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with closing(open_registry(tmp_path / "registry.sqlite3")) as opened:
        yield opened


def said(*changes: Change) -> Graph:
    graph = Graph()
    for change in changes:
        graph.parse(data=provenance.ntriples(change), format="nt")
    return graph


def test_a_change_is_an_activity_with_all_that_is_known_of_it(registry: Registry) -> None:
    change = put(registry, GRAPH, A, source=b"the file", agent="Fjord & Söhne")
    graph = said(change)
    answer = graph.query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX earl: <http://www.w3.org/ns/earl#>
        PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX void: <http://rdfs.org/ns/void#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
        SELECT * WHERE {
          ?change a prov:Activity ; prov:endedAtTime ?time ; prov:used ?file ;
            prov:wasAssociatedWith [ a prov:Agent ; rdfs:label ?agent ] ; prov:generated ?revision .
          ?file spdx:checksum/spdx:checksumValue ?digest ; dcterms:title ?title .
          ?revision prov:specializationOf ?graph ; prov:wasDerivedFrom ?file ; void:triples ?n .
          ?change prov:used [ prov:specializationOf <https://w3id.org/smart-regions/ontology> ;
                              owl:versionInfo ?ontology ; dcterms:identifier ?ontologyDigest ] .
          ?change prov:used ?shapes . ?shapes owl:versionInfo ?shapesVersion ;
            prov:specializationOf <https://w3id.org/smart-regions/shapes> .
          ?change prov:generated [ a earl:Assertion ; earl:subject ?file ; earl:test ?shapes ;
                                   earl:result/earl:outcome ?outcome ] .
        }"""
    )
    (row,) = [found.asdict() for found in answer]  # type: ignore[union-attr]
    assert str(row["change"]) == ID + "change/1"
    assert str(row["digest"]) == hashlib.sha256(b"the file").hexdigest()
    assert (str(row["agent"]), str(row["title"])) == ("Fjord & Söhne", "file.ttl")
    assert (str(row["graph"]), int(row["n"])) == (GRAPH, 1)
    assert (str(row["ontology"]), str(row["shapesVersion"])) == ("1.0", "2.0")
    assert str(row["ontologyDigest"]) == RULES.ontology_sha256
    assert str(row["outcome"]) == "http://www.w3.org/ns/earl#passed"


def test_revisions_follow_one_another_until_the_graph_goes(registry: Registry) -> None:
    graph = said(*(put(registry, GRAPH, state) for state in (A, B, None, A)))
    revision = [URIRef(f"{ID}revision/{n}") for n in range(5)]
    change = [URIRef(f"{ID}change/{n}") for n in range(5)]
    assert set(graph.subject_objects(PROV.wasRevisionOf)) == {(revision[2], revision[1])}
    assert set(graph.subject_objects(PROV.invalidated)) == {
        (change[2], revision[1]), (change[3], revision[2]),
    }  # fmt: skip
    entities = set(graph.subjects(RDF.type, PROV.Entity))
    assert entities & set(revision) == {revision[1], revision[2], revision[4]}


def test_it_is_a_function_of_the_change_alone_without_blank_nodes(registry: Registry) -> None:
    change = put(registry, GRAPH, A)
    assert provenance.ntriples(change) == provenance.ntriples(change)
    assert b"_:" not in provenance.ntriples(change)


def test_which_triples_came_from_a_file_and_whether_it_passed_is_answered(
    registry: Registry,
) -> None:
    put(registry, GRAPH, A, source=b"first")
    put(registry, GRAPH, A + B, source=b"second")
    registry.commit(proposal(registry, GRAPH + "/other", A, source=b"third"))
    index = MemoryIndex(Limits(), 60, 1)
    following = follow(registry, 0)
    index.refresh(
        following.revision, (q for d in following.deltas for q in quads(d.added, d.graph))
    )
    question = load(ROOT / "queries").get("provenance/contributions")
    for source, expected in ((b"first", []), (b"second", ["http://s/a", "http://s/b"])):
        given = [("file", hashlib.sha256(source).hexdigest())]
        text = question.bound(values(question, given, index))
        _, *rows = index.query(Query(text, ("csv",))).body.decode().split()
        found = [row.split(",") for row in rows]
        assert [row[5] for row in found] == ["passed"] * max(1, len(expected))
        assert [row[7] for row in found if row[7]] == expected
