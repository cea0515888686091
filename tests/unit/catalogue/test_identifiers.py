"""What a portal calls a dataset."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import madeup
from smartregions.catalogue.harvest.identifiers import identifier, normalised
from smartregions.catalogue.statements import Statements

A = NamedNode("http://example.org/a")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("e:a dct:identifier 'seven' .", "seven"),
        ("e:a dct:title 'A' .", "http://example.org/a"),
        ("e:a dct:identifier '' .", None),
        ("e:a dct:identifier '  ' .", None),
    ],
)
def test_the_identifier_comes_first_then_the_iri_and_blank_is_none(
    text: str, name: str | None
) -> None:
    statements = Statements(
        q.triple for q in parse(madeup.PREFIXES + text, format=RdfFormat.TURTLE)
    )
    assert identifier(statements, A) == name


def test_a_nameless_dataset_without_identifier_has_none() -> None:
    quads = list(parse(madeup.PREFIXES + "[] a dcat:Dataset .", format=RdfFormat.TURTLE))
    statements = Statements(q.triple for q in quads)
    (node,) = statements.typed(NamedNode("http://www.w3.org/ns/dcat#Dataset"))
    assert identifier(statements, node) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("http://example.org/a_b", "http-example-org-a_b"),
        ("A.B", "a-b"),
        ("a  b", "a-b"),
        ("100%25", "10025"),
        ("é", "e-"),
        ("\N{LATIN SMALL LIGATURE FI}", "fi"),
    ],
)
def test_the_hub_files_a_record_under_letters_digits_and_hyphens(name: str, key: str) -> None:
    assert normalised(name) == key
