"""RDF/XML: the place of every triple, marked in the text, and of every triple of the data."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from smartregions.contribution import rdfxml as reader
from smartregions.contribution.documents import rdfxml
from smartregions.turtle.lines import Lines
from smartregions.turtle.locate import Span, TriplePlace, locate
from smartregions.turtle.read import Contribution

DATA = sorted((Path(__file__).parents[3] / "data").glob("*.ttl"))
MARK = re.compile(r"⟦(\w+):(.*?)⟧", re.DOTALL)
HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
    ' xml:base="http://b/d/f">\n'
)
FOOT = "</rdf:RDF>"


def unmarked(text: str) -> tuple[str, dict[Span, str]]:
    """The text without its marks `⟦name:...⟧`, and the name of each stretch that was marked."""
    bare, names, end = "", {}, 0
    for match in MARK.finditer(text):
        bare += text[end : match.start()]
        start = after(bare)
        bare, end = bare + match[2], match.end()
        names[Span(*start, *after(bare))] = match[1]
    return bare + text[end:], names


def after(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def parsed(text: str, base: str | None = None) -> Contribution:
    return rdfxml(text.encode(), "x.rdf", base)[0]


def told(marked: str, base: str | None = None) -> list[str]:
    """Of each triple the local name of its predicate, and the marks where its terms stand."""
    text, names = unmarked(marked)
    contribution = parsed(text, base)
    positions = locate(contribution)
    found = []
    for triple in contribution.triples:
        place = positions.triple(triple)
        assert place, triple
        marks = (names.get(span, str(span)) for span in spans(place))
        found.append(" ".join((re.split("[/#]", triple.predicate.value)[-1], *marks)))
    return sorted(found)


def spans(place: TriplePlace) -> tuple[Span, Span, Span]:
    return place.subject, place.predicate, place.object


THING = '<rdf:Description rdf:about="⟦s:http://e/s⟧">\n'
END = "</rdf:Description>"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # what a thing is called
        ('<rdf:Description rdf:about="⟦s:x⟧" ⟦p:e:p⟧="⟦o:1⟧"/>', ["p s p o"]),
        ("<rdf:Description rdf:ID='⟦s:x⟧'><⟦p:e:p⟧>⟦o:1⟧</e:p></rdf:Description>", ["p s p o"]),
        ('<⟦u:e:T⟧ rdf:nodeID="⟦s:x⟧"/><⟦t:e:U⟧/>',
         ["type s u u", "type t t t"]),
        ("<⟦s:rdf:Description⟧\n ⟦p:e:p⟧ = '⟦o:>⟧'\n/>", ["p s p o"]),
        # what is said of it by attributes
        ("<⟦t:e:T⟧ rdf:about='⟦s:x⟧' ⟦p:e:p⟧='⟦o:é 𝒳&amp;⟧' ⟦q:e:q⟧='⟦r:⟧'/>",
         ["p s p o", "q s q r", "type s t t"]),
        ("<rdf:Description ⟦p:rdf:type⟧='⟦o:T⟧' rdf:about='⟦s:x⟧'/>", ["type s p o"]),
        # literals
        (THING + "<⟦p:e:p⟧ xml:lang='en'>⟦o:é 𝒳⟧</e:p> <⟦q:e:q⟧>⟦r:b⟧</e:q>" + END,
         ["p s p o", "q s q r"]),
        (THING + "<⟦p:e:p⟧ rdf:datatype='http://e/t'>\n  ⟦o:a &lt;\nb⟧ \n</e:p>" + END,
         ["p s p o"]),
        (THING + "<⟦p:e:p⟧></e:p><⟦q:e:q⟧/><⟦r:e:r⟧> \n </e:r>" + END,
         ["p s p p", "q s q q", "r s r r"]),
        (THING + "<⟦p:e:p⟧>⟦o:a&#233;&#xe9;&quot;⟧</e:p>" + END, ["p s p o"]),
        (THING + "<⟦p:e:p⟧> <!-- c --> ⟦o:b⟧ <!-- d --></e:p><⟦q:e:q⟧><!-- c --></e:q>" + END,
         ["p s p o", "q s q q"]),
        (THING + "<⟦p:e:p⟧>⟦o:<![CDATA[<!-- &lt;]]>⟧</e:p>" + END, ["p s p o"]),
        # what a property points to
        (THING + "<⟦p:e:p⟧ rdf:resource='⟦o:http://e/a?b&amp;c⟧'/>" + END, ["p s p o"]),
        (THING + "<⟦p:e:p⟧ rdf:nodeID='⟦o:n⟧'/>" + END, ["p s p o"]),
        (THING + "<⟦p:e:p⟧ rdf:resource='⟦o:x⟧' ⟦q:e:q⟧='⟦r:1⟧'/>" + END, ["p s p o", "q o q r"]),
        (THING + "<⟦p:e:p⟧ ⟦q:e:q⟧='⟦r:1⟧'></e:p>" + END, ["p s p p", "q p q r"]),
        (THING + "<⟦p:e:p⟧>\n <⟦o:e:T⟧>\n  <⟦q:e:q⟧>⟦r:1⟧</e:q></e:T>\n</e:p>" + END,
         ["p s p o", "q o q r", "type o o o"]),
        (THING + "<⟦p:e:p⟧><⟦t:e:T⟧ rdf:about='⟦o:x⟧'/></e:p>" + END, ["p s p o", "type o t t"]),
        (THING + "<⟦p:e:p⟧ rdf:parseType='Resource'><⟦q:e:q⟧>⟦r:1⟧</e:q></e:p>" + END,
         ["p s p p", "q p q r"]),
        (THING + "<⟦p:e:p⟧ rdf:parseType='Literal'>⟦o:a <e:p>b</e:p> ⟧</e:p>" + END, ["p s p o"]),
        # names of statements
        (THING + "<⟦p:e:p⟧ rdf:ID='⟦i:r⟧'>⟦o:1⟧</e:p><⟦q:e:q⟧>⟦r:2⟧</e:q>" + END,
         ["object i i o", "p s p o", "predicate i i p", "q s q r", "subject i i s", "type i i i"]),
        (THING + "<⟦p:e:p⟧ rdf:ID='⟦i:r⟧' rdf:resource='⟦o:x⟧'/>" + END,
         ["object i i o", "p s p o", "predicate i i p", "subject i i s", "type i i i"]),
        (THING + "<⟦p:e:p⟧ rdf:ID='⟦i:r⟧'>\n<⟦t:e:T⟧ rdf:about='⟦o:x⟧'/></e:p>" + END,
         ["object i i o", "p s p o", "predicate i i p", "subject i i s", "type i i i",
          "type o t t"]),
        (THING + "<⟦p:e:p⟧ rdf:ID='⟦i:r⟧' rdf:parseType='Collection'/>" + END,
         ["object i i p", "p s p p", "predicate i i p", "subject i i s", "type i i i"]),
        # containers and collections
        ("<⟦t:rdf:Bag⟧ rdf:about='⟦s:x⟧'><⟦a:rdf:li⟧>⟦b:1⟧</rdf:li>"
         "<⟦c:rdf:li⟧>⟦d:1⟧</rdf:li></rdf:Bag>",
         ["_1 s a b", "_2 s c d", "type s t t"]),
        (THING + "<⟦p:e:p⟧ rdf:parseType='Collection'/>" + END, ["p s p p"]),
        (THING + "<⟦p:e:p⟧ rdf:parseType='Collection'>\n <rdf:Description rdf:about='⟦a:a⟧'/>\n"
         "<⟦b:e:T⟧/></e:p>" + END,
         ["first b p b", "first p p a", "p s p p", "rest b p p", "rest p p b", "type b b b"]),
    ],
)  # fmt: skip
def test_each_construct_has_its_places(marked: str, expected: list[str]) -> None:
    assert told(HEAD + marked + FOOT) == expected


def test_lines_and_columns_count_characters() -> None:
    contribution = parsed(HEAD + "<!-- é𝒳 -->\n<e:T e:p='é𝒳' e:q='b'/>" + FOOT)
    (triple,) = (t for t in contribution.triples if t.predicate.value == "http://e/q")
    assert locate(contribution).triple(triple) == TriplePlace(
        Span(3, 2, 3, 5), Span(3, 15, 3, 18), Span(3, 20, 3, 21)
    )
    assert locate(contribution).line(3) == "<e:T e:p='é𝒳' e:q='b'/></rdf:RDF>"


def test_references_are_those_of_the_nearest_base() -> None:
    node = '<rdf:Description rdf:about="⟦s:a⟧"><⟦p:e:p⟧ xml:base="http://c/" rdf:resource="⟦o:b⟧"/>'
    assert told(HEAD + node + END + FOOT) == ["p s p o"]
    bare = HEAD.replace(' xml:base="http://b/d/f"', "")
    assert told(bare + node + END + FOOT, "http://c/d/e/f") == ["p s p o"]


def test_one_node_alone_needs_no_rdf_element() -> None:
    head = HEAD.strip().removeprefix("<rdf:RDF").removesuffix(">")
    assert told(f"<⟦t:e:T⟧{head} ⟦p:e:p⟧='⟦o:1⟧'/>") == ["p t p o", "type t t t"]


def test_of_what_is_stated_twice_the_first_place_is_told() -> None:
    twice = (
        "<rdf:Description rdf:about='⟦s:x⟧' ⟦p:e:p⟧='⟦o:1⟧'/>\n"
        "<rdf:Description rdf:about='x' e:p='1'/>"
    )
    assert set(told(HEAD + twice + FOOT)) == {"p s p o"}


def test_line_ends_of_other_systems_hide_no_place() -> None:
    text = (HEAD + "<e:T e:p='a\nb'><e:q>c\nd</e:q>\n<e:q>e\nf</e:q></e:T>" + FOOT).replace(
        "\n", "\r\n"
    )
    contribution = parsed(text)
    places = list(map(locate(contribution).triple, contribution.triples))
    assert [place and place.object.line for place in places] == [2, 2, 3, 5]


@pytest.mark.parametrize(
    "text", ["", "<", "<a", "<a b='c'", "é", HEAD, HEAD + "<e:T", HEAD + "<f:T/>", HEAD + "</x>"]
)
def test_a_text_that_is_not_whole_raises_nothing(text: str) -> None:
    assert list(reader.rdfxml(text, None)) == []


@pytest.mark.parametrize("base", [None, "", "x", "http://b/"])
def test_what_is_before_a_fault_is_told(base: str | None) -> None:
    bad = "<e:T rdf:about='&lt; >' xml:base='\\ &lt;'><e:p rdf:resource='%' xml:lang='a b'>"
    found = list(reader.rdfxml(HEAD + "<e:T rdf:about='http://e/s'/>" + bad + FOOT, base))
    assert found[0].triple.subject == NamedNode("http://e/s")


def test_elements_that_lie_deep_in_one_another_are_read() -> None:
    text = HEAD + "<e:T><e:p>" * 20_000 + "</e:p></e:T>" * 20_000 + FOOT
    assert len(list(reader.rdfxml(text, None))) == 40_000


def test_of_more_than_memory_is_for_the_first_have_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST", 2)
    contribution = parsed(HEAD + "<rdf:Description e:p='1' e:q='2' e:r='3'/>" + FOOT)
    placed = filter(locate(contribution).triple, contribution.triples)
    assert {triple.predicate.value for triple in placed} == {"http://e/p", "http://e/q"}


def written(text: str, lines: Lines, span: Span) -> str:
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return html.unescape(text[lines.offset(*start) : lines.offset(*end)])


def meant(triple: Triple, at: tuple[str, str, str]) -> bool:
    """Whether these words stand for the terms of a triple, of which none is a blank node."""
    subject, predicate, value = at
    if not predicate.startswith("rdf:") and predicate == value:  # the name of an element
        return triple.object.value.endswith(re.split(":", value)[-1])
    return (subject, value) == (triple.subject.value, triple.object.value.strip())


def assert_placed(contribution: Contribution) -> None:
    document, positions = contribution.document, locate(contribution)
    assert document
    named = [t for t in contribution.triples if not any(isinstance(x, BlankNode) for x in t)]
    assert named
    lines = Lines(document.text)
    for triple in named:
        place = positions.triple(triple)
        assert place, triple
        first, second, third = (written(document.text, lines, span) for span in spans(place))
        assert meant(triple, (first, second, third)), (triple, place)


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_every_triple_of_the_data_stands_where_it_is_written(path: Path) -> None:
    triples = pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TURTLE)
    data = pyoxigraph.serialize(triples, format=RdfFormat.RDF_XML) or b""
    assert_placed(parsed(data.decode()))


@pytest.mark.parametrize("name", ["places", "catalogue"])
def test_so_it_does_as_other_software_writes_it(name: str) -> None:
    graph = rdflib.Graph().parse(next(path for path in DATA if path.stem == name))
    assert_placed(parsed(graph.serialize(format="pretty-xml")))
