"""What is told of a query from a few of its tokens is what all of them tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.sparql.facts import facts
from smartregions.sparql.nature import Nature, nature

PIECES = [
    *("SELECT * ", "ASK ", "CONSTRUCT ", "describe ", "INSERT ", "PREFIX h: <http://h/> ", "{ "),
    *("} ", "?s ?p ?o . ", "SERVICE ", "\u017fervice ", "SERVİCE ", "h:service ", "service:x "),
    *("'SERVICE' ", "<http://service/> ", "# service\n", "NOW() ", "h:now ", "foaf:knows "),
    *("'now' ", "?now ", "UUID", "bnode() ", "RAND", "# rand\n", "<http://rand/> ", "FILTER(1<2)"),
    *('"""', "'", "@service ", "Σ", "ß", "\\u0053ERVICE "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40))
def test_it_agrees_with_all_the_facts(text: str) -> None:
    known = facts(text)
    lasts = not known.volatile and known.service is None
    assert nature(text) == Nature(known.form, lasts)


@pytest.mark.parametrize(
    ("text", "lasts"),
    [
        ("SELECT (NOW() AS ?t) {}", False),
        ("SELECT (uuid() AS ?u) {}", False),
        ("SELECT * { SERVICE <http://h/> {} }", False),
        ("SELECT * { ?a <http://h/now> 'NOW SERVICE' } # NOW", True),
        ("PREFIX foaf: <http://f/> SELECT * { ?a foaf:knows ?b }", True),
    ],
)
def test_an_answer_lasts_unless_a_word_may_change_it(text: str, lasts: bool) -> None:
    assert nature(text).is_lasting is lasts
