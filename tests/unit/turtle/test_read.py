"""`turtle.read`: strict UTF-8, one parse, terms as written."""

from __future__ import annotations

import hashlib

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.turtle.read import read

PREFIX = "@prefix e: <http://e/> .\n"
XSD = "http://www.w3.org/2001/XMLSchema#"


def refused(data: bytes | str) -> tuple[Fault, ...]:
    with pytest.raises(TurtleSyntaxError) as caught:
        read(data if isinstance(data, bytes) else data.encode(), "x.ttl")
    return caught.value.faults


def test_a_contribution_keeps_name_text_digest_prefixes_and_base() -> None:
    data = b"@prefix e: <http://e/> .\r\n<s> e:p '\xc3\xa9' .\r\n"
    contribution = read(data, "a/b.ttl", "http://base/")
    assert contribution.name == "a/b.ttl"
    assert contribution.text == "@prefix e: <http://e/> .\r\n<s> e:p 'é' .\r\n"
    assert contribution.sha256 == hashlib.sha256(data).hexdigest()
    assert contribution.prefixes == {"e": "http://e/"}
    assert contribution.base == "http://base/"
    assert [t.subject for t in contribution.triples] == [NamedNode("http://base/s")]


def test_literals_keep_their_lexical_form() -> None:
    data = f"{PREFIX}e:s e:p 01, +1.50, 1E3, '2020-1-1'^^<{XSD}date> ."
    values = [triple.object for triple in read(data.encode(), "x").triples]
    assert values == [
        Literal("01", datatype=NamedNode(XSD + "integer")),
        Literal("+1.50", datatype=NamedNode(XSD + "decimal")),
        Literal("1E3", datatype=NamedNode(XSD + "double")),
        Literal("2020-1-1", datatype=NamedNode(XSD + "date")),
    ]


def test_repetitions_and_labels_stay_as_they_are() -> None:
    triples = read(f"{PREFIX}_:x e:p _:y . _:x e:p _:y .".encode(), "x").triples
    assert len(triples) == 2
    assert (triples[0].subject, triples[0].object) == (BlankNode("x"), BlankNode("y"))


def test_the_last_declaration_of_a_prefix_is_kept() -> None:
    data = b"@prefix e: <http://e/> . PREFIX e: <http://f/>"
    assert read(data, "x").prefixes == {"e": "http://f/"}


@pytest.mark.parametrize(("name", "local"), [("x\\,y", "x,y"), ("x\\.", "x."), ("x", "x")])
def test_a_dot_at_the_very_end_of_the_text_ends_the_statement(name: str, local: str) -> None:
    (triple,) = read(f"{PREFIX}e:s e:p e:{name}.".encode(), "x").triples
    assert triple.object == NamedNode(f"http://e/{local}")


def test_an_empty_text_is_turtle() -> None:
    assert read(b"", "x").triples == ()


def test_a_byte_order_mark_is_refused() -> None:
    assert refused(b"\xef\xbb\xbf<http://e/s> <http://e/p> 1 .") == (
        Fault(
            "The file begins with a UTF-8 byte order mark.",
            *(1, 1, 1, 2),
            "Save the file as UTF-8 without byte order mark.",
        ),
    )


@pytest.mark.parametrize(
    ("start", "message", "advice"),
    [
        (b"\xff\xfe<\x00", "a UTF-16 byte order mark", "Save the file as UTF-8."),
        (b"\xfe\xff\x00<", "a UTF-16 byte order mark", "Save the file as UTF-8."),
        (b"\x1f\x8b\x08\x00", "a gzip header", "Unpack the file first."),
        (
            b"PK\x03\x04",
            "a zip header, as workbooks (.xlsx) do",
            "A workbook: `smartregions convert FILE.xlsx` judges it and makes Turtle of it. "
            "Anything else: unpack it first.",
        ),
    ],
)
def test_other_encodings_and_packed_files_are_named(
    start: bytes, message: str, advice: str
) -> None:
    (fault,) = refused(start)
    assert (fault.message, fault.help) == (f"The file begins with {message}.", advice)


@pytest.mark.parametrize(
    ("start", "message", "advice"),
    [
        (b"\x89PNG\r\n", "an image", "Give the Turtle file itself."),
        (b"\xff\xd8\xff\xe0", "an image", "Give the Turtle file itself."),
        (b"%PDF-1.7\n", "a PDF file", "Give the Turtle file itself."),
        (b"\xd0\xcf\x11\xe0\xa1", "a file of an older office program", "Save a workbook as .xlsx"),
    ],
)
def test_what_is_no_text_at_all_is_named(start: bytes, message: str, advice: str) -> None:
    (fault,) = refused(start)
    assert fault.message == f"This is {message}, not Turtle."
    assert str(fault.help).startswith(advice)


def test_a_byte_that_is_not_utf8_is_refused_at_its_place() -> None:
    (fault,) = refused(b"# \xc3\xa9\n# caf\xe9\n")
    assert fault == Fault(
        "The byte 0xE9 is not UTF-8.",
        *(2, 6, 2, 7),
        "Save the file as UTF-8 (in Windows-1252 this byte is `é`).",
    )


def test_overlong_and_surrogate_bytes_are_refused() -> None:
    assert refused(b"<http://e/\xc0\xaf>")[0].message == "The byte 0xC0 is not UTF-8."
    assert refused(b"'\xed\xa0\x80'")[0].message == "The byte 0xED is not UTF-8."


@pytest.mark.parametrize(
    ("text", "column", "end", "mark"),
    [
        ("<< e:s e:p e:o >> e:q 1 .", 1, 3, "<<"),
        ("e:s e:p <<( e:s e:p e:o )>> .", 9, 11, "<<"),
        ("e:s e:p 1 {| e:q 2 |} .", 11, 13, "{|"),
        ("e:s e:p 1 ~ e:r .", 11, 12, "~"),
        ("e:s e:p 'a'@en--ltr .", 12, 20, "@en--ltr"),
    ],
)
def test_rdf_1_2_is_refused(text: str, column: int, end: int, mark: str) -> None:
    assert refused(PREFIX + text) == (
        Fault(
            f"`{mark}` belongs to RDF 1.2, and RDF 1.1 is read here.",
            *(2, column, 2, end),
            "Describe the statement by a node of its own.",
        ),
    )


def test_marks_of_rdf_1_2_in_strings_iris_comments_and_names_are_harmless() -> None:
    text = r"""e:s e:p "<< {| ~ -- @en--ltr", '''<<''', <http://e/~x>, e:a\~b . # << {| ~"""
    assert len(read((PREFIX + text).encode(), "x").triples) == 4


def test_deeply_nested_triple_terms_do_not_end_the_process() -> None:
    assert refused("<<( " * 20_000)[0].message.startswith("`<<` belongs to RDF 1.2")


def test_nested_triple_terms_behind_a_fault_do_not_end_the_process() -> None:
    (fault,) = refused("e:s e:p '''" + "<<( " * 20_000 + "''' .")
    assert fault.code == "undeclared-prefix"
    assert fault.message == "The prefix e: has not been declared."


@pytest.mark.parametrize("brackets", ["[ e:p ", "( "])
def test_a_hundred_thousand_levels_are_read(brackets: str) -> None:
    closing = "]" if brackets[0] == "[" else ")"
    text = f"{PREFIX}e:s e:p {brackets * 100_000}1{closing * 100_000} ."
    assert len(read(text.encode(), "x").triples) >= 100_000


def test_a_relative_iri_needs_a_base() -> None:
    assert "relative IRI" in refused("<s> <http://e/p> 1 .")[0].message
    assert read(b"<s> <http://e/p> 1 .", "x", "http://base/").triples
    assert read(b"@base <http://base/> . <s> <http://e/p> 1 .", "x").triples


@pytest.mark.parametrize("data", [b"\xe9", b"PK\x03\x04", b"<http://e/s> ."])
def test_an_error_knows_what_its_text_is_called(data: bytes) -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        read(data, "partner.ttl")
    assert caught.value.name == "partner.ttl"
