"""The line with the fault and the caret under it."""

from __future__ import annotations

import pytest

from smartregions.sparql.excerpt import Excerpt, excerpt


@pytest.mark.parametrize(
    ("text", "line", "column", "source", "caret"),
    [
        ("ASK {", 1, 5, "ASK {", "    ^"),
        ("ASK\r\n{ x }\n", 2, 3, "{ x }", "  ^"),
        ("a\n\n", 3, 1, "", "^"),
        ("a", 1, 2, "a", " ^"),
        ("\t\tx y", 1, 5, "\t\tx y", "\t\t  ^"),
        ("'漢字' x", 1, 6, "'漢字' x", "       ^"),
        ("e\u0301 x", 1, 4, "e\u0301 x", "  ^"),
        ("a", 9, 9, "a", " ^"),
    ],
)
def test_the_caret_stands_under_the_place(
    text: str, line: int, column: int, source: str, caret: str
) -> None:
    assert excerpt(text, line, column) == Excerpt(source, caret)


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "a" * 500 + "X" + "b" * 500
    found = excerpt(text, 1, 501)
    assert len(found.source) < 110
    assert found.source[len(found.caret) - 1] == "X"
    assert found.source.startswith("…a") and found.source.endswith("b…")
