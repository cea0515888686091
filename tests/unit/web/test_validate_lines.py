"""Of a judged text those lines are read that a page shows."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch

from smartregions.turtle.lines import Lines
from smartregions.web import validate_lines
from smartregions.web.validate_page import rows

SMALL = 3
TEXTS = st.text(st.sampled_from("a\u00e9\u2028 \r\n"), max_size=40)


@given(TEXTS)
def test_lines_are_those_that_findings_name(text: str) -> None:
    lines = Lines(text)
    count = lines.place(len(text))[0]
    expected = {number: lines.line(number) for number in range(1, count + 1)}
    with MonkeyPatch.context() as changed:
        changed.setattr(validate_lines, "_PIECE", SMALL)
        data = text.encode()
        assert validate_lines.count(data) == count
        found = validate_lines.chosen(data, expected)
    assert {number: line.decode() for number, line in found.items()} == expected


def test_lines_that_are_not_shown_take_no_room() -> None:
    """A process that answers others took 2.5 GB for a text of 60 million lines."""
    text = b"\n" * 4_000_000 + b"last"
    place = {"line": 2_000_000, "column": 1, "endLine": 2_000_000, "endColumn": 1}
    tracemalloc.start()
    shown = rows(text, [{**place, "severity": "violation"}])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(row.omitted or 1 for row in shown) == 4_000_001
    assert [row.number for row in shown if row.findings] == [2_000_000]
    assert most < len(text)


def test_a_line_without_end_is_read_as_far_as_it_is_shown() -> None:
    data = b"\xc3\xa9" * validate_lines.LONGEST
    (line,) = validate_lines.chosen(data, [1]).values()
    assert validate_lines.LONGEST <= len(line) < len(data)
    (row,) = rows(data, [])
    assert "".join(piece.text for piece in row.pieces).startswith("\u00e9\u00e9")
