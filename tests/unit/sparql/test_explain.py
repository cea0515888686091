"""What a person is told about a query that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from smartregions.errors import QuerySyntaxError
from smartregions.sparql.explain import explained
from smartregions.sparql.misplaced import declaration, misplaced, unbalanced
from smartregions.sparql.misspelled import misspelled
from smartregions.sparql.tokens import tokens

QUERIES = Path(__file__).parents[3] / "queries"


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
        ("SELECT * WHERE ?s ?p ?o", 1, 16, "behind WHERE stands a group in { }"),
        ("SELECT * { ?s ?p ?o OPTIONAL ?s ?q ?r }", 1, 30, "behind OPTIONAL"),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS ?s ?q ?r }", 1, 39, "behind EXISTS"),
        ("SELECT * { ?s ?p ?o FILTER(LANG(?o) = 'en' }", 1, 27, "( is never closed by )"),
        ("SELECT * { ?s ?p [ ?q ?r }", 1, 18, "[ is never closed by ]"),
        ("SELECT * { { ?s ?p (1 } }", 1, 20, "( is never closed by )"),
        ("SELECT ?s, ?o { ?s ?p ?o }", 1, 10, "no comma"),
        ("SELECT ?s, (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s", 1, 10, "no comma"),
        ("SELECT (MAX(?s) AS ?m), ?p { ?s ?p ?o } GROUP BY ?p", 1, 23, "no comma"),
        ("SELECT ?p ?o { ?s ?p ?o } GROUP BY ?p, ?o", 1, 38, "no comma"),
        ("SELECT ?p ?o { ?s ?p ?o } ORDER BY DESC(?p), ?o", 1, 44, "no comma"),
        ("SELECT * { ?s ?p ?o OPTINAL { ?s ?q ?r } }", 1, 21, "Did you mean OPTIONAL?"),
        ("SELECT * WHER { ?s ?p ?o }", 1, 10, "Did you mean WHERE?"),
        ("SELECT DISTINT ?s { ?s ?p ?o }", 1, 8, "Did you mean DISTINCT?"),
        ("SELECT * { ?s ?p ?o FILTER(lower(?o) = 'a') }", 1, 28, "Did you mean LCASE?"),
        ("SELECT * { ?s ?p ?o FILTER(CONTAIN(?o, 'a')) }", 1, 28, "Did you mean CONTAINS?"),
        ("SELECT * { ?s ?p ?o } LIMIT ten", 1, 29, "ten is no word of SPARQL. A name"),
        ("SELECT * { ?s is <http://a/C> }", 1, 15, "write a for is"),
        ("SELECT * { ?s ?p ?o FILTER lang(?o) = 'en' }", 1, 28, "FILTER(...)"),
        ("SELECT * { ?s ?p ?o FILTER STRLEN(?o) > 3 }", 1, 28, "FILTER(...)"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", 1, 31, "?o has a value already"),
        ("SELECT * { VALUES (?a ?b) { (1 2) } BIND(1 AS ?b) }", 1, 47, "?b has a value"),
        ("SELECT * { BIND(1 AS ?b) BIND(2 AS ?b) }", 1, 36, "?b has a value"),
        ("PREFIX a: https://e/o# SELECT * { ?s ?p ?o }", 1, 11, "PREFIX a: <https://...>"),
        ("PREFIX a: http://e/o/ SELECT * { ?s a:p ?o }", 1, 11, "PREFIX a: <https://...>"),
        ("@prefix a: <http://e/> . SELECT * { ?s a:p ?o }", 1, 1, "write PREFIX without @"),
        ("SELECT * { ?s ?p '𝒳' } LIMIT -1", 1, 30, "- is not expected"),
        ("SELECT * { ?s % ?o }", 1, 15, "%"),
        ("SELECT * { ?s ?p <http://a/b c> }", 1, 29, "Write %20 for it"),
        ("SELECT * { ?s ?p <http://a/{b}> }", 1, 28, "no {. Write %7B"),
        ("PREFIX rdf <http://r/> SELECT * {}", 1, 8, "PREFIX rdf: <http://r/>"),
        ("SELECT COUNT(*) { ?s ?p ?o }", 1, 8, "(COUNT(...) AS ?name)"),
        ("SELECT DISTINCT ?s STR(?p) { ?s ?p ?o }", 1, 20, "(STR(...) AS ?name)"),
        ("SELECT ?p (COUNT(?s)) { ?s ?p ?o }", 1, 21, "AS and a variable"),
        ("SELECT * { ?s ?p ?o FILTER ?o > 3 }", 1, 28, "FILTER(...)"),
        ("SELECT * { ?s ?p ?o FILTER !BOUND(?o) }", 1, 28, "FILTER(...)"),
        ("SELECT * { ?s ?p ?o FILTER(?o > 1 & ?o < 3) }", 1, 35, "write &&"),
        ("SELECT * { ?s ?p ?o FILTER(?o == 3) }", 1, 31, "write one sign"),
        ("SELECT * { ?s ?p ?o FILTER(?o > 1 and ?o < 3) }", 1, 35, "write && for and"),
        ("SELECT * { ?s ?p ?o FILTER(?o > 1 OR ?o < 3) }", 1, 35, "write || for OR"),
        ("SELECT * { ?s ?p ?o FILTER(?o LIKE '%a%') }", 1, 31, "CONTAINS(STR("),
        ("SELECT * { ?s ?p ?o FILTER(?o IS NOT NULL) }", 1, 31, "BOUND(?x)"),
        ("SELECT * { ?s ?p ?o }\nORDER ?s", 2, 7, "ORDER BY"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP ?p", 1, 44, "GROUP BY"),
        ("SELECT ?s (1 AS ?s) { ?s ?p ?o }", 1, 17, "?s is selected already"),
        ("SELECT (1 AS ?a) (2 AS ?a) {}", 1, 24, "?a is selected already"),
        ("SELECT ?a (COUNT(*) AS ?c) { ?a ?b ?c }", 1, 8, "Write GROUP BY ?a behind"),
        ("SELECT ?a ?b (MAX(?c) AS ?d) { ?a ?b ?c } GROUP BY ?a", 1, 11, "GROUP BY ?a ?b behind"),
    ],
)
def test_the_place_and_the_mistake_are_named(text: str, line: int, column: int, says: str) -> None:
    error = told(text)
    assert (error.line, error.column) == (line, column)
    assert says in str(error)


def test_all_usual_prefixes_that_are_missing_are_told_at_once() -> None:
    said = str(told("SELECT * { ?x rdfs:label ?l ; mine:p ?p ; owl:sameAs ?o ; rdfs:comment ?c }"))
    assert said.endswith(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX owl: <http://www.w3.org/2002/07/owl#>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE ( ?s ?p ?o )",
        "SELECT * { ?s ?p ?o FILTER EXISTS { ?s ?p } }",
        "SELECT (COUNT(*) AS ?n) ?p { ?s ?p } GROUP BY ?p ORDER BY ?n",
        "SELECT * { FILTER(1 < 2 && 3 > ) }",
        "SELECT * { ?s <http://a>|<http://b> ?o FILTER(1 = 2 || 3 > ) }",
        "SELECT?s{?s ?p ?o OPTIONAL{?s ?q ?r}FILTER BOUND(?s) ?s ?p }LIMIT10",
        "SELECT * { { ?s ?p ?x } BIND(1 AS ?y) FILTER(?z = 1) BIND(2 AS ?z) ?s ?p }",
        "SELECT * { ?s ?p ?a, ?b, (1 2) FILTER isIRI(?s) ?s ?q } ORDER BY ?a LIMIT 2",
    ],
)
def test_what_is_right_is_not_called_a_mistake(text: str) -> None:
    said = str(told(text))
    assert "AS" not in said
    assert "..." not in said
    assert "Write" not in said


def test_an_empty_query_is_called_empty() -> None:
    assert "empty" in str(told("  # nothing\n"))


def test_a_sentence_of_the_engine_is_passed_on() -> None:
    """And not the terminals beside it in the engine's list of what it expects."""
    said = str(told("SELECT (UCASE(?a) AS ?u) (COUNT(*) AS ?c) { ?a ?b ?c } GROUP BY ?b\n"))
    assert said.endswith("an expression with a variable that is unbound.")
    said = str(told("SELECT * { ?a ?b ?c } GROUP BY ?b\n"))
    assert said.endswith(": SELECT * is not authorized with GROUP BY.")
    assert "[_]" not in str(told("SELECT * { ?s ?p }"))


@pytest.mark.parametrize("path", sorted(QUERIES.rglob("*.rq")), ids=lambda path: path.stem)
def test_nothing_in_a_stored_question_is_a_mistake(path: Path) -> None:
    read = list(tokens(path.read_text("utf-8")))
    looks = (declaration, unbalanced, misplaced, misspelled)
    assert [look(read) for look in looks] == [None] * 4
