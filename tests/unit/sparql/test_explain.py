"""What a person is told about a query that is none."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from smartregions.errors import QuerySyntaxError
from smartregions.sparql.explain import explained


def told(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return explained(text, str(caught.value))


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("SELECT ?x\nWHERE { ?x sr:name 1 }", 2, 12, "PREFIX sr: <https://w3id.org/smart-regions/"),
        ("SELECT * { ?x nobody:p 1 }", 1, 15, "nobody: is not declared"),
        ("SELECT * { ?x nobody:p 1 }", 1, 15, "PREFIX nobody: <...>"),
        ("SELECT * { ?x wdt:P31 1 }", 1, 15, "PREFIX wdt: <http://www.wikidata.org/prop/direct/>"),
        ("SELECT * { ?x RDFS:label 1 }", 1, 15, "Did you mean rdfs:? Then write before"),
        ("PREFIX mine: <http://m/> SELECT * { ?x mime:p 1 }", 1, 40, "Did you mean mine:?"),
        ("SELECT * {\n  { ?s ?p ?o }", 1, 10, "{ is never closed"),
        ("SELECT * { ?s ?p ?o }}", 1, 22, "} closes nothing"),
        ("SELECT * { ?s ?p (1 ]", 1, 21, "] closes nothing"),
        ("SELECT * { ?s ?p 'x }", 1, 18, "never closed"),
        ("SELEC * { ?s ?p ?o }", 1, 1, "SELECT, an ASK"),
        ("SELECT * WHERE ?s ?p ?o", 1, 16, "?s is not expected"),
        ("SELECT * { ?s ?p '𝒳' } LIMIT -1", 1, 30, "- is not expected"),
        ("SELECT * { ?s % ?o }", 1, 15, "%"),
    ],
)
def test_the_place_and_the_mistake_are_named(text: str, line: int, column: int, says: str) -> None:
    error = told(text)
    assert (error.line, error.column) == (line, column)
    assert says in str(error)


def test_an_empty_query_is_called_empty() -> None:
    assert "empty" in str(told("  # nothing\n"))


def test_a_sentence_of_the_engine_is_passed_on() -> None:
    """And not the terminals beside it in the engine's list of what it expects."""
    said = str(told("SELECT ?a (COUNT(*) AS ?c) { ?a ?b ?c }"))
    assert said.endswith(": The SELECT contains a variable that is unbound.")
    said = str(told("SELECT (UCASE(?a) AS ?u) (COUNT(*) AS ?c) { ?a ?b ?c } GROUP BY ?b\n"))
    assert said.endswith("an expression with a variable that is unbound.")
    said = str(told("SELECT * { ?a ?b ?c } GROUP BY ?b\n"))
    assert said.endswith(": SELECT * is not authorized with GROUP BY.")
    assert "[_]" not in str(told("SELECT * { ?s ?p }"))
