"""Turtle to a workbook and back: nothing is lost, and what would be is refused."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.errors import NotFormattable
from smartregions.spreadsheet.cells import SEPARATOR, Cells
from smartregions.spreadsheet.columns import Column, Kind
from smartregions.spreadsheet.judging import turtle_of
from smartregions.spreadsheet.known import Known
from smartregions.spreadsheet.material import Material
from smartregions.spreadsheet.reading import read
from smartregions.spreadsheet.writing import workbook_of
from smartregions.turtle.format import canonical
from smartregions.validation.graph import Graph
from smartregions.validation.shapes import Shapes

EMPTY = Material(Shapes(()), Graph())
ROOT = Path(__file__).parents[3]
FILES = (
    "data/projects.ttl",
    "data/catalogue.ttl",
    "examples/new-actor.ttl",
)
PREFIXES = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
"""
ODD = (
    r'"=HYPERLINK(\"http://e/\")"@en',
    r'"+1"@en',
    r'"a | b \\| c"@en',
    r'" spaces around "@en',
    r'"line\nline"@en',
    r'"carriage\rreturn"@en',
    r'"tab\t, bell \u0007, no character \uFFFE"@en',
    r'"_x0041_ is an escape of workbooks"@en',
    r'"\"quoted\""@en',
    r'"mail@fi"@en',
    r'"בדיקה"@he',
    r'"plain"',
    '""',
    '""@en',
    "<http://example.org/_x0041_>",
    '"1.10"^^xsd:decimal',
    "12345678901234567890",
    "1e3",
    '"x"^^ex:type',
)


def back(workbook: bytes, stuff: Material) -> str:
    book = read(workbook, "x.xlsx", stuff)
    assert not book.faults
    return turtle_of(book, "x.xlsx")


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_back_to_the_byte(name: str, stuff: Material) -> None:
    data = (ROOT / name).read_bytes()
    assert back(workbook_of(data, name, stuff), stuff) == canonical(data, name)


def test_odd_terms_header_comments_and_own_prefixes_come_back(stuff: Material) -> None:
    values = ",\n".join(ODD)
    text = f"# first line\n\n# =2+2\n{PREFIXES}ex:x rdfs:label {values} ; ex:p {values} ; a ex:C, ex:D.\n"  # noqa: E501
    data = f"{text} actor:y a sr:Actor, ex:C ; rdfs:label {values} ; sr:helix {values} .".encode()
    workbook = workbook_of(data, "x.ttl", stuff)
    assert back(workbook, stuff) == canonical(data, "x.ttl")


def test_no_cell_is_a_formula(stuff: Material) -> None:
    data = (
        f'{PREFIXES} actor:y a sr:Actor ; rdfs:label "=1+1"@en ; ex:p "=1+1", "@SUM(A1)" .'.encode()
    )
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(data, "x.ttl", stuff)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ex:x ex:p [ ex:q 1 ] .", "x.ttl:7:11: a thing without an IRI"),
        ("_:b ex:p 1 .", "x.ttl:7:1: a thing without an IRI"),
        ("ex:x ex:p ( 1 2 ) .", "a thing without an IRI"),
        ("ex:x ex:p 1 . # why", "this comment would be lost"),
        (f'ex:x ex:p "{"long" * 9000}" .', "a cell holds 32767 characters, and this takes 36000"),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused(text: str, told: str, stuff: Material) -> None:
    with pytest.raises(NotFormattable) as error:
        workbook_of((PREFIXES + text).encode(), "x.ttl", stuff)
    assert told in str(error.value)


KINDS: tuple[Kind, ...] = ("text", "string", "number", "date", "address", "reference", "any")
LITERALS = st.one_of(
    st.builds(Literal, st.text()),
    st.builds(lambda t, tag: Literal(t, language=tag), st.text(), st.sampled_from(["en", "fr-be"])),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(ns.XSD + name)),
        st.from_regex(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?|[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True),
        st.sampled_from(["integer", "decimal", "date", "gYear", "gYearMonth"]),
    ),
)  # fmt: skip


@given(st.lists(LITERALS, min_size=1, max_size=4, unique_by=str), st.sampled_from(KINDS))
@example([Literal("a|b", language="en"), Literal('"', language="en")], "text")
@example([Literal("http://e/"), Literal("sr:Actor"), Literal("<http://e/>")], "any")
def test_terms_come_back_from_any_cell(terms: list[Literal], kind: Kind) -> None:
    cells = Cells(Known(EMPTY))
    column = Column(NamedNode("http://e/p"), "p", kind)
    text = SEPARATOR.join(cells.written(term, column) for term in terms)
    assert list(cells.terms(text, column)) == terms
    assert not any(ord(c) < 32 and c != "\n" for c in text)
