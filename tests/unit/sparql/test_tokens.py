"""The tokens of SPARQL, where reading them wrongly would hide something."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.sparql.tokens import tokens


def read(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.content) for token in tokens(text)]


def contents(text: str) -> list[str]:
    return [token.content for token in tokens(text)]


def test_each_terminal_has_its_kind() -> None:
    text = 'SELECT ?x $y <http://e/> a:b :c d: _:b \'x\'@en-GB """a"b""" 1 2.5 .5 1e9 ^^ {'
    assert read(text) == [
        ("word", "SELECT"),
        ("variable", "?x"),
        ("variable", "$y"),
        ("iri", "<http://e/>"),
        ("name", "a:b"),
        ("name", ":c"),
        ("name", "d:"),
        ("blank", "_:b"),
        ("string", "'x'"),
        ("language", "@en-GB"),
        ("string", '"""a"b"""'),
        ("number", "1"),
        ("number", "2.5"),
        ("number", ".5"),
        ("number", "1e9"),
        ("sign", "^^"),
        ("sign", "{"),
    ]


DECLARATIONS = st.lists(
    st.sampled_from(
        [
            "PREFIX",
            "prefix",
            "BASE",
            "PREF\u0131X",
            "PREFIXa:",
            "a:",
            "a:b",
            ":",
            "a.:",
            "_:",
            "a.b:",
        ]
        + [
            "<http://e/#>",
            "<",
            ">",
            "<a\\u0041>",
            "<a b>",
            "#",
            "##",
            "# c\n",
            "\r",
            "\t",
            " ",
            "\n",
        ]
        + ["SELECT", "SERVICE", "*", "{", "(", "'", "\\"]
    ),
    max_size=14,
)


@given(st.lists(st.sampled_from(["PREFIX a: <b>", "prefix :<c>#d\n"]), max_size=2), DECLARATIONS)
def test_declarations_at_the_start_have_the_tokens_that_they_have_anywhere(
    whole: list[str], pieces: list[str]
) -> None:
    text = " ".join(whole) + "".join(pieces)
    behind = list(tokens(f"*{text}"))[1:]
    assert list(tokens(text)) == [token._replace(start=token.start - 1) for token in behind]


def test_many_number_signs_before_no_declaration_take_no_long_time() -> None:
    assert contents("PREFIX a: <b>" + "#" * 50_000 + "\nSELECT")[-1] == "SELECT"


LONG = 40_000
SLOW = {
    "unclosed long strings, each behind a backslash": '\\"""\n' * (LONG // 5),
    "the same with apostrophes": "\\'''\n" * (LONG // 5),
    "unclosed strings, all quotes escaped": '"\\' * (LONG // 2),
    "words that no colon makes a name": "a.b-" * (LONG // 4),
    "letters that are no words": "é." * (LONG // 2),
    "numbers without an exponent": "1.e" * (LONG // 3),
    "digits": "1" * LONG,
    "escapes in an IRI that is not closed": "<" + "\\u00410041" * 12 + " ",
    "the same in a declaration": "PREFIX a: <" + "\\u00410041" * 12 + " ",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_no_text_takes_more_than_its_length_to_read(text: str) -> None:
    """A minute or more, where each letter is looked at again from each letter before it."""
    began = time.process_time()
    assert sum(len(token.content) for token in tokens(text)) <= len(text)
    assert time.process_time() - began < 5


PIECES = (
    '"', "'", '"""', "'''", "\\", '\\"', "\\'", "\n", " ", "a", "é", "a.", "a-", ":", "a:b", "_",
    "_:", ".", "-", "1.", "e", "<", ">", "<\\u0041", "(", ")", "FILTER", "#", "×", "PREFIX ", "<b>",
)  # fmt: skip
STRING = re.compile(
    r"""\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"""
    r"""|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'""",
    re.DOTALL,
)
NAME = re.compile(r"(?:[a-zé](?:[a-zé0-9_.\-]*[a-zé0-9_\-])?)?:", re.IGNORECASE)


@given(st.lists(st.sampled_from(PIECES), max_size=24))
def test_strings_and_names_are_found_as_from_each_letter_anew(pieces: list[str]) -> None:
    text = "".join(pieces)
    for token in tokens(text):
        string, name = STRING.match(text, token.start), NAME.match(text, token.start)
        if text[token.start] in "\"'":
            assert (token.kind == "string") == bool(string)
            assert string is None or token.content == string[0]
        elif token.kind in ("word", "sign", "number") and token.content != "_":
            assert not name


def test_a_comment_ends_at_the_line_and_is_no_token() -> None:
    assert contents("a # b\nc # d\re") == ["a", "c", "e"]


def test_a_number_sign_inside_an_iri_starts_no_comment() -> None:
    assert contents("<http://e/#a> b") == ["<http://e/#a>", "b"]


def test_a_name_may_hold_dots_and_escapes_but_ends_before_the_last_dot() -> None:
    assert contents(r"e:a.b\,c%20 . e:d.") == [r"e:a.b\,c%20", ".", "e:d", "."]


def test_quotes_inside_the_other_quotes_end_nothing() -> None:
    assert contents("\"it's\" 'a\"b'") == ['"it\'s"', "'a\"b'"]


def test_an_escaped_quote_ends_nothing() -> None:
    assert contents(r'"a\"b" c') == [r'"a\"b"', "c"]


@pytest.mark.parametrize(
    "text",
    [
        "FILTER(?a<?b&&?c>?d)",
        "FILTER(1<2)SERVICE#>",
        "FILTER e:f(1<2)x#>",
        "BIND(STR(?a)<?b AS ?c)#>",
        "SELECT(1<2 AS ?x)#>",
        "FILTER(true<false)#>",
        "{ SELECT * {} ORDER BY (?a<?b)#>\n}",
        "{ SELECT ?y (?a<?b AS ?x)#>\n{} }",
        "HAVING(COUNT(*)<?b)#>",
        "FILTER(EXISTS{}<?b)#>",
    ],
)
def test_less_than_after_an_operand_of_an_expression_opens_no_iri(text: str) -> None:
    assert "<" in contents(text)


@pytest.mark.parametrize(
    "text",
    [
        "?s <p> <o>",
        "{ (<a> <b(c)>) }",
        "VALUES (?a ?b) { (<a> <b)c>) }",
        "{ ?s a (1 <b)>) }",
        "?s (<a>|<b>)/<c> ?o",
        "FILTER(?a = <b>)",
        "FILTER(?a IN (<a>, <b>))",
        "FILTER(<f>(<a>))",
        "FILTER EXISTS { ?s <p> <o> }",
        "FILTER(EXISTS { ?s <p> <o> })",
        "ORDER BY ?a <f>(?b)",
        "FILTER('1'^^<t> = ?x)",
        "[ <p> <o> ]",
        "FILTER(<<( ?s <p> <o> )>> = ?t)",
    ],
)
def test_less_than_where_a_term_is_due_opens_an_iri(text: str) -> None:
    assert "<" not in contents(text)


def test_a_comparison_with_an_iri_on_its_right_has_both() -> None:
    assert contents("FILTER(?a<<b>)") == ["FILTER", "(", "?a", "<", "<b>", ")"]


@given(st.text(alphabet="aS<>(){}[]\"'\\#\n?:.@1 é𝒳", max_size=60))
def test_tokens_and_what_lies_between_are_the_whole_text(text: str) -> None:
    position = 0
    for token in tokens(text):
        between = text[position : token.start]
        assert not between or between[0] in " \t\r\n#"
        assert text[token.start : token.end] == token.content
        position = token.end
    assert not text[position:] or text[position] in " \n#"


def test_nesting_of_any_depth_is_read_without_recursion() -> None:
    assert len(contents("(" * 100_000)) == 100_000
