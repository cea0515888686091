"""GROUP_CONCAT gives a simple literal, whatever it joins (SPARQL 1.1, section 18.5.1.7)."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, QuerySolutions, RdfFormat, Store

from smartregions.sparql.joined import without_language
from smartregions.sparql.tokens import tokens

DATA = '<http://e/a> <http://e/p> "un"@fr , "deux"@fr . <http://e/b> <http://e/p> "(" .'
ALL = "SELECT (GROUP_CONCAT(?o; separator=')') AS ?all) {{ <http://e/{}> ?p ?o }}"


def rewritten(text: str) -> str:
    return without_language(text, list(tokens(text)))


def terms(text: str) -> list[object]:
    store = Store()
    store.load(DATA, format=RdfFormat.TURTLE)
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [solution[0] for solution in found]


def test_a_language_that_all_have_is_none_of_the_whole() -> None:
    (term,) = terms(rewritten(ALL.format("a")))
    assert term in (Literal("un)deux"), Literal("deux)un"))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (ALL.format("b"), "(STR(GROUP_CONCAT(?o; separator=')')) AS ?all)"),
        (
            "ASK {} HAVING GROUP_CONCAT (DISTINCT STR(?o)) {",
            "STR(GROUP_CONCAT (DISTINCT STR(?o))) {",
        ),
        ("CONCAT(group_concat((?a)), 1)", "CONCAT(STR(group_concat((?a))), 1)"),
    ],
)
def test_each_call_is_wrapped_to_its_own_end(text: str, whole: str) -> None:
    assert whole in rewritten(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?GROUP_CONCAT { ?GROUP_CONCAT ?p 'GROUP_CONCAT(?x)' } # GROUP_CONCAT(?x)",
        "PREFIX GROUP_CONCAT: <http://e/> SELECT * { GROUP_CONCAT:a ?p GROUP_CONCAT:GROUP_CONCAT }",
        "SELECT (GROUP_CONCAT ?x) {}",
        "SELECT (GROUP_CONCAT",
    ],
)
def test_what_is_no_call_stays_as_it_is(text: str) -> None:
    assert rewritten(text) == text


def test_what_the_engine_itself_does_is_still_worth_the_trouble() -> None:
    """When this fails, the engine does it right: `joined` can go."""
    (term,) = terms(ALL.format("a"))
    assert isinstance(term, pyoxigraph.Literal) and term.language == "fr"
