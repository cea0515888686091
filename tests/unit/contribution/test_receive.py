"""Contributions in every format: the same triples, their places, and what is refused."""

from __future__ import annotations

import hashlib
import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.contribution import receive
from smartregions.errors import (
    RequestTooLarge,
    SmartRegionsError,
    TurtleSyntaxError,
    UnsupportedMediaType,
)
from smartregions.turtle.locate import locate

A, P, G = (NamedNode(f"http://e/{name}") for name in "apg")
TRIPLE = Triple(A, P, Literal("x"))
TRIG = "application/trig"
LD = "application/ld+json"
XML = "application/rdf+xml"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/a"><e:p>x</e:p></rdf:Description></rdf:RDF>'
)
SENT = {
    "text/turtle": '@prefix e: <http://e/> . e:a e:p "x" .',
    "application/n-triples": '<http://e/a> <http://e/p> "x" .',
    TRIG: '@prefix e: <http://e/> . { e:a e:p "x" }',
    LD: '{"@id": "http://e/a", "http://e/p": "x"}',
    XML: RDF,
}


@pytest.mark.parametrize("media_type", SENT)
def test_every_format_gives_the_same_triples(media_type: str) -> None:
    data = SENT[media_type].encode()
    received = receive(data, media_type, "sent")
    assert received.contribution.triples == (TRIPLE,)
    assert received.contribution.sha256 == hashlib.sha256(data).hexdigest()
    assert received.contribution.name == "sent"
    assert received.graph is None


@pytest.mark.parametrize(
    "text",
    [
        'GRAPH <http://e/g> { <http://e/a> <http://e/p> "x" }',
        '<http://e/g>{<http://e/a> <http://e/p> "x" . }',
        '@prefix e: <http://e/> .\n e:g { # }\n e:a e:p\n  "x" }',
        'prefix e: <http://e/>\ngraph e:g\n{ e:a e:p "x" ; . }',
        '<http://e/g> {} GRAPH <http://e/g> { <http://e/a> <http://e/p> "x" }',
        '<http://e/g> { <http://e/b> <http://e/p> "{}.<" , "x" }',
        '<http://e/g> { [] <http://e/p> [ <http://e/p> ( 1 _:b ) ] . _:b <http://e/p> "x" }',
        '<http://e/g> { <http://e/a> <http://e/p> 1 } <http://e/g> { <http://e/a> a "x" }',
    ],
)
def test_a_graph_of_trig_keeps_its_places(text: str) -> None:
    received = receive(text.encode(), TRIG, "sent")
    (triple,) = (t for t in received.contribution.triples if t.object == Literal("x"))
    found = locate(received.contribution).triple(triple)
    assert found is not None
    before = text[: text.index('"x"')]
    column = len(before) - before.rfind("\n")
    assert (found.object.line, found.object.column) == (before.count("\n") + 1, column)
    assert received.graph == G.value


def test_triples_of_ntriples_have_places() -> None:
    text = b'# first\n<http://e/a> <http://e/p> "x" .\n_:b <http://e/p> _:b .\n'
    received = receive(text, "application/n-triples", "sent")
    last = received.contribution.triples[-1]
    assert last == Triple(BlankNode("b"), P, BlankNode("b"))
    found = locate(received.contribution).triple(last)
    assert found is not None
    assert (found.object.line, found.object.column) == (3, 18)


@pytest.mark.parametrize(
    ("media_type", "text", "says"),
    [
        ("application/n-triples", "@prefix e: <http://e/> . e:a e:p 1 .", ""),
        (
            TRIG,
            '<http://e/g> { <http://e/a> <http://e/p> "x" } { <http://e/a> <http://e/p> 1 }',
            "2",
        ),
        (TRIG, "<http://e/g> { <http://e/a> <http://e/p> <<( <http://e/a> ", "RDF 1.2"),
        (TRIG, "<http://e/g> { <http://e/a> <http://e/p> ", ""),
        (LD, '{"@context": "http://127.0.0.1:9/c", "@id": "http://e/a"}', "no other document"),
        (
            LD,
            '{"@id": "http://e/a", "http://e/p": '
            '{"@value": "x", "@language": "en", "@direction": "rtl"}}',
            "--rtl` belongs to RDF 1.2",
        ),
        (
            XML,
            RDF.replace(
                "<rdf:RDF", '<rdf:RDF xmlns:its="http://www.w3.org/2005/11/its" rdf:version="1.2"'
            ).replace("<e:p>", '<e:p xml:lang="en" its:version="2.0" its:dir="ltr">'),
            "--ltr` belongs to RDF 1.2",
        ),
        (LD, '{"@context": {"@import": "file:///etc/passwd"}, "http://e/p": 1}', "no other"),
        (LD, '{"@context": ["http://127.0.0.1:9/c", {}], "http://e/p": 1}', "no other document"),
        (LD, '{"@id": "http://e/a", "http://e/p": 1, "http://e/p": 2}', "stands twice"),
        (LD, '{"@id": "http://e/a",\n "http://e/p": 1', "not JSON"),
        (LD, "[" * 100_000, "too deep"),
        (LD, '{"a":' * 100_000, "too deep"),
        (
            LD,
            json.dumps(
                [{"@id": f"http://e/g{n}", "@graph": [{"http://e/p": n}]} for n in range(2)]
            ),
            "2 graphs",
        ),
        (XML, f"<!DOCTYPE rdf:RDF>{RDF}", "document type"),
        (XML, f"<!doctype html>{RDF}", "document type"),
        (XML, f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{RDF}', "document type"),
        (XML, RDF.replace("</e:p>", "</e:q>"), ""),
    ],
)
def test_what_is_not_read(media_type: str, text: str, says: str) -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        receive(text.encode(), media_type, "sent")
    assert says in str(caught.value)
    assert caught.value.line and caught.value.column
    assert caught.value.name == "sent"


@pytest.mark.parametrize(
    "data", [RDF.encode("utf-16"), b"\xef\xbb\xbf" + RDF.encode(), b"\xff", b"\x1f\x8b\x08"]
)
@pytest.mark.parametrize("media_type", SENT)
def test_other_encodings_are_refused(media_type: str, data: bytes) -> None:
    with pytest.raises(TurtleSyntaxError):
        receive(data, media_type, "sent")


@pytest.mark.parametrize("media_type", ["", "text/html", "application/n-quads", "application/json"])
def test_other_types_are_refused_with_those_that_are_read(media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="text/turtle"):
        receive(b"", media_type, "sent")


def test_too_many_triples_are_refused() -> None:
    text = b"<http://e/a> <http://e/p> 1, 2, 3 ."
    assert receive(text, "text/turtle", "sent", most=3)
    with pytest.raises(RequestTooLarge, match="3 triples are more than the 2"):
        receive(text, "text/turtle", "sent", most=2)


def test_a_named_graph_of_jsonld_is_named() -> None:
    text = '{"@id": "http://e/g", "@graph": [{"@id": "http://e/a", "http://e/p": "x"}]}'
    received = receive(text.encode(), LD, "sent")
    assert (received.graph, received.contribution.triples) == (G.value, (TRIPLE,))


def test_a_number_of_900_000_digits_is_text() -> None:
    text = '{"@id": "http://e/a", "http://e/p": ' + "1" * 900_000 + "}"
    try:
        assert receive(text.encode(), LD, "sent").contribution.triples
    except SmartRegionsError as refused:
        assert isinstance(refused, TurtleSyntaxError)
