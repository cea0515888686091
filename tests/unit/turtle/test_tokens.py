"""The tokens of any text, and offsets as lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.turtle.lines import Lines
from smartregions.turtle.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e:s a <http://x> .", "name:e:s word:a iri:<http://x> mark:."),
        ("e:a.b. e:c\\,d, :x", "name:e:a.b mark:. name:e:c\\,d mark:, name::x"),
        ("1. 1.5.5 -1e3 .5", "number:1 mark:. number:1.5 number:.5 number:-1e3 number:.5"),
        ("'a'@en-GB^^", "string:'a' language:@en-GB mark:^^"),
        ("_:b1. _:b.c", "label:_:b1 mark:. label:_:b.c"),
        ("# a 'b\nx", "comment:# a 'b word:x"),
        ("'''a'b''c''' \"\"\"\"a\"\"\"", "string:'''a'b''c''' string:\"\"\"\"a\"\"\""),
        ("'a\nb'", "string:'a word:b string:'"),
        ("'''a'b", "string:'''a'b"),
        ("<a b>", "other:< word:a word:b other:>"),
        ("“é”", "other:“ word:é other:”"),
    ],
)
def test_kinds(text: str, expected: str) -> None:
    assert " ".join(f"{token.kind}:{token.text}" for token in tokens(text)) == expected


@given(st.text(alphabet=st.sampled_from("ae:_.,;[]()<>\"'\\#@^-+1% \n\r\té😀\u00a0{|~")))
def test_tokens_leave_out_nothing_but_blanks(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert not text[end : token.start].strip(" \t\r\n")
        assert text[token.start : token.end] == token.text
        assert token.text
        end = token.end
    assert not text[end:].strip(" \t\r\n")


@given(st.lists(st.sampled_from(["a", "😀", "\n", "\r", "\r\n", "\u2028", "\x0b"])))
def test_every_offset_has_its_line_and_column_and_back(parts: list[str]) -> None:
    text = "".join(parts)
    lines = Lines(text)
    line, column = 1, 1
    for offset, character in enumerate(text):
        assert lines.place(offset) == (line, column)
        assert lines.offset(line, column) == offset
        inside = character == "\r" and text[offset + 1 : offset + 2] == "\n"
        if character in "\r\n" and not inside:
            line, column = line + 1, 1
        else:
            column += 1
    assert lines.place(len(text)) == (line, column)


def test_offsets_outside_are_kept_inside() -> None:
    lines = Lines("ab\nc")
    assert (lines.offset(9, 1), lines.offset(2, 9)) == (4, 4)
    assert [lines.line(n) for n in (0, 1, 2, 3)] == ["", "ab", "c", ""]
