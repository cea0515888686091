"""MINUS takes the place of FILTER NOT EXISTS where both take the same rows away."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from answers import answer, scrambled
from smartregions.sparql.absence import ROWS, without_absence
from smartregions.sparql.narrowing import WORTH
from smartregions.sparql.planning import planned
from smartregions.sparql.statistics import Predicate, Statistics, measure
from smartregions.sparql.tokens import tokens

E = "http://example.org/"
PROLOGUE = f"PREFIX : <{E}>\n"
MANY = Statistics({f"{E}{name}": Predicate(1000, 100, 100) for name in "pqrs"}, {})
FEW = Statistics({f"{E}{name}": Predicate(2, 2, 2) for name in "pqrs"}, {})

OUTER = ("?x :p ?y .", "?y :q ?z .", "?x :r 1 .", "?z ?v ?x .", "?x :p [ :q ?w ] .")
BESIDE = (
    "OPTIONAL { ?x :s ?u }", "OPTIONAL { ?x :q ?z . ?z :r ?t }", "BIND(STR(?y) AS ?f)",
    "VALUES ?x { :a :b UNDEF }", "{ ?x :q ?u } UNION { ?x :r ?t }", "MINUS { ?x :s 2 }",
    "FILTER(?x != :a)", "FILTER EXISTS { ?x :p ?any }", "GRAPH :g { ?x :p ?t }",
    "{ SELECT ?x (COUNT(*) AS ?n) WHERE { ?x :q ?o } GROUP BY ?x }", "?x :q* ?t .",
)  # fmt: skip
INNER = (
    "?x :q ?i .", "?i :r ?y .", "$x :s ?j .", "?i :p ?j .", "?j ?v ?i .", "?u :q ?i .",
    "?t :p ?n .", "?f :p ?i .", "?i :q [ :p ?x ] .", "?i :r 1 .", "?k :p ?k .", "?x :p+ ?i .",
)  # fmt: skip
WITHIN = (
    "FILTER(?i != ?j)", "FILTER(?x != :b)", "FILTER(BOUND(?u))", "FILTER(isIRI(?i) || ?i = 1)",
    "FILTER regex(STR(?i), \"a\")", "OPTIONAL { ?i :s ?l }", "BIND(1 AS ?one)", "FILTER(?t = ?i)",
)  # fmt: skip
FORMS = ("SELECT *", "SELECT DISTINCT ?x ?z", "SELECT ?y (COUNT(*) AS ?n)", "ASK")
SHELLS = (
    "{ % }",
    "{ % }",
    "{ OPTIONAL { % } }",
    "{ { SELECT ?x ?y WHERE { % } } ?x :p ?o }",
    "{ GRAPH :g { % } }",
    "{ GRAPH ?g { % } }",
    "{ GRAPH ?g { SELECT ?x ?y { % } } }",
    "{ ?x :p ?o OPTIONAL { % } }",
    "{ ?a :q ?i . ?x :p ?k OPTIONAL { % } }",
    "{ ?i :r ?j OPTIONAL { ?x :q ?n OPTIONAL { % } FILTER(?x != :c) } }",
    "{ { % } UNION { ?x :q ?i } }",
    "{ ?x :s ?o { ?x :q ?y } UNION { % } }",
    "{ ?i :p ?o . ?x :q ?o { % } }",
    "{ ?i :p ?o OPTIONAL { SELECT ?x ?y ?i { % } } }",
    "{ ?x :p ?i FILTER EXISTS { SELECT ?x ?i { % } } }",
    "{ ?x :p ?i FILTER NOT EXISTS { % } }",
    "{ ?x :p ?i MINUS { % } }",
    "{ BIND(:a AS ?i) OPTIONAL { GRAPH ?g { % } } }",
    "{ OPTIONAL { % } ?x :q ?i }",
)
ABSENCES = (
    "FILTER NOT EXISTS {{ {} }}", "FILTER NOT EXISTS {{ {} }}", "FILTER (NOT EXISTS {{ {} }})",
    "FILTER(!EXISTS {{ {} }})", "FILTER ( ( ! EXISTS {{ {} }} ) # )\n )",
    "FILTER (NOT EXISTS {{ {} }} && ?x != :b)", "FILTER (?x = :a || NOT EXISTS {{ {} }})",
    "FILTER ((NOT EXISTS {{ {} }}) = true)", "FILTER NOT EXISTS {{ {} }}",
)  # fmt: skip


class Writer:
    """Writes data, and queries in which something must not exist."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._labels = count()

    def query(self) -> str:
        form, shell = self._random.choice(FORMS), self._random.choice(SHELLS)
        shell = self._random.choice((SHELLS[0], shell, shell))
        text = f"{PROLOGUE}{form} WHERE {shell.replace('%', self._group())}"
        return text + " GROUP BY ?y" * ("COUNT" in form)

    def data(self) -> Store:
        choice, store = self._random.choice, Store()
        nodes = [*(NamedNode(E + name) for name in "abcde"), BlankNode("b1")]
        graphs = [NamedNode(E + "g"), NamedNode(E + "h")]
        for _ in range(self._random.randint(5, 40)):
            target = choice([*nodes, *nodes, Literal(1), Literal(2)])
            triple = choice(nodes), NamedNode(E + choice("pqrs")), target
            store.add(Quad(*triple, choice(graphs)) if choice((0, 0, 1)) else Quad(*triple))
        return store

    def _group(self) -> str:
        parts = [*self._some(OUTER, 1, 3), *self._some(BESIDE, 0, 2)]
        parts += [self._absence() for _ in range(self._random.choice((1, 1, 2)))]
        self._random.shuffle(parts)
        return " ".join(parts)

    def _absence(self) -> str:
        parts = self._some(INNER, self._random.choice((1, 2, 2)), self._random.choice((2, 3)))
        parts += self._some(WITHIN, 0, self._random.choice((0, 1)))
        self._random.shuffle(parts)
        dot = self._random.choice(("", " .", " # }\n"))
        return self._random.choice(ABSENCES).format(" ".join(parts)) + dot

    def _some(self, of: tuple[str, ...], least: int, most: int) -> list[str]:
        return self._random.sample(of, self._random.randint(least, most))


def changed(
    text: str, statistics: Statistics = MANY, rows: float = ROWS, worth: float = WORTH
) -> str:
    return without_absence(text, statistics, list(tokens(text)), rows, worth)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32))
def test_a_query_has_the_same_solutions(seed: int) -> None:
    writer = Writer(Random(seed))
    text, store = writer.query(), writer.data()
    expected = answer(store, text)
    for statistics in (measure(store), scrambled(store, seed)):
        for worth in (0, WORTH):
            other = changed(text, statistics, rows=0, worth=worth)
            assert answer(store, other) == expected, f"{text}\n{other}"
        assert answer(store, planned(text, statistics)) == expected, text


def test_many_of_these_queries_are_changed() -> None:
    """Else the test above would show nothing."""
    texts = [Writer(Random(seed)).query() for seed in range(400)]
    assert sum(changed(text, rows=0) != text for text in texts) >= 80


def test_what_is_taken_away_is_narrowed_in_many_of_them() -> None:
    texts = [Writer(Random(seed)).query() for seed in range(400)]
    narrower = [changed(text, rows=0, worth=0) != changed(text, rows=0) for text in texts]
    assert sum(narrower) >= 60


def test_only_what_the_group_can_hold_is_taken_away() -> None:
    one_each = Statistics({**MANY.predicates, f"{E}t": Predicate(1000, 1000, 100)}, {})
    text = PROLOGUE + (
        "SELECT * { ?a :p :one ; :t ?x . ?y :r ?b "
        "FILTER NOT EXISTS { ?i :q ?x ; :s ?y ; :r ?n0 FILTER(?n0 != 3) } }"
    )
    assert changed(text, one_each).endswith(
        " MINUS { ?n1 :p :one . ?n1 :t ?x . ?i :q ?x ; :s ?y ; :r ?n0 FILTER(?n0 != 3) } }"
    )


def test_what_leaves_as_much_to_be_taken_away_is_not_added() -> None:
    text = PROLOGUE + "SELECT * { ?x :p ?y FILTER NOT EXISTS { ?i :q ?x ; :s ?y } }"
    assert changed(text).endswith(" MINUS { ?i :q ?x ; :s ?y } }")


def test_the_pattern_goes_to_the_end_of_its_group() -> None:
    text = PROLOGUE + "SELECT * { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } . ?y :q ?z }"
    assert changed(text) == (
        PROLOGUE + "SELECT * { ?x :p ?y FILTER(true) . ?y :q ?z  MINUS { ?x :q ?i . ?i :r ?y } }"
    )


@pytest.mark.parametrize(
    ("group", "better"),
    [
        ("?x :p ?y FILTER (NOT EXISTS { % })", "?x :p ?y FILTER(true) MINUS { % }"),
        ("?x :p ?y FILTER((!EXISTS { % })) .", "?x :p ?y FILTER(true) . MINUS { % }"),
        (
            "?k :s ?x OPTIONAL { ?x :p ?y FILTER NOT EXISTS { % } }",
            "?k :s ?x OPTIONAL { ?x :p ?y FILTER(true) MINUS { % } }",
        ),
        (
            "{ ?x :p ?y FILTER NOT EXISTS { % } } UNION { ?y :p ?x FILTER NOT EXISTS { % } }",
            "{ ?x :p ?y FILTER(true) MINUS { % } } UNION { ?y :p ?x FILTER(true) MINUS { % } }",
        ),
        (
            "GRAPH ?g { { ?x :p ?y FILTER NOT EXISTS { % } } }",
            "GRAPH ?g { { ?x :p ?y FILTER(true) MINUS { % } } }",
        ),
    ],
)
def test_it_is_done_in_the_group_in_which_it_stands(group: str, better: str) -> None:
    absent = "?x :q ?i . ?i :r ?y"
    text = f"{PROLOGUE}SELECT * WHERE {{ {group.replace('%', absent)} }}"
    expected = f"{PROLOGUE}SELECT * WHERE {{ {better.replace('%', absent)} }}"
    assert changed(text).split() == expected.split()


@pytest.mark.parametrize(
    "group",
    [
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?j FILTER(?j = ?z) } OPTIONAL { ?x :s ?z }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q* ?i . ?i :r ?j }",
        "?x :p ?y FILTER NOT EXISTS { ?k :q ?i . ?i :r ?j }",
        "OPTIONAL { ?x :p ?y } FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y }",
        "?a :s ?x OPTIONAL { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?a } }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?j OPTIONAL { ?j :s ?x } }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?j FILTER EXISTS { ?j :s ?y } }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?j BIND(1 AS ?k) }",
        "?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?j FILTER(RAND() < 0.5) }",
        "?x :p ?y FILTER EXISTS { ?x :q ?i . ?i :r ?j }",
        r"?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r '\u0041' }",
        "?x :p ?y FILTER (NOT EXISTS { ?x :q ?i . ?i :r ?y } && ?x != :a)",
        "?x :p ?y FILTER ((NOT EXISTS { ?x :q ?i . ?i :r ?y }) || ?x = :a)",
        "?x :p ?y FILTER (!(EXISTS { ?x :q ?i . ?i :r ?y }))",
        "?x :p ?y FILTER :f(NOT EXISTS { ?x :q ?i . ?i :r ?y })",
        "?a :s ?i OPTIONAL { ?x :p ?y FILTER (NOT EXISTS { ?x :q ?i . ?i :r ?y }) }",
        "OPTIONAL { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } } BIND(?i AS ?j)",
        "?a :p ?x MINUS { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } }",
        "?x :p ?a FILTER EXISTS { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } }",
        "FILTER EXISTS { SELECT * { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } } }",
    ],
)
def test_where_they_may_differ_or_nothing_is_gained_the_query_stays(group: str) -> None:
    text = f"{PROLOGUE}SELECT * WHERE {{ {group} }}"
    assert changed(text, rows=0) == text


def test_for_a_few_rows_the_query_stays() -> None:
    text = PROLOGUE + "SELECT * { ?x :p ?y FILTER NOT EXISTS { ?x :q ?i . ?i :r ?y } }"
    assert changed(text, FEW) == text
    assert changed(text, MANY) != text


@pytest.mark.parametrize(
    "text",
    [
        "", "NOT EXISTS", "SELECT * { FILTER NOT EXISTS {", "}} NOT EXISTS {", "{ FILTER (NOT",
        "SELECT * { ?x :p ?y FILTER NOT so EXISTS { ?x :q ?i . ?i :r ?y } }",
        "SELECT * { ?x :p ?y FILTER !EXISTS { ?x :q ?i . ?i :r ?y } }",
        "SELECT * { ?x :p ?y FILTER (NOT EXISTS { ?x :q ?i . ?i :r ?y } }",
    ],
)  # fmt: skip
def test_what_is_no_query_stays_as_it_is(text: str) -> None:
    assert changed(text, rows=0) == text
