"""Several faults in one text: all of them, in order, and none that is not there."""

from __future__ import annotations

import time

import pytest

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.turtle.faults import MOST
from smartregions.turtle.read import read

PREFIX = "@prefix e: <http://e/> .\n"


def refused(text: str) -> TurtleSyntaxError:
    with pytest.raises(TurtleSyntaxError) as caught:
        read(text.encode(), "x.ttl")
    return caught.value


def places(text: str) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.code) for fault in refused(text).faults]


def test_all_undeclared_prefixes_are_told_once_each() -> None:
    text = "a:s b:p 1 ;\n  a:q 'x'^^c:t .\n# d:x\na:s b:p 'e:x', <f:x> ."
    assert places(text) == [
        (1, 1, "undeclared-prefix"),
        (1, 5, "undeclared-prefix"),
        (2, 12, "undeclared-prefix"),
    ]
    assert refused(text).faults[0].message == (
        "The prefix `a:` is not declared. It is used 3 times, here first."
    )


def test_syntax_faults_of_several_statements_are_all_told() -> None:
    text = (
        f"{PREFIX}e:s e:p True .\n"
        "e:s e:p [ e:q 1 .\n"
        "e:s e:p 1 .\n"
        "e:s x:p 1 .\n"
        "e:s e:p 'a .\n"
        "e:s e:p 2 .\n"
        "e:s e:p 3"
    )
    assert places(text) == [
        (2, 9, "syntax"),
        (3, 17, "syntax"),
        (5, 5, "undeclared-prefix"),
        (6, 9, "syntax"),
        (8, 9, "syntax"),
    ]


def test_a_fault_hides_no_fault_behind_its_statement_and_causes_none() -> None:
    text = (
        f"{PREFIX}e:s e:p e:o .e:t\n  e:p 1 .\n"
        "e:a e:b e:c .\n"
        "@prefix f <http://f/> .\n"
        "f:s f:p 1 .\n"
        "@prefix g: <http://g/>\n"
        "@prefix h: <http://h/> .\n"
        "g:s h:p 1 ."
    )
    assert places(text) == [(5, 9, "syntax"), (8, 1, "syntax")]


def test_the_rest_of_a_line_at_fault_is_no_statement() -> None:
    assert places(f"{PREFIX}e:s e:p . e:o .\ne:t e:p True .") == [
        (2, 5, "syntax"),
        (3, 9, "syntax"),
    ]


def test_the_error_speaks_of_its_first_fault() -> None:
    error = refused(PREFIX + "e:s x:p True .")
    assert [fault.code for fault in error.faults] == ["undeclared-prefix", "syntax"]
    first = error.faults[0]
    assert (error.line, error.column, error.end_line, error.end_column) == (2, 5, 2, 8)
    assert (str(error), error.help, error.code) == (first.message, first.help, first.code)


def test_what_follows_a_fault_on_its_line_is_not_taken_for_prefixes() -> None:
    text = PREFIX + "e:s e:p “see: http://x.org/y” .\ne:s e:p 1 ."
    assert places(text) == [(2, 9, "syntax")]


def test_columns_count_characters_and_lines_end_as_people_see_them() -> None:
    assert places(f"{PREFIX}e:s e:p '😀é' , True .") == [(2, 16, "syntax")]
    assert places("# a\r\n# b\r# c\n  x:s") == [(4, 3, "syntax"), (4, 3, "undeclared-prefix")]


def test_a_fault_of_many_lines_ends_on_its_first() -> None:
    assert refused(f"{PREFIX}e:s e:p '''abc\ndef").faults == (
        Fault(
            "This text of several lines is never closed.",
            *(2, 9, 2, 15),
            "Write `'''` where it ends.",
        ),
    )


def test_not_more_than_the_stated_number_of_syntax_faults() -> None:
    assert len(refused(PREFIX + "e:s e:p True .\n" * 100).faults) == MOST


def test_sentences_have_an_end() -> None:
    fault = refused("x" * 100_000 + " e:p 1 .").faults[0]
    assert len(fault.message) <= 500
    assert len(fault.help) <= 500


@pytest.mark.parametrize(
    "text",
    [
        "<" * 5 + "< " * 20_000,
        "[" * 100_000,
        "( " * 100_000,
        '""" \\' * 50_000,
        '"\\"""' * 50_000,
        "@" * 100_000,
        "." * 100_000,
        "x" * 500_000 + ":",
        "e:" + "a.b" * 100_000 + " 1",
        "e:s e:p " + "“" * 100_000,
        "e:s e:p '" + "\\" * 100_000,
        "e:s e:p e:" + "%" * 100_000,
        "\r" * 100_000 + "x",
        "".join(f"p{i}:a e:b 1 .\n" for i in range(20_000)),
        "e:s e:p True ;\n" * 20_000,
        "\0" * 100_000,
        " " * 500_000 + "x",
    ],
    ids=range(17),
)
def test_hostile_texts_are_refused_in_a_moment(text: str) -> None:
    start = time.process_time()
    refused(PREFIX + text)
    assert time.process_time() - start < 30
