"""A query is the same in other clothes; another one never is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.sparql.identity import identity
from smartregions.sparql.tokens import tokens

DECLARED = "PREFIX e: <http://e/> PREFIX f: <http://f/>"
PLAIN = DECLARED + " SELECT DISTINCT ?x { ?x a e:a ; f:b 'A  # b' FILTER(?x < 1 && true) } LIMIT 5"
CLOTHES = {
    "spaces": PLAIN.replace(" ?x ", "\n\t ?x  ", 1),
    "no spaces": PLAIN.replace(" { ", "{").replace(" ; ", ";").replace(" < ", "<"),
    "a comment": PLAIN.replace("{", "# it is {\n{"),
    "a comment at the end": PLAIN + "#",
    "small letters": PLAIN.replace("SELECT", "select").replace("FILTER", "Filter"),
    "small letters of declarations": PLAIN.replace("PREFIX", "prefix"),
    "another prefix": PLAIN.replace("e:", "other.name:"),
    "an empty prefix": PLAIN.replace("e:", ":"),
    "the other order of prefixes": PLAIN.replace(
        DECLARED, "PREFIX f: <http://f/> PREFIX e: <http://e/>"
    ),
    "a prefix more": "PREFIX g: <http://g/> " + PLAIN,
    "a longer prefix": PLAIN.replace("<http://e/>", "<http://e>").replace("e:a", "e:\\/a"),
    "names written out": PLAIN.replace("e:a", "<http://e/a>").replace("f:b", "<http://f/b>"),
    "variables with a dollar": PLAIN.replace("?x", "$x"),
}
OTHERS = [
    PLAIN,
    PLAIN.replace("'A  # b'", "'A # b'"),
    PLAIN.replace("'A  # b'", "'a  # b'"),
    PLAIN.replace("'A  # b'", "'A  # b '"),
    PLAIN.replace("'A  # b'", "'A  # b'@en"),
    PLAIN.replace("'A  # b'", "'A  # b'@EN"),
    PLAIN.replace("'A  # b'", "'A', '# b'"),
    PLAIN.replace("'A  # b'", "<A>"),
    PLAIN.replace("e:a", "e:A"),
    PLAIN.replace("e:a", "f:a"),
    PLAIN.replace("e:a", "g:a"),
    PLAIN.replace("e:a", "<e:a>"),
    PLAIN.replace("http://e/", "http://E/"),
    PLAIN.replace("?x", "?X"),
    PLAIN.replace("?x a", "?x A"),
    PLAIN.replace("DISTINCT", ""),
    PLAIN.replace("LIMIT 5", "LIMIT 55"),
    PLAIN.replace("LIMIT 5", "LIMIT 5 OFFSET 5"),
    PLAIN.replace("1 && true", "1 || true"),
    "BASE <http://b/> " + PLAIN.replace("e:a", "<a>"),
    "BASE <http://c/> " + PLAIN.replace("e:a", "<a>"),
    PLAIN.replace("e:a", "<a>"),
    "SELECT * { ?s ?p 1 , 0 }",
    "SELECT * { ?s ?p 10 }",
    "SELECT * { ?s ?p 1, 0, '1:0' }",
]
LATER = "BASE <http://a/> PREFIX e: <x/> {} SELECT * {{ ?s ?p e:a , <x/a> }}"
RELATIVE = [
    LATER.format("PREFIX e: <y/>"),
    LATER.format("BASE <http://b/> PREFIX e: <x/>"),
    LATER.format(""),
    LATER.format("").replace("e:a ,", "<http://a/x/a> ,"),
    LATER.format("").replace("BASE <http://a/>", ""),
    "PREFIX e: <http://x/> BASE <http://a/> PREFIX e: <http://y/> ASK { ?s ?p e:a }",
    "PREFIX e: <http://x/> BASE <http://a/> PREFIX e: <http://y/> ASK { ?s ?p <http://x/a> }",
    "PREFIX e: <http://x/> PREFIX e: <http://y/> ASK { ?s ?p e:a }",
    "PREFIX e: <http://y/> PREFIX e: <http://x/> ASK { ?s ?p e:a }",
]
BLANKS = st.sampled_from([" ", "\n", "\t ", "# SELECT ' \" <\n", "#\r\n"])


@pytest.mark.parametrize("how", CLOTHES)
def test_a_query_in_other_clothes_is_the_same(how: str) -> None:
    assert CLOTHES[how] != PLAIN
    assert identity(CLOTHES[how]) == identity(PLAIN)


@pytest.mark.parametrize("texts", [OTHERS, RELATIVE], ids=["others", "relative"])
def test_queries_that_differ_are_not_one(texts: list[str]) -> None:
    for one, other in itertools.combinations(texts, 2):
        assert identity(one) != identity(other), (one, other)


@given(st.data())
def test_what_stands_between_its_tokens_does_not_matter(data: st.DataObject) -> None:
    parts = [token.content for token in tokens(PLAIN)]
    blanks = data.draw(st.lists(BLANKS, min_size=len(parts), max_size=len(parts)))
    text = "".join(itertools.chain(*zip(blanks, parts, strict=True)))
    assert identity(text) == identity(PLAIN)


@given(st.text("ab '\"\\#\n:?<>1", max_size=12), st.text("ab '\"\\#\n:?<>1", max_size=12))
def test_two_strings_are_one_only_if_their_letters_are(one: str, other: str) -> None:
    texts = [f"ASK {{ ?s ?p '''{each.replace(chr(39), '')}x''' }}" for each in (one, other)]
    assert (identity(texts[0]) == identity(texts[1])) == (texts[0] == texts[1])


@given(st.text(max_size=40))
def test_any_text_has_one(text: str) -> None:
    assert identity(text) == identity(text + " \n")
