"""A variable that is selected twice is selected."""

from __future__ import annotations

import pytest

from smartregions.sparql.projection import clauses, without_repeats
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
