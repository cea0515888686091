"""What a portal takes for one dataset (harvest.md: piveau's ModelExtract and its traps)."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, parse

import madeup
from smartregions.catalogue.harvest.closure import Extraction, closure, payload
from smartregions.catalogue.statements import Statements

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")


def said(text: str) -> Statements:
    return Statements(q.triple for q in parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE))


def test_every_described_resource_is_followed_iris_and_blank_nodes_alike() -> None:
    statements = said("e:a e:p e:x ; e:p [ e:q e:y ] . e:x e:r 1 . e:y e:r 2 . e:z e:r 3 .")
    triples = closure(statements, A)
    assert set(triples) == set(statements) - set(statements.about(NamedNode(B.value[:-1] + "z")))
    assert len(triples) == 5


def test_nothing_is_followed_behind_the_primary_topic() -> None:
    statements = said("e:a foaf:primaryTopic e:b ; e:p e:c . e:b e:p 1 . e:c e:p 2 .")
    triples = closure(statements, A)
    assert len(triples) == 3
    assert not set(statements.about(B)) & set(triples)


def test_a_circle_ends() -> None:
    assert len(closure(said("e:a e:p e:b . e:b e:p e:a ."), A)) == 2


def test_a_service_that_serves_another_dataset_brings_it_into_the_payload() -> None:
    statements = said(
        "e:a a dcat:Dataset ; dcat:distribution e:d . e:d dcat:accessService e:s . "
        "e:s dcat:servesDataset e:b . e:b a dcat:Dataset ."
    )
    taken = payload(statements, A)
    assert taken.foreign == (B,)
    assert [t.predicate.value.rpartition("#")[2] for t in taken.way(B)] == [
        "distribution",
        "accessService",
        "servesDataset",
    ]


def test_a_target_that_the_page_does_not_describe_brings_nothing() -> None:
    taken = payload(said("e:a a dcat:Dataset ; dct:relation e:b ."), A)
    assert taken.foreign == ()
    assert len(taken.triples) == 2


def test_the_closure_of_a_catalogue_that_is_reached_is_taken_away() -> None:
    statements = said(
        "e:a a dcat:Dataset ; dct:title 'A' ; dct:isPartOf e:c . "
        "e:c a dcat:Catalog ; dct:publisher e:p . e:p foaf:name 'P' ."
    )
    taken = payload(statements, A)
    assert len(taken.triples) == 3
    assert [c.value for c in taken.catalogues] == ["http://example.org/c"]


def test_a_catalogue_that_leads_back_empties_the_payload() -> None:
    taken = payload(
        said("e:a a dcat:Dataset ; dct:isPartOf e:c . e:c a dcat:Catalog ; dcat:dataset e:a ."), A
    )
    assert taken.triples == ()


def test_what_is_behind_a_catalogue_is_no_matter_by_which_way_it_was_reached() -> None:
    """The publisher is reached from the dataset first, and goes with the catalogue all the same."""
    statements = said(
        "e:a a dcat:Dataset ; dct:publisher e:p ; dct:isPartOf e:c . e:p foaf:name 'P' . "
        "e:c a dcat:Catalog ; dct:publisher e:p ; dcat:dataset e:b . e:b a dcat:Dataset ."
    )
    taken = payload(statements, A)
    assert set(taken.triples) == set(closure(statements, A)) - set(
        closure(statements, NamedNode("http://example.org/c"))
    )
    assert taken.foreign == ()


def test_datasets_that_are_not_followed_are_named_all_the_same() -> None:
    statements = said(
        "e:a a dcat:Dataset ; dcat:prev e:b . e:b a dcat:Dataset ; dcat:prev e:c . "
        "e:c a dcat:Dataset ."
    )
    assert len(Extraction(statements).payload(A).triples) == 5
    taken = Extraction(statements, follows=False).payload(A)
    assert taken.foreign == (B,)
    assert set(taken.triples) == set(statements.about(A))
