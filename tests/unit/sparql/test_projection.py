"""A variable that is selected twice is selected."""

from __future__ import annotations

import pytest

from smartregions.sparql.projection import clauses, star, with_columns, without_repeats
from smartregions.sparql.tokens import tokens


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("SELECT ?x ?x {}", "SELECT ?x    {}"),
        ("SELECT ?x $x ?y?x {}", "SELECT ?x    ?y   {}"),
        ("SELECT DISTINCT ?x ?x {}", "SELECT DISTINCT ?x    {}"),
        ("SELECT (1 AS ?x) ?x {}", "SELECT (1 AS ?x)    {}"),
        ("SELECT ?a (?x + (?x) AS ?y) ?y ?a {}", "SELECT ?a (?x + (?x) AS ?y)       {}"),
        (
            "SELECT ?x { { SELECT ?x ?x {} } ?x ?x ?x }",
            "SELECT ?x { { SELECT ?x    {} } ?x ?x ?x }",
        ),
    ],
)
def test_a_variable_that_stands_again_is_blotted_out(text: str, once: str) -> None:
    assert without_repeats(text, list(tokens(text))) == once


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x ?y { ?x ?x ?x }",
        "SELECT ?x (1 AS ?x) {}",
        "SELECT * { ?x ?x ?x }",
        "CONSTRUCT { ?x ?x ?x } {}",
        "SELECT (?x",
        "SELECT ?x '?x' # ?x",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert without_repeats(text, list(tokens(text))) == text


def test_the_items_of_each_clause_are_told_by_name() -> None:
    read = list(tokens("SELECT ?a (STR(?b) AS $c) { { SELECT REDUCED ?d { ?e ?f ?g } } }"))
    found = [[(item.name, item.is_expression) for item in items] for items in clauses(read)]
    assert found == [[("a", False), ("c", True)], [("d", False)]]


@pytest.mark.parametrize(
    ("text", "is_all"),
    [
        ("PREFIX a: <b*> SELECT * {}", True),
        ("select\n# *\nDistinct*{}", True),
        ("SELECT REDUCED * FROM <g> { ?x ?y ?z }", True),
        ("SELECT ?x { { SELECT * {} } }", False),
        ("SELECT (COUNT(*) AS ?n) {}", False),
        ("ASK { { SELECT * {} } }", False),
        ("DESCRIBE * {}", False),
        ("CONSTRUCT { ?x ?y ?z } { SELECT * { ?x ?y ?z } }", False),
        ("SELECT", False),
    ],
)
def test_all_is_selected_by_a_star_of_the_query_itself(text: str, is_all: bool) -> None:
    found = star(text)
    assert (found is not None and text[found.start : found.end] == "*") == is_all


def test_variables_come_in_the_order_of_the_written_query() -> None:
    text = "SELECT*{ $z ?y ?z . ?x ?y ?y }"
    every = star(text)
    assert every is not None
    written = "SELECT * { ?y ?y ?x . ?x ?y ?z } # ?z"
    assert with_columns(text, every, ["x", "y", "z"], written) == (
        "SELECT ?y ?x ?z { $z ?y ?z . ?x ?y ?y }"
    )
    assert with_columns(text, every, [], written) == text
