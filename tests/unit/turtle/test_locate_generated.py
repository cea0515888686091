"""Positions in generated Turtle: the text is written together with the places of its triples.

The writer below knows nothing of the code under test. It writes tokens with random blanks,
comments and line ends between them, counts lines and columns as it goes, and notes for each triple
what was written where. Nodes without a name are compared by the tree that hangs below them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.turtle.locate import Span, TriplePlace, locate
from smartregions.turtle.read import read

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))

Named = NamedNode | BlankNode | Literal


def typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + name))


IRIS: list[tuple[str, Named]] = [
    ("e:a", NamedNode("http://e/a")),
    ("e:😀", NamedNode("http://e/😀")),
    ("e:a.b", NamedNode("http://e/a.b")),
    ("e:x\\,y", NamedNode("http://e/x,y")),
    (":é-1", NamedNode("http://empty#é-1")),
    (":", NamedNode("http://empty#")),
    ("<http://e/a>", NamedNode("http://e/a")),
    ("<http://e/#\\u00e9>", NamedNode("http://e/#é")),
    ("e:1.2", NamedNode("http://e/1.2")),
]
LABELS: list[tuple[str, Named]] = [("_:b1", BlankNode("b1")), ("_:a.b", BlankNode("a.b"))]
LITERALS: list[tuple[str, Named]] = [
    ("'a'", Literal("a")),
    ('"#<[(."', Literal("#<[(.")),
    ('""', Literal("")),
    ('"\\"😀"@en-GB', Literal('"😀', language="en-gb")),
    ("'''a\n'b''\r\n# c'''", Literal("a\n'b''\r\n# c")),
    ('"""\r"a""\\"."""@fr', Literal('\r"a"".'.replace(".", '".'), language="fr")),
    ("'1'^^e:t", Literal("1", datatype=NamedNode("http://e/t"))),
    ('"1"^^<http://e/t>', Literal("1", datatype=NamedNode("http://e/t"))),
    ("01", typed("01", "integer")),
    ("-1.50", typed("-1.50", "decimal")),
    (".5e3", typed(".5e3", "double")),
    ("true", typed("true", "boolean")),
]
MARKS = set("[](),;.")
BETWEEN = ["", " ", "\n", "\r\n", "\t ", "\r", " # é . ' < [\n", "#\r\n", "\n\n  "]


@dataclass(frozen=True)
class Unnamed:
    """A node of the writer's own; equal only to itself."""

    number: int


@dataclass
class Writer:
    """Writes a text and notes the place of each of its triples."""

    blank: Callable[[], str]
    text: str = ""
    line: int = 1
    column: int = 1
    nodes: int = 0
    triples: list[tuple[object, object, object, TriplePlace]] = field(default_factory=list)

    def token(self, text: str) -> Span:
        separable = text in MARKS or self.text[-1:] in MARKS - {"."}
        self._write(self.blank() or ("" if separable else " "))
        start = (self.line, self.column)
        self._write(text)
        return Span(*start, self.line, self.column)

    def _write(self, text: str) -> None:
        for character in text:
            after_return = self.text.endswith("\r")
            self.text += character
            if character == "\n" and after_return:
                continue
            if character in "\r\n":
                self.line, self.column = self.line + 1, 1
            else:
                self.column += 1

    def unnamed(self) -> Unnamed:
        self.nodes += 1
        return Unnamed(self.nodes)

    def state(self, *terms: tuple[object, Span]) -> None:
        (s, s_span), (p, p_span), (o, o_span) = terms
        self.triples.append((s, p, o, TriplePlace(s_span, p_span, o_span)))

    def term(self, tree: object) -> tuple[object, Span]:
        kind, content = tree if isinstance(tree, tuple) else ("", None)
        if kind == "node":
            return self._node(content)
        if kind == "list":
            return self._list(content)
        text, meaning = content
        return meaning, self.token(text)

    def _node(self, properties: object) -> tuple[object, Span]:
        here = (self.unnamed(), self.token("["))
        self.properties(here, properties)
        self.token("]")
        return here

    def properties(self, subject: tuple[object, Span], properties: object) -> None:
        assert isinstance(properties, list)
        for number, (predicate, objects) in enumerate(properties):
            if number:
                self.token(";")
            verb = self.term(predicate)
            for position, tree in enumerate(objects):
                if position:
                    self.token(",")
                self.state(subject, verb, self.term(tree))

    def _list(self, members: object) -> tuple[object, Span]:
        assert isinstance(members, list)
        bracket = self.token("(")
        if not members:
            closing = self.token(")")
            return NIL, Span(bracket.line, bracket.column, closing.end_line, closing.end_column)
        head = cell = (self.unnamed(), bracket)
        for number, tree in enumerate(members):
            member = self.term(tree)
            if number:
                following = (self.unnamed(), member[1])
                self.state(cell, (REST, bracket), following)
                cell = following
            self.state(cell, (FIRST, bracket), member)
        self.state(cell, (REST, bracket), (NIL, self.token(")")))
        return head


def named(*choices: list[tuple[str, Named]]) -> st.SearchStrategy[object]:
    return st.sampled_from([pair for choice in choices for pair in choice]).map(
        lambda pair: ("named", pair)
    )


PREDICATES = named(IRIS) | st.just(("named", ("a", NamedNode(RDF + "type"))))
LEAVES = named(IRIS, LABELS, LITERALS)


def property_lists(
    objects: st.SearchStrategy[object], least: int
) -> st.SearchStrategy[list[object]]:
    pair = st.tuples(PREDICATES, st.lists(objects, min_size=1, max_size=3))
    return st.lists(pair, min_size=least, max_size=3)


OBJECTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.just("node"), property_lists(inner, 0))
        | st.tuples(st.just("list"), st.lists(inner, max_size=3))
    ),
    max_leaves=8,
)
SUBJECTS = (
    named(IRIS, LABELS)
    | st.tuples(st.just("node"), property_lists(OBJECTS, 0))
    | st.tuples(st.just("list"), st.lists(OBJECTS, max_size=3))
)
STATEMENTS = st.lists(st.tuples(SUBJECTS, property_lists(OBJECTS, 1)), max_size=6)


def write(statements: list[tuple[object, object]], blank: Callable[[], str]) -> Writer:
    writer = Writer(blank)
    for declaration in ("@prefix e: <http://e/> .", "PREFIX : <http://empty#>"):
        for token in declaration.split():
            writer.token(token)
    for subject, properties in statements:
        writer.properties(writer.term(subject), properties)
        writer.token(".")
    return writer


def signature(rows: list[tuple[object, object, object, TriplePlace]]) -> Counter[object]:
    """Triples and places; a node without a name is known by all the places it has."""
    places: dict[object, set[object]] = {}
    for s, _, o, place in rows:
        places.setdefault(s, set()).add(place.subject)
        places.setdefault(o, set()).add(place.object)

    def known(term: object) -> object:
        return term if isinstance(term, Named) else frozenset(places[term])

    return Counter((known(s), known(p), known(o), place) for s, p, o, place in rows)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(statements=STATEMENTS, between=st.lists(st.sampled_from(BETWEEN), min_size=1, max_size=12))
def test_every_generated_triple_is_where_it_was_written(
    statements: list[tuple[object, object]], between: list[str]
) -> None:
    writer = write(statements, cycle(between).__next__)
    contribution = read(writer.text.encode(), "generated")
    positions = locate(contribution)
    labels = {term for _, term in LABELS}
    found = []
    for triple in contribution.triples:
        place = positions.triple(triple)
        assert place is not None
        terms = [
            Unnamed(int(term.value, 16))
            if isinstance(term, BlankNode) and term not in labels
            else term
            for term in triple
        ]
        found.append((terms[0], terms[1], terms[2], place))
    assert signature(found) == signature(first_places(writer))


def first_places(writer: Writer) -> list[tuple[object, object, object, TriplePlace]]:
    """A repeated triple has the place where it is written first."""
    first: dict[tuple[object, object, object], TriplePlace] = {}
    for s, p, o, place in writer.triples:
        first.setdefault((s, p, o), place)
    return [(s, p, o, first[s, p, o]) for s, p, o, _ in writer.triples]
