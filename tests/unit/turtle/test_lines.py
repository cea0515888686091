"""Lines and columns as the parser counts them, whatever a text consists of."""

from __future__ import annotations

import re
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from smartregions.turtle.lines import Lines

TEXTS = st.lists(st.sampled_from(["a", "é", "\n", "\r", "\r\n", "x" * 4095, "\n" * 4096])).map(
    "".join
)


@given(TEXTS)
def test_each_offset_has_the_line_and_column_that_counting_gives(text: str) -> None:
    lines = Lines(text)
    ends = [0, *(match.end() for match in re.finditer("\r\n?|\n", text))]
    for offset in {*range(min(len(text), 20)), *ends, len(text) // 2, len(text)}:
        before = [end for end in ends if end <= offset]
        place = (len(before), offset - before[-1] + 1)
        assert lines.place(offset) == place
        assert lines.offset(*place) == offset


@given(TEXTS)
def test_each_line_is_what_stands_between_two_ends(text: str) -> None:
    written = re.split("\r\n|\r|\n", text)
    lines = Lines(text)
    some = {1, 2, len(written) // 2 + 1, len(written)}
    assert [lines.line(n) for n in some if n <= len(written)] == [
        written[n - 1] for n in some if n <= len(written)
    ]
    assert (lines.line(0), lines.line(len(written) + 1)) == ("", "")


def test_what_is_kept_of_a_text_of_blank_lines_is_less_than_the_text() -> None:
    text = "\n" * 1_000_000
    tracemalloc.start()
    lines = Lines(text)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < len(text)
    assert lines.place(999_999) == (1_000_000, 1)
