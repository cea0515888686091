"""Where JSON-LD states its triples: in each document the place that is asked for is in brackets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions.contribution.documents import jsonld
from smartregions.namespaces import RDF, XSD
from smartregions.turtle.locate import Span, locate
from smartregions.turtle.read import Contribution

LONG = "nuts"  # of which rdflib takes ten seconds
DATA = sorted((Path(__file__).parents[3] / "data").glob("*.ttl"))
DATA = [path for path in DATA if path.stem != LONG]
Writer = Callable[[Path], bytes]
E, BASE = "http://e/", "http://base/d/"
OPEN, CLOSE = "⟦", "⟧"


def node(name: str) -> NamedNode:
    return NamedNode(name if ":" in name else E + name)


def read(text: str, base: str | None = None) -> Contribution:
    contribution, _ = jsonld(text.encode(), "a.jsonld", base)
    return contribution


def marked(text: str) -> tuple[str, Span]:
    """The document without the brackets, and the stretch between them."""
    before, inside, after = text.replace(CLOSE, OPEN).split(OPEN)
    lines = before.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    return before + inside + after, Span(line, column, line, column + len(inside))


def place(text: str, subject: str, predicate: str, value: object, end: str) -> tuple[Span, Span]:
    """The place that is told of one end of a triple, and that between the brackets."""
    plain, wanted = marked(text)
    contribution = read(plain, BASE)
    if isinstance(value, str):
        value = node(value)
    triple = next(
        each
        for each in contribution.triples
        if each.predicate == node(predicate)
        and (subject == "" or each.subject == node(subject))
        and (each.object == value or (value is None and isinstance(each.object, BlankNode)))
    )
    found = locate(contribution).triple(triple)
    assert found is not None
    told: Span = getattr(found, end)
    return told, wanted


TYPE = RDF + "type"
TEXT = Literal("x")


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "value", "end"),
    [
        ('{"@id": ⟦"http://e/s"⟧,\n "http://e/p": "x"}', "s", "p", TEXT, "subject"),
        ('{"@id": "http://e/s",\n ⟦"http://e/p"⟧: "x"}', "s", "p", TEXT, "predicate"),
        ('{"@id": "http://e/s",\n "http://e/p": ⟦"x"⟧}', "s", "p", TEXT, "object"),
        ('⟦{⟧"http://e/p": "x"}', "", "p", TEXT, "subject"),
        ('{"@id": "http://e/s", "@type": ["http://e/A", ⟦"http://e/B"⟧]}',
         "s", TYPE, "B", "object"),
        ('{"@id": "http://e/s", ⟦"@type"⟧: "http://e/A"}', "s", TYPE, "A", "predicate"),
        ('{"@id": "http://e/s", "http://e/p": {"@id": ⟦"http://e/o"⟧, "http://e/q": "x"}}',
         "s", "p", "o", "object"),
        ('{"@id": "http://e/s", "http://e/p": {"@id": "http://e/o", "http://e/q": ⟦"x"⟧}}',
         "o", "q", TEXT, "object"),
        ('{"@id": "http://e/s", "http://e/p": ["y", {"@value": ⟦"x"⟧}]}',
         "s", "p", TEXT, "object"),
        ('{"@id": "http://e/s", "http://e/p": {"@set": [["y"], [⟦"x"⟧]]}}',
         "s", "p", TEXT, "object"),
        ('{"@id": "http://e/s", "http://e/p": [{"@value": "x", "@language": "fr"}, ⟦"x"⟧]}',
         "s", "p", TEXT, "object"),
        ('{"@id": "http://e/s", "http://e/p": ["x", {"@value": ⟦"x"⟧, "@language": "fr"}]}',
         "s", "p", Literal("x", language="fr"), "object"),
        ('{"@id": "http://e/s", "http://e/p": {"@value": ⟦"x"⟧, "@type": "http://e/t"}}',
         "s", "p", Literal("x", datatype=node("t")), "object"),
        ('{"@id": "http://e/s", "http://e/p": [1, ⟦12⟧, true]}',
         "s", "p", Literal("12", datatype=node(XSD + "integer")), "object"),
        ('{"@id": "http://e/s", "http://e/p": [false, ⟦true⟧]}',
         "s", "p", Literal("true", datatype=node(XSD + "boolean")), "object"),
        ('{"@id": "http://e/s", "http://e/p": ⟦2.50⟧}',
         "s", "p", Literal("2.5E0", datatype=node(XSD + "double")), "object"),
        ('{"@id": "http://e/s", "http://e/p": null, "http://e/q": "\\u0041é\\n",\n'
         '"http://e/r": ⟦"x"⟧}', "s", "r", TEXT, "object"),
        ('{"@graph": [{"@id": "http://e/a"}, {"@id": "http://e/s", "http://e/p": ⟦"x"⟧}]}',
         "s", "p", TEXT, "object"),
        ('[{"@id": "http://e/a", "http://e/p": "x"}, {"@id": ⟦"http://e/s"⟧, "http://e/p": "x"}]',
         "s", "p", TEXT, "subject"),
        ('{"@id": "http://e/o", "@reverse": {⟦"http://e/p"⟧: {"@id": "http://e/s"}}}',
         "s", "p", "o", "predicate"),
        ('{"@id": ⟦"http://e/o"⟧, "@reverse": {"http://e/p": {"@id": "http://e/s"}}}',
         "s", "p", "o", "object"),
        ('{"@id": "../s", "http://e/p": ⟦"x"⟧}', "http://base/s", "p", TEXT, "object"),
        ('{"@id": "http://e/s", "http://e/p": ⟦{⟧"http://e/q": "x"}}', "s", "p", None, "object"),
        ('{"@id": "http://e/s", "http://e/p": [{"http://e/q": "x"},\n {"http://e/q": ⟦"y"⟧}]}',
         "", "q", Literal("y"), "object"),
    ],
)  # fmt: skip
def test_a_term_stands_where_it_is_written(
    text: str, subject: str, predicate: str, value: object, end: str
) -> None:
    told, wanted = place(text, subject, predicate, value, end)
    assert told == wanted


@pytest.mark.parametrize(
    ("context", "body", "predicate", "value"),
    [
        ({"p": "http://e/p"}, '"@id": "http://e/s", "p": ⟦"x"⟧', "p", TEXT),
        ({"e": E}, '"@id": "e:s", "e:p": ⟦"x"⟧', "p", TEXT),
        ({"@vocab": E}, '"@id": "http://e/s", "p": ⟦"x"⟧', "p", TEXT),
        ({"@vocab": E, "q": None}, '"@id": "http://e/s", "q": "x", "p": ⟦"x"⟧', "p", TEXT),
        ({"p": {"@id": "e:p"}, "e": E}, '"@id": "e:s", "p": ⟦"x"⟧', "p", TEXT),
        ({"e:p": {"@type": "@id"}, "e": E}, '"@id": "e:s", "e:p": ["e:a", ⟦"e:o"⟧]', "p", "o"),
        ({"@vocab": E, "p": {"@type": "@vocab"}}, '"@id": "http://e/s", "p": ["a", ⟦"o"⟧]',
         "p", "o"),
        ({"e": E, "p": {"@id": "e:p", "@type": "e:t"}}, '"@id": "e:s", "p": ["y", ⟦"x"⟧]',
         "p", Literal("x", datatype=node("t"))),
        ({"@language": "fr", "@vocab": E}, '"@id": "http://e/s", "p": ["y", ⟦"x"⟧]',
         "p", Literal("x", language="fr")),
        ({"@language": "fr", "@vocab": E, "p": {"@language": None}},
         '"@id": "http://e/s", "p": ["y", ⟦"x"⟧]', "p", TEXT),
        ({"@vocab": E, "p": {"@container": "@language"}},
         '"@id": "http://e/s", "p": {"en": "x", "fr": ["y", ⟦"x"⟧]}',
         "p", Literal("x", language="fr")),
        ({"@vocab": E, "p": {"@container": "@index"}},
         '"@id": "http://e/s", "p": {"1": "y", "2": ⟦"x"⟧}', "p", TEXT),
        ({"id": "@id", "@vocab": E}, '"id": "http://e/s", "p": ⟦"x"⟧', "p", TEXT),
        ({"@vocab": E, "of": {"@reverse": "p"}},
         '"@id": "http://e/x", "of": [{"@id": "http://e/a"}, {"@id": ⟦"http://e/s"⟧}]',
         "p", "x"),
        ({"@vocab": E}, '"q": {"@context": {"@vocab": "http://f/", "e": "http://e/"},'
         '"@id": "http://e/s", "p": "x", "e:p": ⟦"x"⟧}', "p", TEXT),
        ({"@vocab": E, "q": {"@context": {"p": "http://f/p"}}},
         '"@id": "http://e/s", "q": {"@id": "http://e/o", "p": "x"}, "p": ⟦"x"⟧', "p", TEXT),
        ([{"@vocab": "http://f/"}, {"@vocab": E}], '"@id": "http://e/s", "p": ⟦"x"⟧', "p", TEXT),
        ({"@base": E, "@vocab": E}, '"@id": "s", "p": ⟦"x"⟧', "p", TEXT),
    ],
)  # fmt: skip
def test_a_context_says_what_keys_and_values_mean(
    context: object, body: str, predicate: str, value: object
) -> None:
    text = f'{{"@context": {json.dumps(context)},\n {body}}}'
    end = "subject" if value == "x" else "object"
    told, wanted = place(text, "s", predicate, value, end)
    assert told == wanted


@pytest.mark.parametrize("name", ["//[", "//[x]", "http://[", "_:", ""])
@pytest.mark.parametrize("context", ["{}", '{"@base": "d/"}'])
def test_a_name_that_is_no_iri_costs_no_other_its_place(name: str, context: str) -> None:
    """The parser leaves out what is said of it, and reads the rest."""
    odd = f'{{"@context": {context}, "@id": "{name}", "http://e/p": "y"}}'
    text, wanted = marked(f'[{odd},\n{{"@id": "http://e/s", "http://e/p": ⟦"x"⟧}}]')
    found = locate(read(text, BASE)).triple(Triple(node("s"), node("p"), TEXT))
    assert found and found.object == wanted


def test_a_deep_document_is_read_for_its_places() -> None:
    depth = 300
    text = '{"@id": "http://e/s", "http://e/p": ' * depth + '"x"' + "}" * depth
    found = locate(read(text)).triple(Triple(node("s"), node("p"), TEXT))
    assert found and found.object.column == text.index('"x"') + 1


def compacted(path: Path) -> bytes:
    graph = rdflib.Graph().parse(path)
    context = {prefix: str(name) for prefix, name in graph.namespaces()} | {"@language": "en"}
    return graph.serialize(format="json-ld", context=context).encode()


def expanded(path: Path) -> bytes:
    triples = (quad.triple for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE))
    return pyoxigraph.serialize(triples, format=RdfFormat.JSON_LD) or b""


@pytest.mark.parametrize("writer", [expanded, compacted])
@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_every_triple_of_the_data_is_found_at_what_it_says(path: Path, writer: Writer) -> None:
    text = writer(path).decode()
    contribution = read(text)
    places, lines = locate(contribution), text.split("\n")
    for triple in contribution.triples:
        found = places.triple(triple)
        assert found is not None, triple
        span = found.object
        written = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        if isinstance(triple.object, Literal) and written[0] == '"':
            assert json.loads(written) == triple.object.value
        elif isinstance(triple.object, NamedNode):
            end = json.loads(written).partition(":")[2]
            assert triple.object.value.endswith(end)
