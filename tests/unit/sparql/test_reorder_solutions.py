"""Queries made at random on data made at random: in any order, the same solutions as often."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from answers import answer, scrambled
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import Statistics, measure

E = "http://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PROLOGUE = f"PREFIX : <{E}> PREFIX e.x: <{E}> PREFIX rdf: <{RDF}>\n"

Node = NamedNode | BlankNode | Literal

NODES: list[NamedNode | BlankNode] = [
    *(NamedNode(E + name) for name in "abcdef"),
    BlankNode("b1"),
    BlankNode("b2"),
]
PREDICATES = [*(NamedNode(E + name) for name in "pqrs"), NamedNode(RDF + "type")]
LITERALS = [Literal(1), Literal(2), Literal(True), Literal("x"), Literal("x", language="en")]
GRAPHS: list[NamedNode | DefaultGraph] = [
    DefaultGraph(),
    DefaultGraph(),
    NamedNode(E + "g"),
    NamedNode(E + "h"),
]

VARIABLES = ("?x", "?y", "?z", "$x", "?u", "?v", "?w")
NAMES = (":a", ":b", ":c", f"<{E}d>", "e.x:b", ":%63", ":c\\-")
BLANKS = ("[]", "_:one", "_:b0")
WRITTEN = ("1", "+2", "-2", "1.0", "true", '"x"', "'x'@en", f'"1"^^<{E}type>', '"""a " ."""')
STEPS = (":p", ":q", ":r", f"<{E}s>", "a", "e.x:p", "rdf:type")
PATHS = (
    "% / %", "%|%", "(%/%)|%", "^(%|%)", "!:p", "!(:p|^:q)", "(%/%)+", "( % )", "%", "^ :p/ %",
)  # fmt: skip
SPACES = (" ", " ", "\n", "\t", " # a } comment { .\n")
FILTERS = ("(?x != ?y)", " BOUND(?z)", "(isIRI(?u)||?v=1)", "(?x IN (:a,:b,1) && 1<2)")
VALUES = ("?x { :a :b UNDEF }", "(?y $z) { (:a UNDEF) (1 :b) }", "?u { }", "() { () }")
BINDINGS = ("1", ":a", "STR(?x)", "EXISTS { ?x :p ?y . ?y :q ?z }")
FORMS = (
    "SELECT *", "SELECT DISTINCT ?x ?z", "SELECT ?y (COUNT(*) AS ?n)", "ASK",
    "CONSTRUCT { ?x :made ?y . ?y :of [ :is ?z ] }",
)  # fmt: skip


class Writer:
    """Writes queries; each group has its own blank nodes, each BIND a variable of its own."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._numbers = count()

    def query(self) -> str:
        form = self._random.choice(FORMS)
        return f"{PROLOGUE}{form} WHERE {self._group(2)}" + " GROUP BY ?y" * ("COUNT" in form)

    def data(self) -> Store:
        choice = self._random.choice
        store = Store()
        for _ in range(self._random.randint(5, 40)):
            target: Node = choice(NODES) if self._random.random() < 0.7 else choice(LITERALS)
            store.add(Quad(choice(NODES), choice(PREDICATES), target, choice(GRAPHS)))
        return store

    def _group(self, depth: int) -> str:
        space = self._random.choice(SPACES)
        elements = [self._element(depth) for _ in range(self._random.randint(1, 4))]
        return "{" + space.join(["", *elements, ""]) + "}"

    def _element(self, depth: int) -> str:
        draw = self._random.random()
        if draw < 0.5:
            return self._statements()
        if draw < 0.6:
            return "FILTER" + self._random.choice(FILTERS)
        if draw < 0.67:
            return "VALUES " + self._random.choice(VALUES)
        if draw < 0.72:
            return f"BIND({self._random.choice(BINDINGS)} AS ?bound{next(self._numbers)})"
        return self._nested(depth - 1) if depth else self._statements()

    def _nested(self, depth: int) -> str:
        forms = (
            "%", "OPTIONAL %", "OPTIONAL%", "% UNION %", "MINUS %", "FILTER EXISTS %",
            "FILTER NOT EXISTS %", "GRAPH :g %", "GRAPH ?graph %", "{SELECT DISTINCT ?x ?y %}",
            "{ SELECT (MAX(?x) AS ?w) WHERE % GROUP BY ?y VALUES ?y { :a 1 } }",
            "FILTER(!(1 = 2 && EXISTS %))", "OPTIONAL { FILTER(?x != :a) % }",
        )  # fmt: skip
        return self._filled(self._random.choice(forms), lambda: self._group(depth))

    def _statements(self) -> str:
        some = [self._statement() for _ in range(self._random.randint(1, 4))]
        number = next(self._numbers)
        text = self._random.choice((" . ", ".\n", " .# no } .\n")).join(some) + " ."
        return text.replace("_:one", f"_:one{number}").replace("_:b0", f"_:b{number}")

    def _statement(self) -> str:
        if self._random.random() < 0.1:
            return f"[ {self._list(1)} ]"
        subject = f"[ {self._list(1)} ]" if self._random.random() < 0.1 else self._subject()
        return f"{subject} {self._list(1)}"

    def _list(self, depth: int) -> str:
        parts = []
        for _ in range(self._random.choice((1, 1, 2, 3))):
            objects = [self._object(depth) for _ in range(self._random.choice((1, 1, 2)))]
            parts.append(f"{self._verb()} {' , '.join(objects)}")
        return " ; ".join(parts) + self._random.choice(("", "", " ;", ";;"))

    def _object(self, depth: int) -> str:
        draw = self._random.random()
        if draw < 0.1 and depth:
            return f"[ {self._list(depth - 1)} ]"
        return self._random.choice(WRITTEN) if draw < 0.2 else self._subject()

    def _subject(self) -> str:
        draw = self._random.random()
        kind = VARIABLES if draw < 0.6 else NAMES if draw < 0.85 else BLANKS
        return self._random.choice(kind)

    def _verb(self) -> str:
        draw = self._random.random()
        if draw < 0.15:
            return self._random.choice(VARIABLES)
        if draw < 0.75:
            return self._random.choice(STEPS)
        return self._filled(self._random.choice(PATHS), self._step)

    def _step(self) -> str:
        choice = self._random.choice
        return choice(("", "", "^")) + choice(STEPS) + choice(("", "", "", "*", "+", "?"))

    @staticmethod
    def _filled(form: str, part: Callable[[], str]) -> str:
        first, *others = form.split("%")
        return first + "".join(part() + other for other in others)


def orders(text: str, store: Store, seed: int) -> list[str]:
    """The query by the statistics of its data, and by some that are wrong."""
    return [reorder(text, known) for known in (measure(store), scrambled(store, seed))]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_a_query_has_the_same_solutions_in_any_order(seed: int) -> None:
    writer = Writer(Random(seed))
    text, store = writer.query(), writer.data()
    expected = answer(store, text)
    for other in orders(text, store, seed):
        assert answer(store, other) == expected, f"{text}\n{other}"


def test_most_of_these_queries_have_another_order() -> None:
    """Else the test above would show nothing."""
    changed = 0
    for seed in range(200):
        writer = Writer(Random(seed))
        text, store = writer.query(), writer.data()
        changed += any(other != text for other in orders(text, store, seed))
    assert changed >= 100


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_no_query_does_not_become_one(seed: int) -> None:
    """One character of a query is lost, doubled or replaced."""
    random = Random(seed)
    text = Writer(random).query()
    at = random.randrange(len(PROLOGUE), len(text))
    text = (
        text[:at]
        + random.choice(("", text[at] * 2, random.choice(".;,{}[]()<>?:/^ ")))
        + text[at + 1 :]
    )
    other = reorder(text, Statistics({}, {}))
    assert is_query(other) == is_query(text), f"{text}\n{other}"


def is_query(text: str) -> bool:
    try:
        Store().query(text)
    except SyntaxError:
        return False
    except RuntimeError as error:  # a function that nobody has is no fault of the syntax
        return str(error).startswith("The custom function ")
    return True
